// The public status page: complete without JavaScript, and it never lies.

import { expect, test } from "../fixtures";

test("everything is there without JavaScript", async ({ person, customer }) => {
  const dana = await person("Dana Whitfield");
  const id = await dana.declare("Routers restart", ["Routing"]);
  const outside = await customer({ javaScriptEnabled: false });
  await outside.page.goto("/status");
  const main = outside.page.getByRole("main");
  await expect(main).toContainText("Routing");
  await expect(main).toContainText("We are looking into problems with Routing.");
  await expect(main).toContainText(/Next update by \d\d:\d\d UTC/);
  await outside.page.goto(`/status/incidents/${id}`);
  await expect(outside.page.getByRole("heading", { level: 1 })).toContainText("Problems with Routing");
  await outside.page.goto("/status/history");
  await expect(main).toContainText("Problems with Routing");
});

test("an unchanged page is not sent twice, and the feed names the incident", async ({ person, customer }) => {
  const dana = await person("Dana Whitfield");
  await dana.declare("Routers restart", ["Routing"]);
  const outside = await customer();
  const first = await outside.page.request.get("/status/feed.atom");
  expect(first.headers()["content-type"]).toContain("application/atom+xml");
  expect(await first.text()).toContain("Problems with Routing");
  const again = await outside.page.request.get("/status/feed.atom", { headers: { "If-None-Match": first.headers()["etag"]! } });
  expect(again.status()).toBe(304);
});

test("an imported history is on the public page within a second, texts untouched", async ({ server, customer }) => {
  const file = new URL("../../server/tests/fixtures/statuspage/bakery.json", import.meta.url).pathname;
  server.command("import", "statuspage", file);
  const { incidents } = JSON.parse((await import("node:fs")).readFileSync(file, "utf8"));
  const outside = await customer();
  for (const { name } of incidents) {
    await expect(async () => {
      const months = await monthsOf(outside.page);
      expect(months).toContain(name.trim());
    }).toPass();
  }
});

/** The text of the history, month by month, from the newest to the oldest. */
async function monthsOf(page: import("@playwright/test").Page): Promise<string> {
  let text = "";
  await page.goto("/status/history");
  for (let n = 0; n < 60; n += 1) {
    text += await page.getByRole("main").innerText();
    const older = page.getByRole("link", { name: /older|earlier|before|←|previous/i });
    if ((await older.count()) === 0) return text;
    await older.first().click();
  }
  return text;
}
