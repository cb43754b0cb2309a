// Prints the scores of one report of Lighthouse, and what cost points where one is too low.

import { readFileSync } from "node:fs";

const LEAST = 98;
const [form, file] = process.argv.slice(2);
const { categories, audits } = JSON.parse(readFileSync(file, "utf8"));
const scores = Object.values(categories).map(({ title, score }) => [title, Math.round(score * 100)]);
console.log(`status page in Lighthouse, ${form}: ${scores.map(([title, score]) => `${title} ${score}`).join(", ")} (each ≥ ${LEAST})`);

if (scores.some(([, score]) => score < LEAST)) {
  for (const { id, score, displayValue = "", explanation = "" } of Object.values(audits)) {
    if (score !== null && score < 1) console.log(`  ${id}: ${score} ${displayValue} ${explanation}`);
  }
  process.exitCode = 1;
}
