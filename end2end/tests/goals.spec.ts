// Goals for the words: chosen in the settings, counted on home, measured in each briefing; without any there is nothing.

import { calls } from "../commands";
import { expect, test } from "../fixtures";
import { inEveryLook } from "../looks";
import type { Person } from "../people";

/** The form, the choice of a goal, and saving. */
async function chooses(admin: Person, ...goals: string[]): Promise<void> {
  await admin.goes("/company");
  for (const goal of goals) await admin.page.getByRole("checkbox", { name: goal }).check();
  await admin.page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(admin.page.getByText(/Saved/)).toBeVisible();
}

/** Declares an incident that somebody suspected so many minutes ago. */
async function declares(person: Person, title: string, minutes: number): Promise<number> {
  const suspected_at = (Date.now() - minutes * 60_000) * 1000;
  const command = { type: "declare", title, components: ["databases"], suspected_at, post: { post: "standard" } };
  const done = await calls(person, "send_command", { incident: null, command, key: crypto.randomUUID() });
  return (done as { incident: number }).incident;
}

test("an incident stands by the goals, and home leads to those that missed one", async ({ person }) => {
  const dana = await person("Dana");
  const before = await declares(dana, "Before anybody wanted anything", 0);
  await dana.goes("/company");
  const form = dana.page.getByRole("region", { name: "Goals for the words" });
  await form.getByRole("checkbox", { name: "First update within" }).check();
  await form.getByLabel("First update within, in minutes").fill("10");
  await form.getByRole("checkbox", { name: "Never more silence than" }).check();
  await form.getByRole("checkbox", { name: "No words that break trust" }).check();
  await expect(form.getByRole("checkbox", { name: "All are told of the end" })).toBeDisabled();
  await dana.page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(dana.page.getByText(/Saved/)).toBeVisible();
  await dana.page.reload();
  await dana.isLive();
  await expect(form.getByLabel("First update within, in minutes")).toHaveValue("10");
  await expect(dana.page.getByText(/Goals for the words.*First update within 10 minutes/)).toBeVisible();

  const incident = await declares(dana, "Connections fail", 25);
  await dana.goes("/");
  const kept = dana.page.getByRole("region", { name: "Communication goals" });
  const first = kept.getByRole("listitem").filter({ hasText: "First update within 10 minutes" });
  await expect(first).toContainText("0 / 1");
  await first.getByRole("link", { name: `#${incident}` }).click();
  await dana.isLive();
  const goals = dana.page.getByRole("region", { name: "Goals for the words" });
  await expect(goals.getByRole("listitem").filter({ hasText: "First update" })).toContainText("missed by 15 min");
  await expect(goals.getByRole("listitem").filter({ hasText: "silence" })).toContainText(/(29|30) min.* left/);
  await expect(goals.getByRole("listitem").filter({ hasText: "break trust" })).toContainText("kept so far");

  const meilin = await person("Mei-Lin");
  await expect(meilin.page.getByRole("region", { name: "Communication goals" })).toContainText("0 / 1");
  await dana.sits("IC");
  await dana.situation.getByLabel("Other changes").click();
  await dana.resolves();
  await dana.sits("Briefing");
  await expect(goals.getByRole("listitem").filter({ hasText: "break trust" })).toContainText("met");
  // Another's home counts it without being asked.
  await expect(meilin.page.getByRole("region", { name: "Communication goals" })).toContainText("1 / 1");
  await dana.goes(`/incidents/${before}`);
  await expect(dana.page.getByRole("heading", { name: "Since you looked" })).toBeVisible();
  await expect(goals, "nobody wanted anything then").toBeHidden();
});

inEveryLook("goals for the words", async ({ person, look }) => {
  const dana = await person("Dana");
  await chooses(dana, "First update within", "Never more silence than", "All are told of the end");
  await dana.page.getByRole("heading", { name: "Goals for the words" }).scrollIntoViewIfNeeded();
  await look(dana.page, "goals-form");
  const incident = await declares(dana, "Connections fail", 25);
  await dana.goes("/");
  const kept = dana.page.getByRole("region", { name: "Communication goals" });
  await expect(kept).toContainText("0 / 1");
  await kept.scrollIntoViewIfNeeded();
  await look(dana.page, "goals-home");
  await dana.goes(`/incidents/${incident}`);
  const goals = dana.page.getByRole("region", { name: "Goals for the words" });
  await expect(goals).toContainText("missed by");
  await goals.scrollIntoViewIfNeeded();
  await look(dana.page, "goals-briefing");
});
