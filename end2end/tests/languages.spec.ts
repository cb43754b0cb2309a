// The status page in the reader's language and zone: by their browser, by the switch, from right to left, on a phone.

import { join } from "node:path";
import type { Page } from "@playwright/test";
import { commands, said } from "../commands";
import { expect, test } from "../fixtures";
import { hasNoViolation, shots } from "../looks";
import type { Person } from "../people";

/** An incident that has been confirmed, with a promise and its words. */
async function fill(dana: Person): Promise<number> {
  const id = await dana.declare("Routers restart", ["Routing"]);
  await commands(
    dana,
    id,
    said("They come back one at a time."),
    { type: "confirm", symptoms: "Requests fail.", scope: "One in nine.", impacts: [{ component: "routing", impact: "partial" }], post: { post: "later" } },
    { type: "publish_update", update: { phase: "confirmed", body: "One in nine requests to Routing fails.", impacts: [{ component: "routing", impact: "partial" }], reason: "" } },
  );
  return id;
}

async function fits(page: Page): Promise<void> {
  const wider = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(await wider(), page.url()).toBe(0);
}

async function shoot(page: Page, name: string): Promise<void> {
  if (shots) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
}

test("a German browser reads German, and the switch leads to Arabic and stays there", async ({ person, customer }) => {
  const dana = await person("Dana Whitfield");
  const id = await fill(dana);
  const { page } = await customer({ locale: "de-DE", timezoneId: "Europe/Berlin" });
  await page.goto("/status");
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Routing: Teilausfall");
  await expect(page.getByRole("main")).toContainText("One in nine requests to Routing fails.");
  await hasNoViolation(page, "German");
  await shoot(page, "languages-de");

  // The reader's own time, with UTC beside; and back.
  const due = page.locator(".next time").first();
  await expect(due).toHaveText(/\d\d:\d\d \((.*, )?\d\d:\d\d UTC\)/);
  await expect(page.getByRole("contentinfo")).toContainText("Zeiten in Europe/Berlin, UTC daneben");
  await page.getByRole("button", { name: "Nur UTC anzeigen" }).click();
  await expect(due).toHaveText(/^(\d+\. \S+, )?\d\d:\d\d UTC$/);

  await page.getByRole("navigation", { name: "Sprache" }).getByRole("link", { name: "العربية" }).click();
  await expect(page).toHaveURL(/\/status\/ar$/);
  await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("انقطاع جزئي");
  await hasNoViolation(page, "Arabic");
  await shoot(page, "languages-ar");
  for (const width of [320, 390]) {
    await page.setViewportSize({ width, height: 844 });
    await fits(page);
    await shoot(page, `languages-ar-${width}`);
  }
  await page.getByRole("link", { name: "Routers restart" }).or(page.locator(".inc h2 a")).first().click();
  await expect(page).toHaveURL(new RegExp(`/status/ar/incidents/${id}$`));
  await fits(page);
  await hasNoViolation(page, "an incident in Arabic");
  await shoot(page, "languages-ar-incident");
  await page.getByRole("link", { name: "السجل", exact: true }).click();
  await expect(page).toHaveURL(/\/status\/ar\/history$/);
  await fits(page);
});

test("every language fits a phone, in either theme", async ({ person, customer }) => {
  await fill(await person("Dana Whitfield"));
  const { page } = await customer({ viewport: { width: 320, height: 720 }, timezoneId: "Asia/Kathmandu", colorScheme: "dark" });
  for (const code of ["en", "de", "fr", "es", "pt", "ja", "ar"]) {
    for (const path of ["", "/history", "/components/routing", "/incidents/1"]) {
      const answer = await page.goto(`/status/${code}${path}`);
      if (path === "/incidents/1" && answer!.status() === 404) continue;
      await expect(page.locator("html")).toHaveAttribute("lang", code);
      await fits(page);
    }
    await page.goto(`/status/${code}`);
    await hasNoViolation(page, code);
    await shoot(page, `languages-phone-${code}`);
  }
});

test("a reader of Japanese finds their way on a phone, without scripts", async ({ person, customer }) => {
  await fill(await person("Dana Whitfield"));
  const { page } = await customer({ locale: "ja-JP", viewport: { width: 390, height: 844 }, javaScriptEnabled: false });
  await page.goto("/status");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Routing：部分的な障害");
  await page.getByRole("link", { name: "すべての履歴" }).click();
  await expect(page).toHaveURL(/\/status\/ja\/history$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("履歴");
  await page.getByRole("navigation", { name: "言語" }).getByRole("link", { name: "English" }).click();
  await expect(page).toHaveURL(/\/status\/en\/history/);
  await page.getByRole("link", { name: "Status", exact: true }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
});
