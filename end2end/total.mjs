// Adds up what the test runners reported and says it in one last line: `N passed, N failed`.
//
//   node total.mjs JUNIT_XML JUNIT_XML_POSTGRES PLAYWRIGHT_JSON PLAYWRIGHT_JSON_POSTGRES CLIENTS_XML [FAILED_STAGE...]
//
// A stage that failed without a failed test (formatting, clippy, a build that broke) counts as one failure, and so
// does a runner that left no report: silence is not success. Exits with 1 unless everything passed.

import { readFileSync } from "node:fs";

const [junit, junitPostgres, browser, browserPostgres, clients, ...failedStages] = process.argv.slice(2);
const runners = [
  ["Rust", junit, fromJunit],
  ["Rust on PostgreSQL", junitPostgres, fromJunit],
  ["browser", browser, fromPlaywright],
  ["browser on PostgreSQL", browserPostgres, fromPlaywright],
  ["foreign client", clients, fromNode],
];

let passed = 0;
let failed = 0;
for (const [name, file, read] of runners) {
  const counts = report(file, read);
  if (counts === null) {
    console.log(`${name} tests: no report`);
    failed += 1;
    continue;
  }
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : "";
  console.log(`${name} tests: ${counts.passed} passed, ${counts.failed} failed${skipped}`);
  passed += counts.passed;
  failed += counts.failed;
}
if (failedStages.length > 0) {
  console.log(`failed: ${failedStages.join(" ")}`);
  failed = Math.max(failed, failedStages.length);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

function report(file, read) {
  try {
    return read(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

/** nextest's JUnit report: the totals stand in its first element. */
function fromJunit(text) {
  const head = text.match(/<testsuites [^>]*>/)[0];
  const number = (name) => Number(head.match(new RegExp(` ${name}="(\\d+)"`))[1]);
  const failed = number("failures") + number("errors");
  const skipped = number("skipped");
  return { passed: number("tests") - failed - skipped, failed, skipped };
}

/** The JUnit report of node's own runner: the totals stand in comments at its end. */
function fromNode(text) {
  const number = (name) => Number(text.match(new RegExp(`<!-- ${name} (\\d+) -->`))[1]);
  return { passed: number("pass"), failed: number("fail") + number("cancelled"), skipped: number("skipped") };
}

/** Playwright's JSON report. Errors outside of tests (a file that does not load) count as well. */
function fromPlaywright(text) {
  const { stats, errors } = JSON.parse(text);
  const failed = stats.unexpected + stats.flaky + errors.length;
  return { passed: stats.expected, failed, skipped: stats.skipped };
}
