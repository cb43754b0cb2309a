// docs/tour.md, and the sentences of it that a walk holds it to.

import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8").replace(/\s+/g, " ");
export const [tour, readme] = [read("docs/tour.md"), read("README.md")];

/** A step of the tour, with the sentences that are walked. */
export async function step(title: string, sentences: string[], walk: () => Promise<void>): Promise<void> {
  await test.step(title, async () => {
    const text = tour.split(`**${title}.**`)[1]?.split(/ \d+\. \*\*| ## /)[0] ?? "";
    for (const sentence of sentences) {
      expect(text, `what the tour says of “${title}”`).toContain(sentence);
    }
    await walk();
  });
}
