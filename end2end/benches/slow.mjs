// How long a page takes on a slow line until it follows what happens, in a real browser that has loaded nothing before.
// usage: slow.mjs BINARY

import { declare, withDemo } from "./demo.mjs";

/** What browsers call Slow 3G: 400 kbit/s, and 400 ms until anything is answered. */
const SLOW = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 };

await withDemo(process.argv[2], async (browser, baseURL) => {
  const { storageState, board } = await signIn(browser, baseURL);
  for (const [what, path, wait, budget] of [
    ["home", "/", isLive, 8],
    ["declaring", "/", declares, 8],
    ["the IC board", board, isLive, 11],
  ]) {
    report(what, await seconds(browser, { baseURL, storageState }, path, wait), budget);
  }
});

/** Who is signed in, and the address of an incident's board; on a fast line. */
async function signIn(browser, baseURL) {
  const context = await browser.newContext({ baseURL });
  const page = await context.newPage();
  await declare(page, "The line is slow");
  const board = new URL(page.url()).pathname;
  const storageState = await context.storageState();
  await context.close();
  return { storageState, board };
}

/** From the address until what is waited for. */
async function seconds(browser, options, path, wait) {
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
