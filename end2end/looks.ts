// How pages look and whether everybody can use them: axe-core finds nothing in either theme and size, and with SHOTS=1
// each page is photographed, for eyes.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { BrowserContextOptions, Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import type { Person } from "./people";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
export const shots = process.env.SHOTS ? join(import.meta.dirname, "shots") : undefined;
const sizes = { wide: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

/** Who may come, and what to do with each page that they see. */
export interface Visit {
  person(name: string): Promise<Person>;
  customer(): Promise<Person>;
  /** Checks the page as it is now, and photographs it under the name. */
  look(page: Page, name: string): Promise<void>;
  /** Whether everybody's screen is a phone's. */
  phone: boolean;
}

/** A spec in both themes and sizes, so that no page is only right in one. */
export function inEveryLook(title: string, walk: (visit: Visit) => Promise<void>): void {
  for (const colorScheme of ["light", "dark"] as const) {
    for (const [size, viewport] of Object.entries(sizes)) {
      test(`${title}, ${colorScheme}, ${size}`, async ({ person, customer }) => {
        const looks: BrowserContextOptions = { colorScheme, viewport };
        await walk({
          person: (name) => person(name, looks),
          customer: () => customer(looks),
          look: async (page, name) => {
            if (shots) await page.screenshot({ path: join(shots, `${name}-${size}-${colorScheme}.png`) });
            await hasNoViolation(page, `${name}, ${size}, ${colorScheme}`);
          },
          phone: size === "phone",
        });
      });
    }
  }
}

interface Axe {
  run(of: Document, how: { resultTypes: string[] }): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
}

/** axe-core finds nothing on the page as it is now. */
export async function hasNoViolation(page: Page, name: string): Promise<void> {
  // Injected by the driver, which the page's content policy does not concern.
  await page.evaluate(axe);
  const violations = await page.evaluate(async () => {
    const { axe } = window as never as { axe: Axe };
    // All rules run; what holds is not written out, which takes longer than to find it.
    const { violations } = await axe.run(document, { resultTypes: ["violations"] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html.slice(0, 160)).join(" | ")}`);
  });
  expect(violations, name).toEqual([]);
}
