// The services that channels speak to are fakes on this machine: each is proved with the service's own client, and then takes
// what this server sends.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { Agent } from "node:http";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { admin, call, command, declare, eventually, signIn } from "./command_post.mjs";
import { SECRETS, start } from "./fakes.mjs";

const { CLIENTS: clients } = process.env;
const here = dirname(fileURLToPath(import.meta.url));
const resolve = createRequire(join(clients, "package.json")).resolve;
const load = (name) => import(pathToFileURL(resolve(name)));
let fakes;
before(async () => (fakes = await start()));
after(() => fakes.close());

test("npm @slack/web-api and PyPI slack-sdk take the fake for Slack", async () => {
  const { WebClient } = await load("@slack/web-api");
  const slack = new WebClient(SECRETS.slack, { slackApiUrl: `${fakes.url}/slack/api/` });
  const { ts } = await slack.chat.postMessage({ channel: "C1", text: "first" });
  await slack.chat.update({ channel: "C1", ts, text: "second" });
  const answer = await slack.chat.postMessage({ channel: "C1", text: "below", thread_ts: ts });
  assert.deepEqual(fakes.of("slack").map(({ id, text, answers, edits }) => [id, text, answers, edits]), [
    [ts, "second", undefined, ["first"]],
    [answer.ts, "below", ts, []],
  ]);
  const stranger = new WebClient("xoxb-other", { slackApiUrl: `${fakes.url}/slack/api/` });
  await assert.rejects(stranger.chat.postMessage({ channel: "C1", text: "no" }), /invalid_auth/);
  const { IncomingWebhook } = await load("@slack/webhook");
  assert.equal((await new IncomingWebhook(`${fakes.url}/hooks/slack`).send({ text: "hello" })).text, "ok");
  const input = JSON.stringify({ url: fakes.url, token: SECRETS.slack });
  // The fake is in this process: nothing here may wait for another one.
  const python = promisify(execFile)(join(clients, "slack/bin/python"), [join(here, "slack_sdk_client.py")]);
  python.child.stdin.end(input);
  await python;
});

test("npm masto takes the fake for Mastodon", async () => {
  const { createRestAPIClient } = await load("masto");
  const masto = createRestAPIClient({ url: fakes.url, accessToken: SECRETS.mastodon });
  const first = await masto.v1.statuses.create({ status: "first", visibility: "public" });
  const answer = await masto.v1.statuses.create({ status: "below", inReplyToId: first.id });
  assert.equal(answer.inReplyToId, first.id);
  await masto.v1.statuses.$select(answer.id).update({ status: "put right" });
  assert.deepEqual(fakes.of("mastodon").map(({ text, edits }) => [text, edits]), [["first", []], ["put right", ["below"]]]);
  await assert.rejects(masto.v1.statuses.$select("404").update({ status: "no" }), /not found/);
  assert.equal((await masto.v1.accounts.verifyCredentials()).acct, "acme");
  assert.deepEqual((await masto.v1.accounts.$select("7").statuses.list()).map(({ id }) => id), [answer.id, first.id]);
  assert.equal((await masto.v2.instance.fetch()).configuration.statuses.maxCharacters, 500);
  await assert.rejects(masto.v1.statuses.create({ status: "x".repeat(501) }), /500/);
});

test("npm @atproto/api takes the fake for Bluesky", async () => {
  const { AtpAgent } = await load("@atproto/api");
  const agent = new AtpAgent({ service: fakes.url });
  await agent.login({ identifier: SECRETS.bluesky.handle, password: SECRETS.bluesky.password });
  const root = await agent.post({ text: "first", langs: ["en"] });
  const put = { repo: agent.assertDid, collection: "app.bsky.feed.post", rkey: "3jzfcijpj2z2b" };
  const record = { $type: "app.bsky.feed.post", text: "below", createdAt: new Date().toISOString(), reply: { root, parent: root } };
  const [one, two] = [await agent.com.atproto.repo.putRecord({ ...put, record }), await agent.com.atproto.repo.putRecord({ ...put, record })];
  assert.deepEqual(one.data, two.data, "a repeat is the same post");
  await agent.sessionManager.refreshSession();
  await assert.rejects(agent.post({ text: "x".repeat(301) }), /300/);
});

test("npm twitter-api-v2 takes the fake for X", async () => {
  const { TwitterApi } = await load("twitter-api-v2");
  const { key, keySecret, token, tokenSecret } = SECRETS.x;
  // Its agent says that it may speak plainly to this machine.
  const x = new TwitterApi({ appKey: key, appSecret: keySecret, accessToken: token, accessSecret: tokenSecret }, { httpAgent: new Agent() });
  x.v2._prefix = `${fakes.url}/2/`;
  const { data } = await x.v2.tweet("first");
  const answer = await x.v2.reply("below", data.id);
  assert.deepEqual(fakes.of("x").map(({ id, answers }) => [id, answers]), [[data.id, undefined], [answer.data.id, data.id]]);
  await assert.rejects(x.v2.tweet("first"), { code: 403 });
});

