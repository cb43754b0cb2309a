// Takes the pictures of the README: `make pictures`. Not a spec: it proves nothing.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";

const folder = join(import.meta.dirname, "../docs/images");

/** Readers on slow lines look at them, too. */
const BYTES_MAX = 150_000;

test("the pictures of the README", async ({ person, customer }) => {
  const dana = await person("Dana Whitfield");
  const meilin = await person("Mei-Lin Chow");
  const tomasz = await person("Tomasz Król");
  const outside = await customer();

  const id = await dana.declare("Elevated errors on database connections", ["Databases"]);
  await dana.offers("Communications", "Mei-Lin Chow");
  await meilin.goes(`/incidents/${id}/ic`);
  await meilin.accepts();
  await dana.offers("Operations lead", "Tomasz Król");
  await tomasz.goes(`/incidents/${id}/ic`);
  await tomasz.accepts();
  await dana.confirms("One in nine new connections is refused.", "6.4 % of apps, eu-west only.");
  await tomasz.says("Two of nine proxies answer slowly since 14:02. Taking them out one at a time.");
  await dana.sendsSitrep({ "What’s broken": "One in nine new connections is refused.", "What we’re doing": "Replacing hosts one at a time." });
  await tomasz.says("First host is replaced, errors are falling.");
  await dana.says("Good. Mei-Lin, the sitrep has the numbers for customers.");
  await expect(dana.room).toContainText("errors are falling");
  await photograph(dana.page, "ic-board");

  await meilin.sits("Comms");
  await meilin.writes("New connections to Databases fail for 6.4 % of apps in eu-west. We are replacing hosts. We expect to be done within 30 minutes.");
  await expect(meilin.page.getByRole("list", { name: "Findings" })).toContainText("Promises a repair time");
  await photograph(meilin.page, "comms");

  await meilin.page.getByRole("list", { name: "Findings" }).getByRole("button", { name: /^Fix/ }).first().click();
  await meilin.publishes();
  await expect(meilin.page.getByRole("region", { name: "Posted" })).toContainText("6.4 % of apps");
  await outside.page.goto("/status");
  await expect(outside.page.getByRole("main")).toContainText("6.4 % of apps");
  await photograph(outside.page, "status");
});

/** What is on the screen, as WebP: half as large as PNG. */
async function photograph(page: Page, name: string): Promise<void> {
  const png = await page.screenshot({ animations: "disabled", caret: "hide" });
  // A page of its own, because the app's content policy lets nothing in.
  const encoder = await page.context().browser()!.newPage();
  const base64 = await encoder.evaluate(async (source) => {
    const picture = new Image();
    picture.src = `data:image/png;base64,${source}`;
    await picture.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [picture.width, picture.height];
    canvas.getContext("2d")!.drawImage(picture, 0, 0);
    return canvas.toDataURL("image/webp", 0.85).split(",")[1]!;
  }, png.toString("base64"));
  await encoder.close();
  const webp = Buffer.from(base64, "base64");
  expect(webp.length, `${name} in bytes`).toBeLessThanOrEqual(BYTES_MAX);
  writeFileSync(join(folder, `${name}.webp`), webp);
}
