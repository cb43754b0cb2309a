// What is sent to webhooks is taken by the libraries of Standard Webhooks, from npm and PyPI, under each good secret.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { admin, call, declare, signIn } from "./command_post.mjs";

const { CLIENTS: clients } = process.env;
const { Webhook } = createRequire(join(clients, "package.json"))("standardwebhooks");
const here = dirname(fileURLToPath(import.meta.url));
test("npm and PyPI standardwebhooks take what webhooks are sent, under the old secret and the new", async () => {
  const { address, message, close } = await receiver();
  try {
    const person = await admin();
    const cookie = await signIn(person);
    const old = await call("add_webhook", { url: address }, cookie);
    const { webhooks } = await call("read_deliveries", {}, cookie);
    const { id } = webhooks.find((webhook) => webhook.url === address);
    const renewed = await call("renew_webhook_secret", { webhook: id }, cookie);
    await declare("Webhooks are tried", person);
    const { headers, body } = await message;
    for (const secret of [old, renewed]) {
      assert.equal(new Webhook(secret).verify(body, headers).type, "incident.created");
      const input = JSON.stringify({ secret, headers, body });
      execFileSync(join(clients, "webhooks/bin/python"), [join(here, "verify_webhook.py")], { input });
    }
    assert.throws(() => new Webhook(old).verify(body.replace("incident.created", "incident.resolved"), headers));
    await call("remove_webhook", { webhook: id }, cookie);
  } finally {
    close();
  }
});

/** A program that takes one message. */
async function receiver() {
  let take;
  const message = new Promise((resolve) => (take = resolve));
  const server = createServer((request, response) => {
    const parts = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => {
      response.writeHead(204).end();
      take({ headers: request.headers, body: Buffer.concat(parts).toString() });
    });
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return { address: `http://127.0.0.1:${server.address().port}/hooks`, message, close: () => server.close() };
}
