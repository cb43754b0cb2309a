// What an incident is called can change while it goes on, and two of one headline are told apart.

import { expect, test } from "../fixtures";

test("title and headline are changed, and customers read the new one", async ({ person, customer }) => {
  const dana = await person("Dana Whitfield");
  await dana.declare("Something is slow", ["API"]);
  const opens = async () => {
    const item = dana.situation.getByRole("button", { name: "Title and headline…" });
    if (!(await item.isVisible())) await dana.situation.locator("summary[aria-label='Other changes']").click();
    await item.click();
  };

  await opens();
  await dana.dialog.getByLabel("Title, for people inside").fill("Connections pile up at the API");
  await dana.dialog.getByRole("button", { name: "Change the title" }).click();
  await expect(dana.dialog).toBeHidden();
  await expect(dana.page.locator(".topbar")).toContainText("Connections pile up at the API");
  await expect(dana.room).toContainText("renamed the incident to “Connections pile up at the API”.");

  await opens();
  await expect(dana.dialog.getByLabel("Headline, for customers")).toHaveValue("Problems with the API");
  await dana.dialog.getByLabel("Headline, for customers").fill("Requests are fixed within the hour");
  await dana.dialog.getByRole("button", { name: "Change the headline" }).click();
  await expect(dana.dialog.getByRole("alert").filter({ hasText: "break trust" })).toBeVisible();
  await dana.dialog.getByLabel("Headline, for customers").fill("Some requests are slow");
  await dana.dialog.getByRole("button", { name: "Change the headline" }).click();
  await expect(dana.dialog).toBeHidden();

  const lena = await customer();
  await expect(async () => {
    await lena.page.goto("/status");
    await expect(lena.page.getByRole("heading", { name: "Some requests are slow" })).toBeVisible({ timeout: 200 });
  }).toPass();
  await expect(lena.page.locator("main")).not.toContainText("Connections pile up");
});

test("two incidents with one headline are told apart", async ({ person, customer }) => {
  const dana = await person("Dana Whitfield");
  const first = await dana.declare("Requests time out", ["API"]);
  await dana.goes("/");
  const second = await dana.declare("Sign-in by the API fails", ["API"]);
  const lena = await customer();
  await expect(async () => {
    await lena.page.goto("/status");
    for (const id of [first, second]) {
      const link = lena.page.locator(`article a[href='/status/incidents/${id}']`);
      await expect(link).toHaveText(`Problems with the API #${id}`, { timeout: 200 });
    }
  }).toPass();
});
