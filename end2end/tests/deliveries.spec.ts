// What is told outside: an admin sees that mail is held, says where sitreps go, and adds a webhook.

import { readFileSync } from "node:fs";
import { expect, test } from "../fixtures";
import { inEveryLook } from "../looks";

test("an admin sees what is missing for mail, and a webhook’s secret once", async ({ person }) => {
  const dana = await person("Dana");
  await dana.goes("/deliveries");
  await expect(dana.page.getByText("Mail is held: start the server with --smtp-url and --mail-from.")).toBeVisible();
  await dana.page.getByRole("textbox", { name: /^List for sitreps/ }).fill("all@example.com");
  await dana.page.getByRole("button", { name: "Save", exact: true }).click();
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

test("an admin sees who of a list comes in, and takes them", async ({ person }) => {
  const dana = await person("Dana");
  await dana.goes("/deliveries");
  const pane = dana.page.getByRole("region", { name: "Subscribers" });
  const list = "type,email\nemail,ada@example.com\nemail,ben@example.com\nsms,5551234\n";
  await pane.getByLabel("File").setInputFiles({ name: "subscribers.csv", mimeType: "text/csv", buffer: Buffer.from(list) });
  await pane.getByRole("button", { name: "Show who comes in" }).click();
  await expect(pane).toContainText("It would take: 2 new, 0 known, 0 suppressed, 1 unreadable.");
  await expect(pane).toContainText("Line 4, column type: Only subscribers by mail come in; this one is by sms.");
  await expect(dana.page.getByText("Subscribers: 0.")).toBeVisible();
  await pane.getByRole("button", { name: "Take the 2 new" }).click();
  await expect(pane).toContainText("Taken: 2 new");
  await expect(dana.page.getByText("Subscribers: 2.")).toBeVisible();
  await expect(pane.getByRole("button", { name: /^Take the/ })).toBeHidden();

  const saved = dana.page.waitForEvent("download");
  await pane.getByRole("link", { name: "CSV" }).click();
  const path = await (await saved).path();
  expect(readFileSync(path, "utf8")).toContain("ada@example.com,true,,");

  await pane.getByLabel("Or paste its lines").fill("ada@example.com\ncleo@example.com");
  await pane.getByRole("button", { name: "Show who comes in" }).click();
  await expect(pane).toContainText("It would take: 1 new, 1 known, 0 suppressed, 0 unreadable.");
});

test("only admins change deliveries", async ({ person }) => {
  const lena = await person("Lena");
  await lena.goes("/deliveries");
  await expect(lena.page.getByText("An admin manages mail")).toBeVisible();
  await expect(lena.page.getByRole("button", { name: "Add it" })).toBeHidden();
});

inEveryLook("what is told outside", async ({ person, look }) => {
  const dana = await person("Dana");
  await dana.goes("/deliveries");
  await expect(dana.page.getByRole("heading", { name: "Deliveries" })).toBeVisible();
  await look(dana.page, "deliveries");
});
