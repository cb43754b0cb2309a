// Planned maintenance as a calendar, read by PyPI icalendar.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";

const { COMMAND_POST_URL: url, COMMAND_POST_TOKEN: token, CLIENTS: clients } = process.env;
const HOUR = 3_600_000;

async function sent(path, body) {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const answer = await fetch(`${url}/api/v1/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  assert.ok(answer.ok, await answer.clone().text());
  return answer.json();
}

async function planned(title) {
  const from = (Date.now() + 30 * HOUR) * 1000;
  const plan = { title, components: ["api"], from, until: from + HOUR * 1000 };
  const body = "Wir tauschen die Router aus.\nVerbindungen brechen kurz ab; neue dauern länger.";
  return (await sent("incidents", { type: "plan_maintenance", plan, body })).incident;
}

test("PyPI icalendar reads planned maintenance", async () => {
  const work = await planned("Neue Router; Köln, Frankfurt");
  const off = await planned("New cables");
  await sent(`incidents/${off}/commands`, { type: "cancel_maintenance", body: "The cables did not arrive." });
  const ids = async () => {
    const told = await (await fetch(`${url}/api/v2/scheduled-maintenances.json`)).json();
    const of = (name, status) => told.scheduled_maintenances.find((one) => one.name === name && one.status === status)?.id;
    return [of("Neue Router; Köln, Frankfurt", "scheduled"), of("New cables", "completed")];
  };
  let [WORK, CANCELLED] = await ids();
  while (!WORK || !CANCELLED) {
    await new Promise((again) => setTimeout(again, 50));
    [WORK, CANCELLED] = await ids();
  }
  assert.ok(work < off);
  const env = { ...process.env, WORK, CANCELLED };
  execFileSync(join(clients, "calendar/bin/python"), [join(import.meta.dirname, "read_calendar.py")], { env, stdio: ["ignore", "pipe", "inherit"] });
});
