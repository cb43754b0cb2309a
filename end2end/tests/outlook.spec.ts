// Before it goes out and right after: to how many, exactly what, what is unusual, and taking it back.

import { subscribes } from "../commands";
import { expect, test } from "../fixtures";
import { inEveryLook } from "../looks";
import type { Person } from "../people";

test("whoever writes sees to how many it goes and exactly what", async ({ person }) => {
  const dana = await person("Dana");
  await subscribes(dana, ["cleo@example.com", "ben@example.com"]);
  const incident = await dana.declare("Connections fail", ["Databases"]);
  await dana.goes(`/incidents/${incident}/comms`);
  const sentTo = dana.page.getByRole("list", { name: "Sent to" });
  await expect(sentTo.getByRole("listitem").filter({ hasText: "Mail" })).toContainText("2 subscribers, held: no mail server is set up");
  await expect(sentTo.getByRole("listitem").filter({ hasText: "Webhooks" })).toContainText("0 webhooks");

  await dana.writes("New connections fail — we are on it.");
  const preview = dana.page.getByRole("complementary", { name: "Preview and publish" });
  const mail = preview.getByRole("group").filter({ hasText: "Mail" });
  await mail.getByText(/^Mail/).click();
  await expect(mail).toContainText("[Investigating]");
  await expect(mail).toContainText("New connections fail — we are on it.");
  await expect(mail).toContainText(/\d+ characters/);
  // It stays open, and follows the words.
  await dana.writes("New connections fail for one in three. We are on it.");
  await expect(mail).toContainText("one in three");
  await preview.getByRole("group").filter({ hasText: "Webhooks" }).getByText("Webhooks", { exact: true }).click();
  await expect(preview.getByText(/"type":"incident.updated"/)).toBeVisible();
});

test("what was published a moment ago is taken back, and the words come back", async ({ person }) => {
  const dana = await person("Dana");
  const incident = await dana.declare("Connections fail", ["Databases"]);
  const reader = await person("Mei-Lin");
  await reader.goes(`/incidents/${incident}/comms`);
  await dana.goes(`/incidents/${incident}/comms`);
  await dana.writes("Requests to the databse fail.");
  await dana.publishes();
  const undo = dana.page.getByRole("button", { name: /^Undo update 2/ });
  await expect(undo).toBeVisible();
  await expect(dana.page.getByLabel("Public update")).toHaveValue("");
  await undo.click();
  await expect(dana.page.getByText("Undone. The page says that it was withdrawn; nothing was sent.")).toBeVisible();
  await expect(dana.page.getByLabel("Public update")).toHaveValue("Requests to the databse fail.");
  await expect(undo).toBeHidden();
  await expect(reader.page.getByText("We have withdrawn this update.")).toBeVisible();
  await expect(reader.page.getByRole("button", { name: /^Undo update/ })).toBeHidden();
  await dana.page.goto(`/status/incidents/${incident}`);
  await expect(dana.page.getByText("We have withdrawn this update.")).toBeVisible();
});

/** Sets the company's zone to one where it is night just now, and gives its name. */
async function isNight(dana: Person): Promise<string> {
  // Where it is two at night just now; these zones are named by how far they are behind.
  const ahead = ((26 - new Date().getUTCHours() + 12) % 24) - 12;
  const zone = `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.abs(ahead)}`;
  await dana.goes("/company");
  await dana.page.getByLabel(/^Zone/).fill(zone);
  await dana.page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(dana.page.getByText(/Saved/)).toBeVisible();
  await dana.goes("/");
  return zone;
}

test("at night it is asked once more, and one press goes on", async ({ person }) => {
  const dana = await person("Dana");
  const zone = await isNight(dana);
  const incident = await dana.declare("Connections fail", ["Databases"]);
  await dana.goes(`/incidents/${incident}/comms`);
  await expect(dana.page.getByRole("list", { name: "Sent to" }).getByRole("listitem").first()).toBeVisible();
  await dana.writes("New connections to databases fail. We are working on it.");
  await dana.publishes();
  const question = dana.page.getByRole("status").filter({ hasText: "Before it goes out" });
  await expect(question).toContainText(`It is night in ${zone}`);
  await question.getByRole("button", { name: "Not yet" }).click();
  await expect(question).toBeHidden();
  await dana.publishes();
  await dana.page.getByRole("button", { name: /^Publish anyway/ }).click();
  await expect(dana.page.getByRole("button", { name: /^Undo update 2/ })).toBeVisible();
});

test("words that break trust at night are asked about once", async ({ person }) => {
  const dana = await person("Dana");
  const zone = await isNight(dana);
  const incident = await dana.declare("Connections fail", ["Databases"]);
  await dana.goes(`/incidents/${incident}/comms`);
  await expect(dana.page.getByRole("list", { name: "Sent to" }).getByRole("listitem").first()).toBeVisible();
  await dana.writes("New connections to databases fail. It will be back by 5pm.");
  // The night stands beside the reason, before anything is pressed.
  const said = dana.page.getByRole("status").filter({ hasText: "Before it goes out" });
  const reason = dana.page.getByLabel(/^Publish it anyway/);
  await expect(reason).toBeVisible();
  await expect(said).toContainText(`It is night in ${zone}`);
  await expect(said.getByRole("button", { name: "Not yet" })).toBeHidden();
  await reason.fill("The provider has promised it");
  await dana.publishes();
  await expect(dana.page.getByRole("button", { name: /^Undo update 2/ })).toBeVisible();
  await expect(dana.page.getByRole("region", { name: "Posted" })).toContainText("The provider has promised it");
});

inEveryLook("what will be sent", async ({ person, look }) => {
  const dana = await person("Dana");
  const incident = await dana.declare("Connections fail", ["Databases"]);
  await dana.goes(`/incidents/${incident}/comms`);
  await dana.writes("New connections to databases fail. We are working on it.");
  await dana.shows("Preview");
  const preview = dana.page.getByRole("complementary", { name: "Preview and publish" });
  await preview.getByRole("group").filter({ hasText: "Mail" }).getByText(/^Mail/).click();
  await expect(preview.getByText(/Unsubscribe:/)).toBeVisible();
  await look(dana.page, "outlook");
});
