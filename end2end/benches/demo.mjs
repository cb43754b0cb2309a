// A demo server and a browser for one measurement.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "@playwright/test";

/** Runs `measure(browser, url)` beside a server of its own in an empty folder; both end with it. */
export async function withDemo(binary, measure) {
  const data = mkdtempSync(join(tmpdir(), "command-post-bench-"));
  const server = spawn(binary, ["serve", "--demo", "--listen", "127.0.0.1:0", "--data", data], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, RUST_LOG: "error" },
  });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
  try {
    return await measure(browser, await address(server));
  } finally {
    await browser.close();
    server.kill("SIGKILL");
    rmSync(data, { recursive: true, force: true });
  }
}

function address(server) {
  return new Promise((resolve, reject) => {
    createInterface({ input: server.stdout }).on("line", (line) => {
      const found = line.match(/http:\/\/[^\s/)]+/);
      if (found) resolve(found[0]);
    });
    server.once("exit", (code) => reject(new Error(`the server ended with ${code}`)));
  });
}

/** Signs Dana in and declares; the page is the IC's board. */
export async function declare(page, title) {
  await page.goto("/");
  await page.getByRole("button", { name: /Dana Whitfield/ }).click();
  await page.getByRole("button", { name: "Declare incident" }).click();
  await page.getByLabel("What do you see?").fill(title);
  await page.getByRole("dialog").getByRole("button", { name: /^Declare/ }).click();
  await page.waitForURL(/\/incidents\/\d+\/ic$/);
}
