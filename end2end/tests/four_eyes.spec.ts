// A second person approves what goes out: asked on every page, answered right there, and a way past it.

import { calls } from "../commands";
import { expect, test } from "../fixtures";
import { inEveryLook } from "../looks";
import type { Person } from "../people";

/** From state 1 on a second person approves updates. */
async function wantsTwoPeople(admin: Person): Promise<void> {
  await admin.goes("/company");
  await admin.page.getByLabel(/^Two people/).selectOption({ label: "from state 1 Investigating" });
  await admin.page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(admin.page.getByText(/Saved/)).toBeVisible();
  await admin.goes("/");
}

test("what a second person approves goes out, and a change asks again", async ({ person, customer }) => {
  const [dana, meilin] = [await person("Dana"), await person("Mei-Lin")];
  await wantsTwoPeople(dana);
  const incident = await dana.declare("Connections fail", ["Databases"]);
  await dana.goes(`/incidents/${incident}/comms`);
  await dana.writes("New connections to databases fail.");
  await dana.publishes();
  await expect(dana.page.getByRole("alert").filter({ hasText: "a second person has to approve" })).toBeVisible();
  await dana.page.getByRole("button", { name: "Ask for approval" }).click();
  await expect(dana.page.getByText("These words wait for a second person.")).toBeVisible();

  const asked = meilin.page.getByRole("listitem").filter({ hasText: "asks you to approve an update" });
  await expect(asked).toContainText("New connections to databases fail.");
  await expect(asked.getByRole("button", { name: "Decline" })).toBeDisabled();
  await asked.getByLabel("Why not").fill("Say for how many");
  await asked.getByRole("button", { name: "Decline" }).click();
  await expect(asked).toBeHidden();
  await expect(dana.page.getByText(/Mei-Lin .*declined the last words: Say for how many/)).toBeVisible();

  const better = "New connections to databases fail for one in three of you.";
  await dana.writes(better);
  await dana.page.getByRole("button", { name: "Ask for approval" }).click();
  await meilin.goes("/people");
  await expect(asked).toContainText(better);
  await asked.getByRole("button", { name: "Approve" }).click();
  await expect(dana.page.getByText(/Mei-Lin .*approved these words\./)).toBeVisible();
  await dana.writes(`${better} Or more.`);
  await expect(dana.page.getByRole("button", { name: "Ask for approval" })).toBeVisible();
  await dana.writes(better);
  await dana.publishes();
  await expect(dana.page.getByRole("button", { name: /^Undo update 2/ })).toBeVisible();
  const reader = await customer();
  await reader.page.goto(`/status/incidents/${incident}`);
  await expect(reader.page.getByText(better)).toBeVisible();
});

test("what cannot wait goes out with a reason that the log keeps", async ({ person }) => {
  const dana = await person("Dana");
  await wantsTwoPeople(dana);
  const incident = await dana.declare("Connections fail", ["Databases"]);
  await dana.goes(`/incidents/${incident}/comms`);
  await dana.writes("New connections to databases fail.");
  await dana.page.getByText("It cannot wait…").click();
  await dana.page.getByLabel("Reason to publish it alone").fill("Nobody else is awake");
  await dana.page.getByRole("button", { name: "Publish it alone" }).click();
  await expect(dana.page.getByRole("button", { name: /^Undo update 2/ })).toBeVisible();
  await dana.goes(`/incidents/${incident}/ic`);
  await expect(dana.room).toContainText("publishes an update without a second person: Nobody else is awake");
});

test("the last words are approved in their dialog, and are there again when it is opened again", async ({ person, customer }) => {
  const [dana, meilin] = [await person("Dana"), await person("Mei-Lin")];
  dana.mayLoseConnection = true;
  await wantsTwoPeople(dana);
  const incident = await dana.declare("Connections fail", ["Databases"]);
  const resolves = async () => {
    await dana.situation.getByLabel("Other changes").click();
    await dana.situation.getByRole("button", { name: "Resolve…" }).click();
  };
  const words = "Connections to databases work again since 04:10.";
  await resolves();
  await dana.dialog.getByLabel("Public post").fill(words);
  await dana.dialog.getByRole("button", { name: "Resolve and post" }).click();
  const refused = dana.dialog.getByRole("alert").filter({ hasText: "a second person has to approve" });
  await expect(refused).toBeVisible();
  await dana.dialog.getByRole("button", { name: "Ask for approval" }).click();
  await expect(dana.dialog.getByText("These words wait for a second person.")).toBeVisible();
  await dana.page.keyboard.press("Escape");
  await expect(dana.dialog).toBeHidden();

  const asked = meilin.page.getByRole("listitem").filter({ hasText: "asks you to approve an update" });
  await expect(asked).toContainText(words);
  await asked.getByRole("button", { name: "Approve" }).click();
  await resolves();
  await expect(dana.dialog.getByLabel("Public post")).toHaveValue(words);
  await expect(dana.dialog.getByText(/Mei-Lin .*approved these words\./)).toBeVisible();
  await dana.dialog.getByRole("button", { name: "Resolve and post" }).click();
  await expect(dana.situation).toContainText("Resolved");
  const reader = await customer();
  await reader.page.goto(`/status/incidents/${incident}`);
  await expect(reader.page.getByText(words)).toBeVisible();
});

