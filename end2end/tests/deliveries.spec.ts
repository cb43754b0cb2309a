// What is told outside: an admin sees that mail is held, says where sitreps go, and adds a webhook.

import { expect, test } from "../fixtures";
import { inEveryLook } from "../looks";

test("an admin sees what is missing for mail, and a webhook’s secret once", async ({ person }) => {
  const dana = await person("Dana");
  await dana.goes("/deliveries");
  await expect(dana.page.getByText("Mail is held: start the server with --smtp-url and --mail-from.")).toBeVisible();
  await dana.page.getByRole("textbox", { name: /^List for sitreps/ }).fill("all@example.com");
  await dana.page.getByRole("button", { name: "Save" }).click();
  await expect(dana.page.getByText("Sitreps go to: all@example.com")).toBeVisible();

  dana.mayLoseConnection = true; // an address that is refused: 422
  const address = dana.page.getByRole("textbox", { name: /^Address/ });
  await address.fill("https://127.0.0.1/hooks");
  await dana.page.getByRole("button", { name: "Add it" }).click();
  await expect(dana.page.getByRole("alert").filter({ hasText: "inside of a network" })).toBeVisible();
  await address.fill("https://1.1.1.1/hooks");
  await dana.page.getByRole("button", { name: "Add it" }).click();
  await expect(dana.page.getByLabel("Its secret")).toHaveValue(/^whsec_/);
  const secret = await dana.page.getByLabel("Its secret").inputValue();
  const row = dana.page.getByRole("listitem").filter({ hasText: "https://1.1.1.1/hooks" });
  await row.getByRole("button", { name: /^New secret/ }).click();
  const renewed = dana.page.getByRole("status").filter({ hasText: "good for a day" }).getByLabel("Its secret");
  await expect(renewed).toHaveValue(/^whsec_/);
  expect(await renewed.inputValue()).not.toBe(secret);
  await dana.page.getByRole("button", { name: "Look again" }).click();
  await expect(renewed).toBeVisible();
  await row.getByRole("button", { name: /^Remove/ }).click();
  await expect(row).toBeHidden();
});

test("only admins change deliveries", async ({ person }) => {
  const lena = await person("Lena");
  await lena.goes("/deliveries");
  await expect(lena.page.getByText("An admin looks after what is told outside")).toBeVisible();
  await expect(lena.page.getByRole("button", { name: "Add it" })).toBeHidden();
});

inEveryLook("what is told outside", async ({ person, look }) => {
  const dana = await person("Dana");
  await dana.goes("/deliveries");
  await expect(dana.page.getByRole("heading", { name: "Deliveries" })).toBeVisible();
  await look(dana.page, "deliveries");
});
