// A company with three hundred components: wherever one chooses among them, what is marked and what is looked for is shown.

import type { Locator } from "@playwright/test";
import { calls } from "../commands";
import { expect, test } from "../fixtures";
import type { Person } from "../people";

const ALL = 300;
const NAME = "Regional data plane 217";

async function growsTheCompany(dana: Person): Promise<void> {
  const { directory, policy } = await calls(dana, "read_welcome", {});
  const was = { name: directory.company, components: directory.components, groups: directory.groups, policy };
  const more = Array.from({ length: ALL - was.components.length }, (_, n) => ({ id: "", name: `Regional data plane ${n + 1}` }));
  await calls(dana, "save_company", { was, wanted: { ...was, components: [...was.components, ...more] } });
}

/** Looks for the component, sees only a few, and gives it. */
async function finds(where: Locator, found: Locator, all: Locator): Promise<void> {
  await where.getByLabel("Find a component").fill("plane 217");
  await expect(found).toBeVisible();
  expect(await all.count()).toBeLessThan(20);
}

test("three hundred components are chosen from at every place", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  await growsTheCompany(dana);
  await dana.goes("/");

  await dana.page.getByRole("button", { name: "Declare incident" }).click();
  const chip = dana.dialog.getByRole("button", { name: NAME, exact: true });
  await finds(dana.dialog, chip, dana.dialog.locator(".chips button"));
  await chip.click();
  await dana.dialog.getByLabel("Find a component").fill("");
  await expect(chip).toHaveAttribute("aria-pressed", "true");

  await dana.dialog.getByRole("button", { name: "It is already over…" }).click();
  const past = dana.page.getByRole("dialog", { name: "It is already over" });
  await finds(past, past.getByRole("rowheader", { name: NAME }), past.getByRole("rowheader"));
  await dana.page.keyboard.press("Escape");
  await dana.page.getByRole("button", { name: "Declare incident" }).click();
  await expect(chip).toHaveAttribute("aria-pressed", "true");
  await dana.dialog.getByLabel("What do you see?").fill("Planes are late");
  await dana.dialog.getByRole("button", { name: /^Declare/ }).click();
  await expect(dana.room).toContainText("declared the incident");

  await dana.situation.getByRole("button", { name: /^(Next: c|C)onfirm…$/ }).click();
  await expect(dana.dialog.getByRole("rowheader")).toHaveText([NAME]);
  await dana.dialog.getByLabel("Find a component").fill("plane 21");
  await expect(dana.dialog.getByRole("rowheader", { name: "Regional data plane 219" })).toBeVisible();
  await dana.page.keyboard.press("Escape");

  await dana.sits("Comms");
  const editor = dana.page.getByLabel("Public update");
  await expect(editor).toBeInViewport();
  await expect(dana.page.locator("table.mx").getByRole("rowheader")).toHaveText([NAME]);
  await finds(dana.page.getByRole("main"), dana.page.getByRole("rowheader", { name: NAME }), dana.page.locator("table.mx").getByRole("rowheader"));
});
