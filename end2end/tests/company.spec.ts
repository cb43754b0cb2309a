// The company, edited in the app: groups, duties, questions, and what changed.

import { expect, test } from "../fixtures";
import { inEveryLook } from "../looks";
import type { Person } from "../people";

/** Adds a line to one of the lists and fills it. */
async function adds(admin: Person, button: string, one: string, text: string): Promise<void> {
  await admin.page.getByRole("button", { name: button }).click();
  await admin.page.getByRole("textbox", { name: new RegExp(`^${one} \\d+$`) }).last().fill(text);
}

test("what an admin adds is part of later incidents and of no earlier one", async ({ person, customer }) => {
  const dana = await person("Dana");
  const before = await dana.declare("Before", ["Databases"]);
  await dana.goes("/company");
  await adds(dana, "Add a group", "Group", "Data services");
  await dana.page.getByLabel("Group of Databases").selectOption({ label: "Data services" });
  await adds(dana, "Add a duty", "Duty", "translations");
  await adds(dana, "Add a question", "Question", "Who sleeps next?");
  await dana.page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(dana.page.getByText("Saved. Open incidents keep")).toBeVisible();
  await expect(dana.page.getByRole("region", { name: "What changed" })).toContainText("Duties from nothing to “translations”");

  const reader = await customer();
  await reader.page.goto("/status");
  await expect(reader.page.getByRole("heading", { name: "Data services" })).toBeVisible();

  await dana.goes("/");
  await dana.declare("After", ["Databases"]);
  await expect(dana.page.getByRole("region", { name: "Event loop" })).toContainText("Who sleeps next?");
  await dana.offers("Translations", "Mei-Lin Chow");
  await expect(dana.room).toContainText("offers translations to Mei-Lin");
  await dana.page.goto(`/incidents/${before}/ic`);
  await dana.isLive();
  await expect(dana.page.getByRole("region", { name: "Event loop" })).not.toContainText("Who sleeps next?");
  await dana.page.getByRole("button", { name: /^Hand off…/ }).first().click();
  await expect(dana.dialog.getByLabel("Duty")).not.toContainText("Translations");
});

test("another admin sees what changed as it changes", async ({ person }) => {
  const dana = await person("Dana");
  await dana.goes("/people");
  await dana.page.getByLabel("Role of Priya Raman").selectOption("admin");
  const priya = await person("Priya");
  await priya.goes("/company");
  const told = priya.page.getByRole("region", { name: "What changed" });
  await expect(told).toContainText("made Priya Raman admin");
  await dana.page.getByLabel("Role of Lena").selectOption("responder");
  await expect(told.getByRole("listitem").first()).toContainText("Dana Whitfield made Lena");
});

inEveryLook("the company", async ({ person, look }) => {
  const dana = await person("Dana");
  await dana.goes("/company");
  await adds(dana, "Add a group", "Group", "Data services");
  await dana.page.getByLabel("Group of Databases").selectOption({ label: "Data services" });
  await adds(dana, "Add a duty", "Duty", "translations");
  await dana.page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(dana.page.getByRole("region", { name: "What changed" })).toContainText("Data services");
  await look(dana.page, "company");
  await dana.page.getByRole("heading", { name: "What changed" }).scrollIntoViewIfNeeded();
  await look(dana.page, "company-changes");
  await dana.goes("/");
  await dana.page.getByRole("button", { name: "Declare incident" }).click();
  await expect(dana.dialog.getByText("Data services")).toBeVisible();
  await look(dana.page, "declare-groups");
});

test("changes of the company made during a disconnection show after it", async ({ person }) => {
  const dana = await person("Dana");
  const priya = await person("Priya");
  priya.mayLoseConnection = true;
  await priya.goes("/people");
  await priya.page.context().setOffline(true);
  await expect(priya.page.locator(".banner.offline")).toBeVisible();
  await dana.goes("/people");
  await dana.page.getByLabel("Role of Lena").selectOption("admin");
  await expect(dana.page.getByLabel("Role of Lena")).toHaveValue("admin");
  await priya.page.context().setOffline(false);
  await priya.isLive();
  await expect(priya.page.getByRole("row", { name: /Lena/ })).toContainText(/admin/i);
});
