// Support through an incident and its aftermath: two agents, one queue, nobody forgotten.

import type { Person } from "../people";
import { expect, test } from "../fixtures";
import { inEveryLook } from "../looks";

const PASTED = [
  "id\tsubject\tname\taccount\tbody",
  "48211\tApp cannot reach the databases\tJo Doe\torbital\tTimeout expired since 3:40",
  "48209\tIntermittent 500s\tPia Lund\tpinecrest\tThen the pool times out",
  "48207\tWhere is my invoice?\tMax Roe\tmaris\tI look for it since last week",
].join("\n");

async function brings(who: Person, text: string): Promise<void> {
  await who.page.getByRole("button", { name: "Add tickets…" }).click();
  await who.dialog.getByLabel(/^Paste/).fill(text);
  await who.dialog.getByRole("button", { name: "Read", exact: true }).click();
  await who.dialog.getByRole("button", { name: /^Add (\d+ tickets|1 ticket|the \d+ good ones)$/ }).click();
  await expect(who.dialog).toContainText("were there already");
  await who.page.keyboard.press("Escape");
  await expect(who.dialog).toBeHidden();
}

function row(who: Person, subject: string) {
  return who.page.getByRole("row").filter({ hasText: subject });
}

test("two agents tag tickets, follow each up, and only then does the incident close", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const jonas = await person("Jonas Eriksen");
  dana.mayLoseConnection = true; // a lost race is refused: 409
  const id = await dana.declare("Databases refuse connections", ["Databases"]);
  await jonas.goes(`/incidents/${id}/support`);

  await test.step("the macro follows the public status", async () => {
    const macro = jonas.page.getByRole("region", { name: "Macro" });
    await expect(macro).toContainText("We are looking into problems with Databases.");
    await expect(macro).toContainText(`/status/incidents/${id}`);
    await macro.getByRole("button", { name: "Edit" }).click();
    await macro.getByLabel("Macro").fill("Hello {name}, it will work again by noon. {status}");
    await expect(macro.getByRole("list", { name: "Findings" })).toContainText("by noon");
    await macro.getByRole("button", { name: "Save" }).click();
    await expect(macro.getByRole("alert")).toContainText("break trust");
    await macro.getByLabel("Macro").fill("Hello {name}, this is what we know: {status} See {link}");
    await macro.getByRole("button", { name: "Save" }).click();
    await expect(macro).toContainText("Hello there, this is what we know: We are looking into");
  });

  await test.step("tickets are pasted, a mistake is told with its row, likely ones come first", async () => {
    await jonas.page.getByRole("button", { name: "Add tickets…" }).click();
    await jonas.dialog.getByLabel(/^Paste/).fill("id,subject\n1,\n");
    await jonas.dialog.getByRole("button", { name: "Read", exact: true }).click();
    await expect(jonas.dialog).toContainText("Line 2, column subject: Subject is empty.");
    await jonas.page.keyboard.press("Escape");
    await brings(jonas, PASTED);
    await expect(jonas.page.getByRole("row")).toHaveCount(4);
    await expect(jonas.page.getByRole("row").nth(1)).toContainText("App cannot reach the databases");
    await expect(jonas.page.getByRole("row").nth(1)).toContainText("says “database” (Databases)");
  });

  await dana.goes(`/incidents/${id}/support`);
  await test.step("one claims, the other sees it at once and cannot tag it", async () => {
    await row(jonas, "Intermittent 500s").getByRole("button", { name: /^Claim/ }).click();
    await expect(row(dana, "Intermittent 500s")).toContainText("Jonas Eriksen");
    await row(dana, "Intermittent 500s").getByText("Intermittent 500s").first().click();
    await dana.page.keyboard.press("t");
    await expect(dana.page.getByRole("alert").filter({ hasText: /^Jonas Eriksen has had this ticket since/ })).toBeVisible();
  });

  await test.step("by keyboard: move, select, tag, undo, tag again", async () => {
    await jonas.page.locator("main h2").first().click();
    await jonas.page.keyboard.press("j");
    await jonas.page.keyboard.press("Shift+J");
    await jonas.page.keyboard.press("Shift+J");
    await expect(jonas.page.getByText(/selected$/)).toBeVisible();
    await jonas.page.keyboard.press("Escape");
    for (const subject of ["App cannot reach", "Intermittent 500s"]) {
      await row(jonas, subject).getByRole("checkbox").click();
    }
    await jonas.page.keyboard.press("t");
    await expect(jonas.page.getByRole("status").filter({ hasText: "Tagged 2 tickets." })).toBeVisible();
    const both = ["App cannot reach", "Intermittent 500s"].map((subject) => row(jonas, subject));
    for (const ticket of both) await expect(ticket).toBeHidden();
    await jonas.page.keyboard.press("u");
    for (const ticket of both) await expect(ticket).toBeVisible();
    for (const ticket of both) await ticket.getByRole("checkbox").check();
    for (const ticket of both) await expect(ticket.getByRole("checkbox")).toBeChecked();
    await jonas.page.keyboard.press("t");
    await expect(jonas.page.getByRole("button", { name: "Tagged 2" })).toBeVisible();
    await expect(dana.page.getByRole("button", { name: "Tagged 2" })).toBeVisible();
    await row(jonas, "Where is my invoice?").getByText("Where is my invoice?").first().click();
    await jonas.page.keyboard.press("x");
    await jonas.dialog.getByRole("button", { name: "A question, nothing fails" }).click();
    await jonas.dialog.getByRole("button", { name: "Not this incident", exact: true }).click();
    await expect(jonas.page.getByRole("button", { name: "Not this incident 1" })).toBeVisible();
  });

  await test.step("after the end: apologise, verify with the facts, hear that it works", async () => {
    await dana.sits("IC");
    await dana.confirms("Connections are refused.", "All customers in eu-west.");
    await dana.resolves();
    await jonas.goes(`/incidents/${id}/support`);
    await expect(jonas.page.getByRole("heading", { name: "Follow-up queue" })).toBeVisible();
    await settles(jonas, "App cannot reach");
    await expect(jonas.page.getByRole("button", { name: "Done 1" })).toBeVisible();
  });

  await test.step("the close waits for the last one", async () => {
    await dana.situation.getByRole("button", { name: "Next: publish the post-mortem…" }).click();
    await dana.dialog.getByLabel("Link").fill("https://northwind.example/post-mortem");
    await dana.dialog.getByRole("button", { name: "Publish", exact: true }).click();
    await dana.situation.getByRole("button", { name: "Next: close…" }).click();
    await dana.dialog.getByRole("button", { name: "Close the incident" }).click();
    await expect(dana.dialog.getByRole("alert")).toContainText("1 tagged ticket is not followed up yet.");
  });

  await test.step("the other one was not this incident", async () => {
    await row(jonas, "Intermittent 500s").getByText("Intermittent 500s").first().click();
    await jonas.page.keyboard.press("x");
    await jonas.dialog.getByRole("button", { name: "It began before the incident" }).click();
    await jonas.dialog.getByRole("button", { name: "Not this incident", exact: true }).click();
    await expect(jonas.page.getByRole("button", { name: "Not this incident 2" })).toBeVisible();
    await jonas.page.getByRole("button", { name: "Not this incident 2" }).click();
    await row(jonas, "Intermittent 500s").getByText("Intermittent 500s").first().click();
    await jonas.page.getByRole("button", { name: "Answered", exact: true }).click();
    await expect(jonas.page.getByRole("button", { name: "Not this incident 1" })).toBeVisible();
    await dana.dialog.getByRole("button", { name: "Close the incident" }).click();
    await expect(dana.dialog).toBeHidden();
  });
});

