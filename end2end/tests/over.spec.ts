// What people see of a page before its code is there: it is read at once, says when it was pressed, and loses nothing.

import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures";
import type { Person } from "../people";

/** Keeps back what comes once the page is there. What it gives lets it through. */
async function holds(page: Page, ...files: string[]): Promise<() => void> {
  let come = () => {};
  const late = new Promise<void>((done) => (come = done));
  for (const file of files) {
    await page.route(`**/${file}.wasm`, async (route) => {
      await late;
      await route.continue();
    });
  }
  return come;
}

const TALK = ["room", "commander_rest", "operations_rest"];

/** The IC board of a new incident, whose room is still on its way until `comes` lets it through. */
async function opensBeforeItsRoom(who: Person) {
  const { page } = who;
  const id = await who.declare("Queue is stuck", ["Builds & deploys"]);
  const comes = await holds(page, ...TALK);
  await page.goto(`/incidents/${id}/ic`);
  await expect(page.locator(".live")).toHaveText("Live");
  return { comes, message: page.getByLabel("Message to the room") };
}

test("a room that is still on its way is read, typed in and sent from", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const { page } = dana;
  const id = await dana.declare("Queue is stuck", ["Builds & deploys"]);
  await dana.says("Looking at the queue");
  const comes = await holds(page, ...TALK);
  await page.goto(`/incidents/${id}/ic`);
  await expect(page.locator(".live")).toHaveText("Live");
  await expect(dana.room).toContainText("Looking at the queue");
  const message = page.getByLabel("Message to the room");
  await message.fill("A worker holds the lock");
  await message.press("Enter");
  await expect(message).not.toBeEditable();
  const add = page.getByRole("region", { name: "Temporary changes" }).getByRole("button", { name: /^Add…/ });
  await add.click();
  await expect(add).toHaveAttribute("aria-busy", "true");
  comes();

  await dana.isLive();
  await expect(dana.dialog.getByLabel("What changed")).toBeVisible();
  await expect(dana.room.getByText("A worker holds the lock", { exact: true })).toHaveCount(1);
  await expect(message).toHaveValue("");
});

test("whoever is typing when the room comes types on", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const { page } = dana;
  const { comes, message } = await opensBeforeItsRoom(dana);
  await message.fill("We restart it");
  comes();
  await dana.isLive();
  await page.keyboard.type(" now");
  await expect(message).toHaveValue("We restart it now");
});

test("whoever types in the middle when the room comes types on there", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const { page } = dana;
  const { comes, message } = await opensBeforeItsRoom(dana);
  await message.fill("We the worker");
  await page.keyboard.press("Home");
  for (let i = 0; i < "We ".length; i += 1) await page.keyboard.press("ArrowRight");
  await page.keyboard.type("restart");
  comes();
  await dana.isLive();
  await page.keyboard.type(" ");
  await expect(message).toHaveValue("We restart the worker");
});

test("what was pressed in a row is not done in another one", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const tomasz = await person("Tomasz Król");
  const id = await dana.declare("Queue is stuck", ["Builds & deploys"]);
  const reports = async (words: string) => {
    await tomasz.page.getByLabel("What we know").fill(words);
    await tomasz.page.getByRole("button", { name: /^Report up/ }).click();
    await expect(tomasz.page.getByRole("region", { name: "Reported" })).toContainText(words);
  };
  await tomasz.goes(`/incidents/${id}/ops`);
  await reports("A worker holds the lock.");
  const comes = await holds(dana.page, ...TALK);
  await dana.page.goto(`/incidents/${id}/ic`);
  await expect(dana.page.locator(".live")).toHaveText("Live");
  const pane = dana.page.getByRole("region", { name: "From operations" });
  await pane.getByRole("button", { name: /^Into the sitrep/ }).click();
  await reports("It let go.");
  comes();
  await dana.isLive();
  await expect(pane.getByRole("listitem").first()).toContainText("It let go.");
  await expect(dana.page.getByLabel("What’s broken")).toHaveValue("");
});

test("what does not come says so, stays to be read, and keeps what is typed through a reload", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  dana.mayLoseConnection = true;
  const { page } = dana;
  const id = await dana.declare("Queue is stuck", ["Builds & deploys"]);
  await page.route("**/room.wasm", (route) => route.abort());
  await page.goto(`/incidents/${id}/ic`);
  const missing = page.getByRole("alert").filter({ hasText: "could not be loaded" });
  const message = page.getByLabel("Message to the room");
  await expect(missing).toBeVisible();
  await expect(dana.room).toContainText("declared the incident");
  await message.fill("A worker holds the lock");
  await missing.getByRole("button", { name: "Reload" }).click();
  await expect(message).toHaveValue("A worker holds the lock");
  await expect(missing).toBeVisible();
  await page.unroute("**/room.wasm");
  await missing.getByRole("button", { name: "Reload" }).click();
  await dana.isLive();
  await expect(missing).toBeHidden();
  await expect(message).toHaveValue("A worker holds the lock");
  await message.press("Enter");
  await expect(dana.room).toContainText("A worker holds the lock");
});

test("what does not come is asked for until it does", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  dana.mayLoseConnection = true;
  const { page } = dana;
  const id = await dana.declare("Queue is stuck", ["Builds & deploys"]);
  await page.route("**/room.wasm", (route) => route.abort());
  await page.goto(`/incidents/${id}/ic`);
  const missing = page.getByRole("alert").filter({ hasText: "could not be loaded" });
  await expect(missing).toBeVisible();
  await page.unroute("**/room.wasm");
  await expect(missing).toBeHidden({ timeout: 30_000 });
  await dana.says("Somebody is here");
});
