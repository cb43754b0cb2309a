// axe-core finds nothing on any page, light and dark; and the screens for people to look at.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import type { Person } from "../people";
import { expect, test } from "../fixtures";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** With SHOTS=1 each page is also photographed, for eyes. */
const shots = process.env.SHOTS ? join(import.meta.dirname, "../shots") : undefined;

const sizes = { wide: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

for (const colorScheme of ["light", "dark"] as const) {
  for (const [size, viewport] of Object.entries(sizes)) {
    test(`no violation on any page, ${colorScheme}, ${size}`, async ({ person, customer }) => {
      const looks = { colorScheme, viewport };
      const look = async (page: Page, name: string) => {
        if (shots) await page.screenshot({ path: join(shots, `${name}-${size}-${colorScheme}.png`) });
        await hasNoViolation(page, `${name}, ${size}, ${colorScheme}`);
      };
      const outside = await customer(looks);
      await outside.page.goto("/");
      await look(outside.page, "sign-in");

      const dana = await person("Dana Whitfield", looks);
      await look(dana.page, "home-quiet");
      await dana.page.getByRole("button", { name: "Declare incident" }).click();
      await dana.dialog.getByLabel("What do you see?").fill("Elevated errors on database connections");
      await dana.dialog.getByRole("button", { name: "Databases", exact: true }).click();
      await look(dana.page, "declare");
      await dana.dialog.getByRole("button", { name: /^Declare/ }).click();
      await expect(dana.room).toContainText("declared the incident");
      await incidentPages(dana, look);

      await outside.page.goto("/status");
      await look(outside.page, "status");
      await outside.page.goto("/status/history");
      await look(outside.page, "history");
      await outside.page.goto(`/status/incidents/${dana.page.url().match(/incidents\/(\d+)/)![1]}`);
      await look(outside.page, "status-incident");

      await dana.goes("/");
      await look(dana.page, "home-open");
      await dana.goes("/people");
      await look(dana.page, "people");
      await dana.goes("/company");
      await look(dana.page, "company");
      await dana.goes("/account");
      await expect(dana.page.getByText("this one")).toBeVisible();
      await look(dana.page, "account");
      await dana.goes("/words");
      await expect(dana.page.getByText("Counting…")).toBeHidden();
      await look(dana.page, "words");
      await dana.goes("/practice");
      await dana.page.getByLabel("Words to practise on").fill("We are sorry for any inconvenience. A disk is full. It will be back by 5pm.");
      await expect(dana.page.getByRole("list", { name: "Findings" })).toContainText("Presumed cause");
      await look(dana.page, "practice");
    });
  }
}

async function incidentPages(dana: Person, look: (page: Page, name: string) => Promise<void>): Promise<void> {
  await dana.situation.getByRole("button", { name: "Next: confirm…" }).click();
  await look(dana.page, "confirm");
  await dana.dialog.getByLabel("Symptoms").fill("New connections to shared databases in eu-west are refused or time out.");
  await dana.dialog.getByLabel("Scope").fill("6.4 % of apps (2,310), Standard plan, eu-west only.");
  await dana.dialog.getByRole("button", { name: /^Confirm/ }).click();
  await dana.reaches("2 Confirmed");
  await dana.says("Hosts must go one at a time. 38 to do, about 3 min each.");
  await dana.sendsSitrep({
    "Customers can": "Keep open connections, retry with back-off.",
    "What we’re doing": "Replacing 38 pooler hosts one at a time.",
  });
  await dana.offers("Communications", "Mei-Lin Chow");
  await look(dana.page, "ic");
  await dana.sits("Comms");
  await dana.writes("We are seeing a minor issue with new connections to Databases in eu-west. About one in nine attempts fails. We expect to be done within 30 minutes.");
  await expect(dana.page.getByRole("list", { name: "Findings" }).getByRole("listitem").first()).toBeVisible();
  await look(dana.page, "comms");
  await dana.sits("Briefing");
  await look(dana.page, "briefing");
  await dana.situation.getByRole("button", { name: "Call everyone…" }).click();
  await look(dana.page, "call");
  await dana.page.keyboard.press("Escape");
  await dana.situation.getByRole("button", { name: "Next: resolve…" }).click();
  await look(dana.page, "resolve");
  await dana.page.keyboard.press("Escape");
}

async function hasNoViolation(page: Page, name: string): Promise<void> {
  // Injected by the driver, which the page's content policy does not concern.
  await page.evaluate(axe);
  const violations = await page.evaluate(async () => {
    const { violations } = await (window as never as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }).axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html.slice(0, 160)).join(" | ")}`);
  });
  expect(violations, name).toEqual([]);
}
