// The look of the status page: set by an admin, seen by somebody outside.

import { join } from "node:path";
import { expect, test } from "../fixtures";
import { hasNoViolation, shots } from "../looks";

const LOGO = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 32"><rect width="120" height="32" rx="6" fill="#1760b0"/><circle cx="16" cy="16" r="8" fill="#fff"/></svg>`;

test("an admin gives the page its look, and somebody outside sees it", async ({ person, customer }) => {
  const dana = await person("Dana Whitfield");
  await dana.goes("/company");
  const pane = dana.page.getByRole("region", { name: "Look of the status page" });
  await pane.getByLabel("Name of the page").fill("Harbour live");
  await pane.getByLabel("Accent colour").fill("#2f7fd6");
  await pane.getByLabel("Logo").setInputFiles({ name: "logo.svg", mimeType: "image/svg+xml", buffer: Buffer.from(LOGO) });
  await expect(pane.getByRole("img", { name: "Logo as it is" })).toBeVisible();
  await pane.getByText("Links above", { exact: true }).click();
  await pane.getByLabel("Links above, label 1").fill("Help");
  await pane.getByLabel("Links above, address 1").fill("https://example.com/help");
  await pane.getByRole("button", { name: "Save the look" }).click();
  await expect(pane.getByRole("status")).toContainText("Saved.");
  await hasNoViolation(dana.page, "the form");
  if (shots) await pane.screenshot({ path: join(shots, "brand-form.png") });
  await expect(dana.page.getByRole("region", { name: "What changed" })).toContainText("Accent colour");

  for (const [width, colorScheme] of [[1440, "light"], [390, "dark"], [320, "light"]] as const) {
    const { page } = await customer({ viewport: { width, height: 844 }, colorScheme });
    await expect(async () => {
      await page.goto("/status");
      await expect(page.getByRole("img", { name: "Harbour live" })).toBeVisible({ timeout: 1000 });
    }).toPass();
    await expect(page.getByRole("link", { name: "Help" })).toHaveAttribute("href", "https://example.com/help");
    await hasNoViolation(page, `${width} ${colorScheme}`);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(wider, `${width}`).toBe(0);
    if (shots) await page.screenshot({ path: join(shots, `brand-${width}-${colorScheme}.png`), fullPage: true });
  }
});