test("a change of state that cannot wait goes on with a reason", async ({ person }) => {
  const dana = await person("Dana");
  await wantsTwoPeople(dana);
  await dana.declare("Connections fail", ["Databases"]);
  await dana.situation.getByLabel("Other changes").click();
  await dana.situation.getByRole("button", { name: "Resolve…" }).click();
  await dana.dialog.getByText("It cannot wait…").click();
  await dana.dialog.getByLabel("Reason to publish it alone").fill("Nobody else is awake");
  await dana.dialog.getByRole("button", { name: "Publish it alone" }).click();
  await expect(dana.situation).toContainText("Resolved");
  await expect(dana.room).toContainText("publishes an update without a second person: Nobody else is awake");
});

test("new words for an update are approved as a correction", async ({ person, customer }) => {
  const [dana, meilin] = [await person("Dana"), await person("Mei-Lin")];
  await wantsTwoPeople(dana);
  const incident = await dana.declare("Connections fail", ["Databases"]);
  await dana.goes(`/incidents/${incident}/comms`);
  const correct = dana.page.getByRole("region", { name: "Posted" }).getByRole("button", { name: "Correct…" });
  const words = "We are looking into connections to databases that fail.";
  await correct.click();
  await expect(dana.dialog.getByRole("button", { name: "Ask for approval" })).toBeHidden();
  await dana.dialog.getByLabel("What customers should read").fill(words);
  await dana.dialog.getByRole("button", { name: "Ask for approval" }).click();
  await expect(dana.dialog.getByText("These words wait for a second person.")).toBeVisible();
  await dana.page.keyboard.press("Escape");
  const asked = meilin.page.getByRole("listitem").filter({ hasText: "asks you to approve a correction" });
  await expect(asked).toContainText(words);
  await asked.getByRole("button", { name: "Approve" }).click();
  await expect(asked).toBeHidden();
  await correct.click();
  await expect(dana.dialog.getByLabel("What customers should read")).toHaveValue(words);
  await dana.dialog.getByRole("button", { name: "Correct it" }).click();
  await expect(dana.dialog).toBeHidden();
  const reader = await customer();
  await reader.page.goto(`/status/incidents/${incident}`);
  await expect(reader.page.getByText(words)).toBeVisible();
});

inEveryLook("an update that waits for a second person", async ({ person, look }) => {
  const [dana, meilin] = [await person("Dana"), await person("Mei-Lin")];
  await wantsTwoPeople(dana);
  await look(dana.page, "two-people-home");
  const incident = await dana.declare("Connections fail", ["Databases"]);
  await dana.goes(`/incidents/${incident}/comms`);
  await dana.writes("New connections to databases fail.");
  const update = { phase: "investigating", body: "New connections to databases fail.", impacts: [{ component: "databases", impact: "degraded" }] };
  await calls(dana, "send_command", { incident, command: { type: "ask_approval", update }, key: crypto.randomUUID() });
  await expect(meilin.page.getByText("asks you to approve an update")).toBeVisible();
  await look(meilin.page, "to-approve");
  await expect(dana.page.getByText("These words wait for a second person.")).toBeAttached();
  await look(dana.page, "waits-for-approval");
  await dana.goes(`/incidents/${incident}/ic`);
  await dana.situation.getByLabel("Other changes").click();
  await dana.situation.getByRole("button", { name: "Resolve…" }).click();
  await expect(dana.dialog.getByRole("button", { name: "Ask for approval" })).toBeVisible();
  await dana.dialog.getByRole("button", { name: "Ask for approval" }).scrollIntoViewIfNeeded();
  await look(dana.page, "resolve-two-people");
});
