// What writes to Statuspage writes to us: two clients from PyPI, each in an environment of its own.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const { COMMAND_POST_URL: url, COMMAND_POST_TOKEN: token, CLIENTS: clients } = process.env;
const here = dirname(fileURLToPath(import.meta.url));

function run(client) {
  const script = join(here, `write_${client}.py`);
  try {
    execFileSync(join(clients, client, "bin/python"), [script], { encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    assert.fail(`${client}: ${error.stdout}${error.stderr}`);
  }
}

test("PyPI crunch-statuspageio writes an incident from its first words to its last", () => run("crunch"));

test("PyPI atlassian-statuspage writes an incident from its first words to its last", () => run("atlassian"));

test("a token in the address is taken, and is in no line of the log", async () => {
  const pages = await (await fetch(`${url}/v1/pages.json?api_key=${token}`)).json();
  assert.equal(pages.length, 1);
  const refused = await fetch(`${url}/v1/pages/${pages[0].id}/nothing?api_key=${token}`, { method: "POST" });
  assert.equal(refused.status, 404);
});
