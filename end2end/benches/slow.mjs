// How long a page takes on a slow line until it follows what happens, in a real browser that has loaded nothing before.
// usage: slow.mjs BINARY

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "@playwright/test";

/** What browsers call Slow 3G: 400 kbit/s, and 400 ms until anything is answered. */
const SLOW = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 };

const data = mkdtempSync(join(tmpdir(), "command-post-slow-"));
const server = spawn(process.argv[2], ["serve", "--demo", "--listen", "127.0.0.1:0", "--data", data], {
  stdio: ["ignore", "pipe", "inherit"],
  env: { ...process.env, RUST_LOG: "error" },
});
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
try {
  const baseURL = await address();
  const { storageState, board } = await signIn(baseURL);
  for (const [what, path, wait, budget] of [
    ["home", "/", isLive, 8],
    ["declaring", "/", declares, 8],
    ["the IC board", board, isLive, 11],
  ]) {
    report(what, await seconds({ baseURL, storageState }, path, wait), budget);
  }
} finally {
  await browser.close();
  server.kill("SIGKILL");
  rmSync(data, { recursive: true, force: true });
}

function address() {
  return new Promise((resolve, reject) => {
    createInterface({ input: server.stdout }).on("line", (line) => {
      const found = line.match(/http:\/\/[^\s/)]+/);
      if (found) resolve(found[0]);
    });
    server.once("exit", (code) => reject(new Error(`the server ended with ${code}`)));
  });
}

/** Who is signed in, and the address of an incident's board; on a fast line. */
async function signIn(baseURL) {
  const context = await browser.newContext({ baseURL });
  const page = await context.newPage();
  await page.goto("/");
  await page.getByRole("button", { name: /Dana Whitfield/ }).click();
  await page.getByRole("button", { name: "Declare incident" }).click();
  await page.getByLabel("What do you see?").fill("The line is slow");
  await page.getByRole("dialog").getByRole("button", { name: /^Declare/ }).click();
  await page.waitForURL(/\/incidents\/\d+/);
  const board = `${new URL(page.url()).pathname.match(/\/incidents\/\d+/)[0]}/ic`;
  const storageState = await context.storageState();
  await context.close();
  return { storageState, board };
}

/** From the address until what is waited for. */
async function seconds(options, path, wait) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await (await context.newCDPSession(page)).send("Network.emulateNetworkConditions", SLOW);
  const began = performance.now();
  await page.goto(path, { waitUntil: "commit" });
  await wait(page);
  const took = (performance.now() - began) / 1000;
  await context.close();
  return took;
}

/** The page follows what happens. */
async function isLive(page) {
  await page.locator(".live", { hasText: "Live" }).waitFor({ timeout: 60_000 });
}

/** Whoever presses the button as soon as it is there can type. */
async function declares(page) {
  await page.getByRole("button", { name: "Declare incident" }).click({ timeout: 60_000 });
  await page.getByLabel("What do you see?").waitFor({ timeout: 60_000 });
}

function report(what, took, budget) {
  const verdict = took <= budget ? "holds" : "OVER";
  console.log(`${what} on Slow 3G, nothing loaded before | ${took.toFixed(1)} s | ≤ ${budget} s | ${verdict}`);
}
