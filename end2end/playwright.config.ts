import { defineConfig, devices } from "@playwright/test";
import { homedir } from "node:os";
import { join } from "node:path";
import { onPostgres } from "./postgres";

const here = import.meta.dirname;

// The binary under test. Every worker starts its own server from it, on a free port with a data folder of its own.
const target = process.env.CARGO_TARGET_DIR ?? join(homedir(), ".cache/command-post/target");
process.env.COMMAND_POST_BIN ??= join(target, "debug/command-post");

// What these show is the same whatever the database: they run once, on SQLite.
const OF_THE_BROWSER_ALONE = ["accessible", "dialogs", "direction", "early", "layout", "over", "parts", "titles"];

export default defineConfig({
  testDir: here,
  testIgnore: onPostgres ? OF_THE_BROWSER_ALONE.map((name) => `**/${name}.spec.ts`) : [],
  // The pictures of the README are taken when they are asked for.
  testMatch: process.env.PICTURES ? "pictures.ts" : "**/*.spec.ts",
  globalSetup: join(here, "postgres.ts"),
  outputDir: join(here, "test-results/artifacts"),
  forbidOnly: true,
  // A test that passes only the second time has found something.
  retries: 0,
  workers: 2,
  // A bound for a loaded machine, not a wait: specs wait for what people see.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  // The list is for people; `make test` adds up its total from the other.
  reporter: [["list"], ["json", { outputFile: join(here, `test-results/results${onPostgres ? "-postgres" : ""}.json`) }]],
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1440, height: 900 },
    deviceScaleFactor: 1,
    locale: "en-GB",
    timezoneId: "UTC",
    colorScheme: "light",
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      env: { ...process.env, FONTCONFIG_FILE: join(here, "fonts.conf") } as Record<string, string>,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