/** The whole follow-up of one ticket. */
async function settles(who: Person, subject: string): Promise<void> {
  const ticket = who.page.getByRole("complementary");
  await row(who, subject).getByText(subject).first().click();
  await who.page.keyboard.press("Enter");
  await expect(who.dialog.getByLabel("Apology")).toHaveValue(/I am sorry that Databases did not work for you/);
  await who.dialog.getByRole("button", { name: "Apologise", exact: true }).click();
  await expect(ticket).toContainText("This incident");
  await ticket.getByRole("button", { name: /^Yes, this incident/ }).click();
  await ticket.getByRole("button", { name: "I have asked the customer" }).click();
  await ticket.getByRole("button", { name: "The customer says it works" }).click();
}

test("a tag waits for the connection and is sent once", async ({ person }) => {
  const jonas = await person("Jonas Eriksen");
  jonas.mayLoseConnection = true;
  const id = await jonas.declare("Databases refuse connections", ["Databases"]);
  await jonas.goes(`/incidents/${id}/support`);
  await brings(jonas, PASTED);
  const ticket = row(jonas, "App cannot reach").getByRole("checkbox");
  // What is not there yet does not come while nothing does.
  await expect(ticket).toBeVisible();
  await jonas.page.context().setOffline(true);
  await ticket.click();
  await jonas.page.keyboard.press("t");
  await expect(jonas.page.getByText("1 waiting for the connection.")).toBeVisible();
  await jonas.page.context().setOffline(false);
  await expect(jonas.page.getByRole("button", { name: "Tagged 1" })).toBeVisible({ timeout: 30_000 });
  await expect(jonas.page.getByText("1 waiting for the connection.")).toBeHidden();
});