test("this server sends what all of them take, and goes on in the same thread", async () => {
  const { bluesky, x, twilio, vonage } = SECRETS;
  const at = { address: fakes.url };
  const channels = {
    slack: { address: `${fakes.url}/slack/api/`, token: SECRETS.slack, channel: "C1" },
    "slack-webhook": { address: `${fakes.url}/hooks/slack` },
    "mattermost-webhook": { address: `${fakes.url}/hooks/mattermost` },
    teams: { address: `${fakes.url}/hooks/teams` },
    chat: { address: `${fakes.url}/hooks/chat` },
    discord: { address: `${fakes.url}/api/webhooks/41/discord-token` },
    mattermost: { address: `${fakes.url}/mattermost`, token: SECRETS.mattermost, channel: "c".repeat(26) },
    matrix: { ...at, token: SECRETS.matrix, room: "!room:example.com" },
    mastodon: { ...at, token: SECRETS.mastodon },
    bluesky: { ...at, ...bluesky },
    x: { ...at, key: x.key, key_secret: x.keySecret, token: x.token, token_secret: x.tokenSecret },
    twilio: { ...at, ...twilio, from: "+15550100", to: "+493012345678" },
    vonage: { ...at, ...vonage, from: "Acme", to: "+493012345678" },
  };
  const person = await admin();
  const cookie = await signIn(person);
  const ids = [];
  for (const [service, typed] of Object.entries(channels)) {
    const channel = { id: null, service, name: `Our ${service}`, fields: Object.entries(typed), updates: true, sitreps: false, drill: false };
    const id = await call("save_channel", { channel }, cookie);
    assert.match(await call("test_channel", { channel: id }, cookie), /^Sent|knows us as @acme/, service);
    ids.push(id);
  }
  const known = new Set(fakesAll().map(({ id }) => id));
  const incident = await declare("Channels are tried", person);
  const update = { phase: "investigating", body: "A disk is full, and we move “its” data: 数据库 👨‍👩‍👧. ".repeat(20),
                   impacts: [], next_due: Date.now() * 1000 + 1_800_000_000, reason: "For the test" };
  const { seq } = await command(incident, { type: "publish_update", update });
  const told = await eventually(() => {
    const of = (service) => fakesAll().filter((message) => message.service === service && !known.has(message.id));
    const isDone = Object.keys(channels).every((service) => of(serviceOf(service)).length >= 2);
    return isDone && of;
  }, async () => (await call("read_deliveries", {}, cookie)).channels.map(({ name, words, why }) => [name, words, why]));
  for (const service of ["slack", "mattermost", "matrix", "discord"]) {
    const [head] = told(service);
    assert.equal(head.edits.length, 1, `${service}: the first message is kept up to date`);
    assert.match(head.text, /A disk is full/, service);
  }
  for (const service of ["slack", "mattermost", "matrix", "mastodon", "bluesky", "x"]) {
    const [head, answer] = told(service);
    assert.equal(answer.answers, head.id, `${service}: the second hangs from the first`);
  }
  await command(incident, { type: "correct_update", update: seq, body: "A disk is full. We move data.", reason: "For the test" });
  const says = (service, words) => told(service).filter(({ text }) => text.includes(words)).length;
  const edited = { slack: 2, mattermost: 2, matrix: 2, discord: 2, mastodon: 1 };
  const changed = (words, label) => eventually(() => {
    const all = Object.entries(edited).every(([service, count]) => says(service, words) === count);
    return all && ["bluesky", "x"].every((service) => says(service, label) === 1);
  }, async () => fakesAll().map(({ service, text }) => [service, text]));
  await changed("A disk is full. We move data.", "Correction: ");
  await command(incident, { type: "withdraw_update", update: seq, reason: "For the test" });
  await changed("We have withdrawn this update.", "Withdrawn: ");
  for (const service of ["bluesky", "x"]) {
    const [, update, correction, withdrawal] = told(service);
    assert.deepEqual([correction.answers, withdrawal.answers], [update.id, correction.id], `${service}: in the open, below it`);
  }
  for (const id of ids) await call("remove_channel", { channel: id }, cookie);
});

const fakesAll = () => ["slack", "slack-webhook", "mattermost-webhook", "chat-webhook", "teams", "discord", "mattermost", "matrix", "mastodon", "bluesky", "x", "twilio", "vonage"].flatMap((service) => fakes.of(service));
const serviceOf = (service) => (service === "chat" ? "chat-webhook" : service);
