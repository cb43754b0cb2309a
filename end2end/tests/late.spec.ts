// Answers that come late: live updates show what was done before its answer is here, and people go on at once.

import { expect, test } from "../fixtures";
import type { Person } from "../people";

const TICKETS = "48211 App cannot reach the databases\n48209 Intermittent 500s\n";

async function supports(who: Person): Promise<number> {
  const id = await who.declare("Databases refuse connections", ["Databases"]);
  await who.goes(`/incidents/${id}/support`);
  await who.page.getByRole("button", { name: "Add tickets…" }).click();
  await who.dialog.getByLabel(/^Paste/).fill(TICKETS);
  await who.dialog.getByRole("button", { name: "Read", exact: true }).click();
  await who.dialog.getByRole("button", { name: "Add 2 tickets" }).click();
  await expect(who.dialog).toContainText("were there already");
  await who.page.keyboard.press("Escape");
  await expect(who.page.getByRole("row")).toHaveCount(3);
  return id;
}

const row = (who: Person, subject: string) => who.page.getByRole("row").filter({ hasText: subject });

test("support goes on at once, and every ticket is claimed", async ({ person }) => {
  const jonas = await person("Jonas Eriksen");
  await supports(jonas);
  const come = await jonas.waitsFor("act_on_tickets");
  await row(jonas, "App cannot reach").getByRole("button", { name: /^Claim/ }).click();
  await expect(row(jonas, "App cannot reach")).toContainText("Jonas Eriksen");
  await row(jonas, "Intermittent").getByRole("button", { name: /^Claim/ }).click();
  come();
  await expect(row(jonas, "Intermittent")).toContainText("Jonas Eriksen");
});

test("a ticket chosen while an answer is awaited stays chosen", async ({ person }) => {
  const jonas = await person("Jonas Eriksen");
  await supports(jonas);
  const come = await jonas.waitsFor("act_on_tickets");
  await row(jonas, "App cannot reach").getByRole("checkbox").click();
  await jonas.page.keyboard.press("t");
  await expect(row(jonas, "App cannot reach")).toBeHidden();
  await row(jonas, "Intermittent").getByRole("checkbox").click();
  come();
  await expect(jonas.page.getByText("Tagged 1 ticket.")).toBeVisible();
  await expect(row(jonas, "Intermittent").getByRole("checkbox")).toBeChecked();
});

test("a refused apology keeps its words, and reaches the ticket that it was opened for", async ({ person }) => {
  const jonas = await person("Jonas Eriksen");
  const dana = await person("Dana Whitfield");
  for (const who of [jonas, dana]) who.mayLoseConnection = true;
  const id = await supports(jonas);
  await jonas.page.keyboard.press("Shift+J");
  await jonas.page.keyboard.press("t");
  await expect(jonas.page.getByText("Tagged 2 tickets.")).toBeVisible();
  await jonas.sits("IC");
  await jonas.confirms("Connections are refused.", "All customers in eu-west.");
  await jonas.resolves();
  for (const who of [jonas, dana]) await who.goes(`/incidents/${id}/support`);
  await row(jonas, "App cannot reach").getByText("App cannot reach").first().click();
  await jonas.page.keyboard.press("Enter");
  await expect(jonas.dialog).toContainText("#48211 App cannot reach the databases");
  await jonas.dialog.getByLabel("Apology").fill("I am sorry that you could not work for an hour.");
  await row(dana, "App cannot reach").getByRole("button", { name: /^Claim/ }).click();
  await expect(row(jonas, "App cannot reach")).toContainText("Dana Whitfield");
  await jonas.dialog.getByRole("button", { name: "Apologise", exact: true }).click();
  await expect(jonas.dialog.getByRole("alert")).toContainText("Dana Whitfield");
  await expect(jonas.dialog.getByLabel("Apology")).toHaveValue("I am sorry that you could not work for an hour.");

  await jonas.page.keyboard.press("Escape");
  await expect(jonas.dialog).toBeHidden();
  await row(dana, "App cannot reach").getByText("App cannot reach").first().click();
  await dana.page.getByRole("button", { name: "Release" }).click();
  await expect(row(jonas, "App cannot reach").getByRole("button", { name: /^Claim/ })).toBeVisible();
  await jonas.page.keyboard.press("Enter");
  await expect(jonas.dialog.getByLabel("Apology")).toHaveValue("I am sorry that you could not work for an hour.");
  await jonas.dialog.getByRole("button", { name: "Apologise", exact: true }).click();
  await expect(jonas.dialog).toBeHidden();
  await expect(row(jonas, "App cannot reach")).toContainText(/apologised \d\d:\d\d/);
  await expect(row(jonas, "Intermittent")).toContainText("not apologised");
});

test("a message shows once, and messages keep their order", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  await dana.declare("Log delivery is late", ["API"]);
  const come = await dana.waitsFor("send_command");
  for (const text of ["first of three", "second of three", "third of three"]) await dana.says(text);
  const lines = dana.room.getByRole("listitem").filter({ hasText: "of three" });
  await expect(lines.filter({ hasText: /\d\d:\d\d/ })).toHaveCount(1);
  await expect(lines).toHaveCount(3);
  come();
  await expect(lines.filter({ hasText: /\d\d:\d\d/ })).toHaveText([/first/, /second/, /third/]);
  await expect(lines).toHaveCount(3);
});

test("leaving a page before the answer loses nothing and brings nothing back", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const id = await dana.declare("Databases refuse connections", ["Databases"]);
  await dana.confirms("Connections are refused.", "All customers in eu-west.");
  await dana.sits("Comms");
  const update = "Connections to databases in eu-west fail. We are working on it and write again at 15 past.";
  await dana.writes(update);
  const come = await dana.waitsFor("send_command");
  await dana.publishes();
  await expect(dana.page.getByRole("region", { name: "Posted" })).toContainText(update);
  await dana.sits("IC");
  await dana.goes(`/incidents/${id}/comms`);
  await expect(dana.page.getByLabel("Public update")).toHaveValue("");
  come();
  // It is gone from the server too, so that no later page finds it.
  await dana.writes("The next one");
  await dana.sits("IC");
  await dana.sits("Comms");
  await expect(dana.page.getByLabel("Public update")).toHaveValue("The next one");
  await dana.writes("");

  await dana.goes(`/incidents/${id}/customers`);
  const called = await dana.waitsFor("take_outreach_step");
  await expect(dana.page.getByRole("listitem").first()).toBeVisible();
  await dana.page.keyboard.press("j");
  await dana.page.keyboard.press("c");
  await expect(dana.page.getByRole("region", { name: "Outreach" })).toContainText("Dana");
  await dana.sits("IC");
  called();
  await dana.says("Still here");
  await expect(dana.room).toContainText("Still here");
});

test("words typed while an update is being sent stay", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  await dana.declare("Databases refuse connections", ["Databases"]);
  await dana.sits("Comms");
  const update = "Connections to databases in eu-west fail. We are working on it.";
  await dana.writes(update);
  const come = await dana.waitsFor("send_command");
  await dana.publishes();
  await expect(dana.page.getByRole("region", { name: "Posted" })).toContainText(update);
  await dana.writes("And the next one has begun");
  come();
  await expect(dana.page.getByRole("button", { name: /^Publish/ })).toBeEnabled();
  await expect(dana.page.getByLabel("Public update")).toHaveValue("And the next one has begun");
});