test("a tag that fails while the live connection holds is sent again", async ({ person }) => {
  const jonas = await person("Jonas Eriksen");
  jonas.mayLoseConnection = true;
  const id = await jonas.declare("Databases refuse connections", ["Databases"]);
  await jonas.goes(`/incidents/${id}/support`);
  await brings(jonas, PASTED);
  const calls = "**/rpc/act_on_tickets";
  await jonas.page.route(calls, (route) => route.abort());
  await row(jonas, "App cannot reach").getByRole("checkbox").click();
  await jonas.page.keyboard.press("t");
  await expect(jonas.page.getByText("1 waiting for the connection.")).toBeVisible();
  await jonas.isLive();
  await jonas.page.unroute(calls);
  await expect(jonas.page.getByRole("button", { name: "Tagged 1" })).toBeVisible();
  await expect(jonas.page.getByText("1 waiting for the connection.")).toBeHidden();
});

test("a confidential incident's macro says nothing public", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  await dana.page.getByRole("button", { name: "Declare incident" }).click();
  await dana.dialog.getByLabel("What do you see?").fill("Stolen laptop");
  await dana.dialog.getByLabel("Confidential", { exact: true }).check();
  await dana.dialog.getByLabel("Why it is confidential").fill("Police are involved");
  await dana.dialog.getByRole("button", { name: /^Declare/ }).click();
  await expect(dana.situation).toContainText("Confidential");
  await dana.sits("Support");
  const macro = dana.page.getByRole("region", { name: "Macro" });
  await expect(macro).toContainText("We have your ticket");
  await macro.getByRole("button", { name: "Edit" }).click();
  await macro.getByLabel("Macro").fill("See {link}");
  await macro.getByRole("button", { name: "Save" }).click();
  await expect(macro.getByRole("alert")).toContainText("this incident is confidential");
});

inEveryLook("support, during and after", async ({ person, look }) => {
  const dana = await person("Dana Whitfield");
  const id = await dana.declare("Elevated errors on database connections", ["Databases"]);
  await dana.goes(`/incidents/${id}/support`);
  await expect(dana.page.getByText("No ticket waits.")).toBeVisible();
  await look(dana.page, "support-empty");
  await brings(dana, PASTED);
  await row(dana, "App cannot reach").getByText("App cannot reach").first().click();
  // On a phone that showed the ticket in place of the list.
  await dana.shows("Tickets");
  await row(dana, "Intermittent").getByRole("checkbox").click();
  await look(dana.page, "support");
  await dana.page.getByRole("button", { name: "Add tickets…" }).click();
  await dana.dialog.getByLabel(/^Paste/).fill("id,subject\n1,\n2,App down");
  await dana.dialog.getByRole("button", { name: "Read", exact: true }).click();
  await expect(dana.dialog).toContainText("Line 2, column subject");
  await look(dana.page, "support-add");
  // The last incident of the demo's past is over, and its tickets wait for their follow-up.
  await dana.goes("/incidents/8/support");
  await row(dana, "Rate limit far below our plan").getByText("Rate limit far below our plan").first().click();
  await expect(dana.page.getByRole("heading", { name: "How it is going" })).toBeVisible();
  await look(dana.page, "support-follow-up");
});
