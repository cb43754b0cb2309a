// What reads a Statuspage page reads ours: npm's client, a Prometheus exporter from PyPI, Statuspage's own widget. And
// what our page gives to other sites is shown there.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";

const { COMMAND_POST_URL: url, CLIENTS: clients, END2END: end2end } = process.env;
const require = createRequire(join(clients, "package.json"));

test("npm statuspage.io reads every document", async () => {
  const { Statuspage } = require("statuspage.io");
  const client = new Statuspage("ours");
  client.setApiUrl(url);
  const summary = await client.api.getSummary();
  assert.ok(summary.components.length > 2);
  assert.deepEqual((await client.api.getStatus()).status, summary.status);
  assert.deepEqual((await client.api.getComponents()).components, summary.components);
  assert.deepEqual((await client.api.incidents.getUnresolved()).incidents, summary.incidents);
  const all = await client.api.incidents.getAll();
  assert.ok(all.incidents.length >= summary.incidents.length);
  for (const incident of all.incidents) {
    const times = incident.incident_updates.map((update) => update.created_at);
    assert.deepEqual(times, [...times].sort().reverse(), "the newest first");
  }
  assert.ok(Array.isArray((await client.api.scheduledMaintenances.getAll()).scheduled_maintenances));
  assert.ok(Array.isArray((await client.api.scheduledMaintenances.getUpcoming()).scheduled_maintenances));
});

test("PyPI statuspage-prometheus-exporter turns it into metrics", () => {
  writeFileSync("services.json", JSON.stringify({ ours: { name: "Ours", url: `${url}/api/v2/summary.json` } }));
  const python = join(clients, "exporter/bin/statuspage-prometheus-exporter");
  const env = { ...process.env, RUN_MODE: "once", METRICS_TEXTFILE_PATH: "ours.prom" };
  execFileSync(python, { env, stdio: "pipe" });
  const metrics = readFileSync("ours.prom", "utf8");
  for (const component of ["Databases", "API"]) {
    assert.match(metrics, new RegExp(`statuspage_component_status\\{[^}]*component_name="${component}"`));
  }
});

test("Statuspage's widget shows it on a page of another origin", async () => {
  const widget = readFileSync(require.resolve("@statuspage/status-widget/package.json").replace("package.json", "dist/index.js"));
  const page = `<statuspage-widget src="${url}/status"></statuspage-widget><script src="/widget.js"></script>`;
  await elsewhere({ "/": page, "/widget.js": widget }, async (tab, status) => {
    await tab.getByText(status.description).waitFor();
    await tab.locator(`.status-indicator.${status.indicator}`).waitFor();
  });
});

test("our badge, line and frame are shown on a page of another origin", async () => {
  const page = `<img src="${url}/status/badge.svg" alt="Status"><p><script async src="${url}/status/widget.js"></script></p>
    <iframe src="${url}/status/embed.html" title="Status"></iframe><iframe src="${url}/status" title="The page"></iframe>`;
  await elsewhere({ "/": page }, async (tab, status) => {
    await tab.waitForFunction(() => document.querySelector("img").naturalWidth > 0);
    const line = tab.locator("a.status-widget");
    await line.getByText(status.description).waitFor();
    assert.equal(await line.getAttribute("href"), `${url}/status`);
    await tab.frameLocator("iframe[title=Status]").getByText(status.description).waitFor();
    const framed = tab.frames().map((frame) => frame.url());
    assert.ok(!framed.includes(`${url}/status`), "the page itself is in nobody's frame");
  });
});

/** Shows files on an origin of their own in Chromium, beside what our page's status is. */
async function elsewhere(files, look) {
  const { chromium } = createRequire(join(end2end, "package.json"))("@playwright/test");
  const server = createServer((request, response) => {
    response.setHeader("content-type", request.url.endsWith(".js") ? "text/javascript" : "text/html");
    response.end(files[request.url] ?? "");
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
  try {
    const { status } = await (await fetch(`${url}/api/v2/status.json`)).json();
    const tab = await browser.newPage();
    await tab.goto(`http://127.0.0.1:${server.address().port}/`);
    await look(tab, status);
  } finally {
    await browser.close();
    server.close();
  }
}
