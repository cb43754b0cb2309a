import { expect, test } from "@playwright/test";
import Ajv from "ajv";
import draft04 from "ajv/lib/refs/json-schema-draft-04.json" with { type: "json" };
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

// What code hosts read of `command-post lint`: SARIF, held against the published schema, and annotations of GitHub.

const schema = createRequire(import.meta.url).resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");

const rules = `[[rule]]
name = "lawyers, 100%: no"
level = "stop"
why = "No lawyers:\\nnot here, 100 %."
fix = ""
phrases = ["lawyers"]
`;

const drafts: Record<string, string> = {
  "a draft, 1%.md": "São Paulo's mail is late.\r\nOur provider is down. It will be back by 5pm.\n",
  "eigen:2.md": "Mail is late. Our lawyers::look\nat it due to a bad config on kafka-prod-3 🔴 and it is back shortly.\n",
  "french.md": "Nous rencontrons un problème avec le service.\n",
  "clean.md": "Checkout fails for every customer in Europe. We are rolling back. Next update by 04:46 UTC.\n",
};

/** Lints the drafts in a folder of their own. */
function lints(format: string) {
  const folder = mkdtempSync(join(tmpdir(), "lint-"));
  writeFileSync(join(folder, "rules.toml"), rules);
  for (const [name, text] of Object.entries(drafts)) writeFileSync(join(folder, name), text);
  const args = ["lint", "--format", format, "--rules", "rules.toml", "--state", "identified", ...Object.keys(drafts)];
  const run = spawnSync(process.env.COMMAND_POST_BIN!, args, { cwd: folder, encoding: "utf8" });
  expect([run.status, run.stderr]).toEqual([1, ""]);
  return run.stdout;
}

test("a SARIF log holds to the published schema", () => {
  const ajv = new Ajv({ schemaId: "auto", allErrors: true });
  ajv.addMetaSchema(draft04);
  const isSarif = ajv.compile(JSON.parse(readFileSync(schema, "utf8")) as object);
  const log = JSON.parse(lints("sarif"));
  isSarif(log);
  expect(isSarif.errors ?? []).toEqual([]);
  const [run] = log.runs;
  expect(run.results.length).toBeGreaterThan(4);
  expect(run.results.some((result: { fixes?: unknown }) => result.fixes)).toBe(true);
  expect(run.results.map((result: { ruleId: string }) => result.ruleId)).toContain("company/lawyers, 100%: no");
  expect(run.invocations[0].toolExecutionNotifications).toHaveLength(1);
  // The schema says no where it should.
  run.results[0].level = "fatal";
  expect(isSarif(log)).toBe(false);
});

test("annotations of GitHub read back as they were meant", () => {
  const commands = lints("github").trimEnd().split("\n").map(read);
  const files = Object.keys(drafts);
  for (const { level, properties, message } of commands) {
    expect(["error", "warning", "notice"]).toContain(level);
    expect(files).toContain(properties.file);
    expect(message).not.toBe("");
  }
  const own = commands.find(({ properties }) => properties.title?.includes("lawyers"))!;
  expect(own.properties).toMatchObject({ file: "eigen:2.md", line: "1", title: "Company rule [lawyers, 100%: no]" });
  expect(own.message).toContain("No lawyers:\nnot here, 100 %.");
  expect(commands.filter(({ properties }) => properties.file === "french.md")).toHaveLength(1);
  expect(commands.some(({ properties }) => properties.file === "clean.md")).toBe(false);
});

/** One workflow command, as the runner reads it. */
function read(line: string) {
  const [, level, list, message] = /^::(\w+) (.*?)::(.*)$/.exec(line)!;
  const unescaped = (text: string) => text.replaceAll("%0A", "\n").replaceAll("%0D", "\r");
  const property = (text: string) => unescaped(text).replaceAll("%3A", ":").replaceAll("%2C", ",").replaceAll("%25", "%");
  const pairs = list!.split(",").map((pair) => pair.split(/=(.*)/s).slice(0, 2) as [string, string]);
  const properties: Record<string, string | undefined> = Object.fromEntries(pairs.map(([name, value]) => [name, property(value)]));
  return { level: level!, properties, message: unescaped(message!).replaceAll("%25", "%") };
}
