// Copies of the page, by a service and readers of others: moto keeps the bucket, boto3 reads it, feedparser the feeds. And in
// Chromium a copy tells its age when the app is gone, whatever the reader's clock says.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { test } from "node:test";

const { CLIENTS: clients, COMMAND_POST_BINARY: binary, END2END: end2end } = process.env;
const here = import.meta.dirname;
const MINUTE = 60_000;

test("PyPI boto3 and feedparser read a copy in a bucket of PyPI moto, and in a folder, when the app is gone", () => {
  const python = join(clients, "copies/bin/python");
  execFileSync(python, [join(here, "copies.py"), binary], { stdio: ["ignore", "pipe", "inherit"] });
});

test("a copy says that it may be out of date by the clock of whoever serves it", async () => {
  const copy = await copyOfADemo();
  const { chromium } = createRequire(join(end2end, "package.json"))("@playwright/test");
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
  // How long after the copy was made it is served, how long it was in a cache, by how much the reader's clock is wrong.
  const cases = [
    { served: MINUTE, old: false },
    { served: MINUTE, reader: 600 * MINUTE, old: false },
    { served: 6 * MINUTE, old: true },
    { served: 6 * MINUTE, reader: -600 * MINUTE, old: true },
    { served: MINUTE, cached: 300, old: true },
    { served: null, old: true },
  ];
  try {
    for (const { served, cached, reader = 0, old } of cases) {
      const site = await serve(copy.folder, served === null ? null : new Date(copy.made + served), cached);
      const tab = await browser.newPage();
      const errors = [];
      tab.on("pageerror", (error) => errors.push(String(error)));
      await tab.clock.install({ time: copy.made + reader });
      const asked = tab.waitForResponse((answer) => answer.request().method() === "HEAD");
      await tab.goto(`${site.url}/status`);
      await asked;
      const banner = tab.getByText("This page may be out of date:");
      if (old) {
        await banner.waitFor();
        assert.match(await tab.locator("h1").innerText(), /^Last known: /);
      } else {
        await tab.clock.runFor(MINUTE);
        assert.equal(await banner.count(), 0, JSON.stringify({ served, reader }));
        // A tab that is left open grows old.
        await tab.clock.runFor(5 * MINUTE);
        await banner.waitFor();
      }
      assert.deepEqual(errors, []);
      await tab.close();
      site.close();
    }
  } finally {
    await browser.close();
  }
});

/** A copy in a folder, written by an app that is gone. */
async function copyOfADemo() {
  const folder = resolve("www");
  const app = spawn(binary, ["serve", "--demo", "--listen", "127.0.0.1:0", "--data", "copied", "--publish", folder], { stdio: "ignore" });
  const gone = new Promise((ended) => app.on("exit", ended));
  const stamp = join(folder, "current/status/copy.json");
  while (!existsSync(stamp)) {
    assert.equal(app.exitCode, null, "the app runs");
    await new Promise((again) => setTimeout(again, 50));
  }
  app.kill("SIGKILL");
  await gone;
  return { folder: realpathSync(join(folder, "current")), made: Date.parse(JSON.parse(readFileSync(stamp, "utf8")).made_at) };
}

/** Serves a folder as a web server whose clock stands at `date`; without one it says no time. */
async function serve(folder, date, age) {
  const server = createServer((request, response) => {
    response.sendDate = false;
    if (date) response.setHeader("date", date.toUTCString());
    if (age) response.setHeader("age", String(age));
    const file = join(folder, `${new URL(request.url, "http://copy").pathname}.html`);
    response.setHeader("content-type", "text/html; charset=utf-8");
    if (!existsSync(file)) response.statusCode = 404;
    response.end(existsSync(file) && request.method === "GET" ? readFileSync(file) : "");
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
