// A slow line: what is typed and pressed before the app is there is done once it is.

import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures";

/** Keeps the app's code back, as a slow line does. What it gives lets it through. */
async function holdsCode(page: Page): Promise<() => void> {
  let come = () => {};
  const late = new Promise<void>((done) => (come = done));
  await page.route("**/pkg/**/*.wasm", async (route) => {
    await late;
    await route.continue();
  });
  return come;
}

test("a message that is sent early is sent once, and no page is loaded anew", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const id = await dana.declare("Queue is stuck", ["Builds & deploys"]);
  const codeComes = await holdsCode(dana.page);
  await dana.page.goto(`/incidents/${id}/ops`, { waitUntil: "domcontentloaded" });
  await dana.page.evaluate(() => Object.assign(window, { isSame: true }));
  const message = dana.page.getByLabel("Message to the room");
  await message.fill("Looking at the queue");
  await message.press("Enter");
  await dana.page.getByLabel("What we know").fill("A worker holds the lock.");
  codeComes();

  await dana.isLive();
  await expect(dana.room.getByText("Looking at the queue", { exact: true })).toHaveCount(1);
  await expect(message).toHaveValue("");
  await expect(dana.page.getByLabel("What we know")).toHaveValue("A worker holds the lock.");
  expect(await dana.page.evaluate(() => "isSame" in window)).toBe(true);
});

test("a button that is pressed early says so, and acts once the app is there", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const codeComes = await holdsCode(dana.page);
  await dana.page.goto("/", { waitUntil: "domcontentloaded" });
  const declare = dana.page.getByRole("button", { name: /^Declare incident/ });
  await declare.click();
  await expect(declare).toHaveAttribute("aria-busy", "true");
  codeComes();
  await expect(dana.dialog.getByLabel("What do you see?")).toBeVisible();
  await expect(declare).not.toHaveAttribute("aria-busy", "true");
});
