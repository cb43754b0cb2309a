// Chats, social networks and SMS services on this machine. They speak the HTTP of the real ones and refuse what those
// refuse; their own clients prove it (channels.test.mjs). Run alone it prints its address, and lives until its input ends:
// node fakes.mjs

import { createHash, createHmac } from "node:crypto";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";

export const SECRETS = {
  slack: "xoxb-1-2-three",
  mastodon: "masto-token",
  bluesky: { handle: "acme.test", password: "abcd-efgh-ijkl-mnop" },
  x: { key: "app-key", keySecret: "app-secret", token: "7-token", tokenSecret: "token-secret" },
  matrix: "matrix-token",
  mattermost: "mattermost-token",
  twilio: { account: "AC00000000000000000000000000000001", token: "twilio-token" },
  vonage: { key: "vonage-key", secret: "vonage-secret" },
};

const DID = "did:plc:ewvi7nxzyoun6zhxrhs64oiz";
const NOW = "2026-12-01T10:00:00.000Z";

/** What was sent: `{service, id, text, answers, edits}` by service, in the order of the messages. */
export async function start() {
  const state = { messages: [], keys: new Map(), count: 0 };
  const server = createServer((request, response) => {
    const parts = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => {
      const url = new URL(request.url, "http://fake");
      const body = Buffer.concat(parts).toString();
      const asked = { method: request.method, url, headers: request.headers, body, at: `http://${request.headers.host}` };
      let [status, answer, headers] = answerTo(asked, state) ?? [404, { error: "not_found" }];
      const isText = typeof answer === "string";
      headers = { "content-type": isText ? "text/plain" : "application/json; charset=utf-8", ...headers };
      response.writeHead(status, headers).end(status === 204 ? undefined : isText ? answer : JSON.stringify(answer));
    });
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const url = `http://127.0.0.1:${server.address().port}`;
  const of = (service) => state.messages.filter((message) => message.service === service);
  return { url, of, close: () => server.close() };
}

function answerTo(asked, state) {
  const { pathname } = asked.url;
  const place = PLACES.find(([prefix]) => pathname.startsWith(prefix));
  return place?.[1](asked, state, pathname.slice(place[0].length));
}

const PLACES = [
  ["/_messages", (_, state) => [200, state.messages]],
  ["/slack/api/", slack],
  ["/hooks/", hook],
  ["/api/webhooks/", discord],
  ["/mattermost/api/v4/", mattermost],
  ["/_matrix/client/v3/rooms/", matrix],
  ["/api/v", mastodon],
  ["/xrpc/", bluesky],
  ["/2/", x],
  ["/2010-04-01/Accounts/", twilio],
  ["/sms/json", vonage],
];

function add(state, service, text, more = {}) {
  const message = { service, id: String(++state.count), text, edits: [], ...more };
  state.messages.push(message);
  return message;
}

const json = ({ body }) => JSON.parse(body);
const isJson = ({ headers }) => (headers["content-type"] ?? "").startsWith("application/json");
const isForm = ({ headers }) => (headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded");
const bearer = ({ headers }) => (headers.authorization ?? "").match(/^Bearer (.+)$/)?.[1];

/** The fields of a form, or of JSON. */
function fields(asked) {
  return isJson(asked) ? json(asked) : Object.fromEntries(new URLSearchParams(asked.body));
}

function slack(asked, state, method) {
  const no = (error) => [200, { ok: false, error }];
  if (asked.method !== "POST") return no("invalid_method");
  const form = fields(asked);
  const token = bearer(asked) ?? form.token;
  if (!token) return no("not_authed");
  if (token !== SECRETS.slack) return no("invalid_auth");
  if (method === "auth.test") return [200, { ok: true, url: asked.at, team: "Acme", user: "status", team_id: "T1", user_id: "U1", bot_id: "B1" }];
  if (form.channel !== "C1") return no("channel_not_found");
  if (!form.text) return no("no_text");
  if (form.text.length > 4000) return no("msg_too_long");
  const find = (ts) => state.messages.find((message) => message.service === "slack" && message.id === ts);
  if (method === "chat.postMessage") {
    if (form.thread_ts && !find(form.thread_ts)) return no("thread_not_found");
    const message = add(state, "slack", form.text, { answers: form.thread_ts });
    message.id = `1794888727.${message.id.padStart(6, "0")}`;
    return [200, { ok: true, channel: "C1", ts: message.id, message: { type: "message", text: form.text, ts: message.id } }];
  }
  if (method === "chat.update") {
    const message = find(form.ts);
    if (!message) return no("message_not_found");
    message.edits.push(message.text);
    message.text = form.text;
    return [200, { ok: true, channel: "C1", ts: message.id, text: form.text, message: { text: form.text } }];
  }
  return no("unknown_method");
}

/** Incoming webhooks of Slack, Mattermost and Teams. */
function hook(asked, state, name) {
  if (asked.method !== "POST" || !isJson(asked)) return [400, "invalid_payload"];
  const body = json(asked);
  if (name === "teams") {
    const card = body.attachments?.[0];
    const isCard = body.type === "message" && card?.contentType === "application/vnd.microsoft.card.adaptive";
    if (!isCard || card.content?.type !== "AdaptiveCard" || asked.body.length > 28 * 1024) return [400, "bad card"];
    add(state, "teams", card.content.body.map((block) => block.text).join("\n"));
    return [202, ""];
  }
  if (!["slack", "mattermost", "chat"].includes(name)) return [404, "no_service"];
  if (!body.text && !body.blocks) return [400, "no_text"];
  add(state, `${name}-webhook`, body.text);
  return [200, "ok"];
}

function discord(asked, state, path) {
  const [id, token, , number] = path.split("/");
  if (id !== "41" || token !== "discord-token") return [404, { code: 10015, message: "Unknown Webhook" }];
  const { content } = json(asked);
  if (!content || content.length > 2000) return [400, { code: 50035, message: "Invalid Form Body" }];
  if (asked.method === "POST") {
    const message = add(state, "discord", content);
    return asked.url.searchParams.get("wait") === "true" ? [200, { id: message.id, content }] : [204];
  }
  const message = state.messages.find((message) => message.service === "discord" && message.id === number);
  if (asked.method !== "PATCH" || !message) return [404, { code: 10008, message: "Unknown Message" }];
  message.edits.push(message.text);
  message.text = content;
  return [200, { id: message.id, content }];
}

function mattermost(asked, state, path) {
  if (bearer(asked) !== SECRETS.mattermost) return [401, { id: "api.context.session_expired.app_error", message: "Invalid or expired session" }];
  const { channel_id: channel, message: text, root_id: answers } = json(asked);
  if (asked.method === "POST" && path === "posts") {
    if (channel !== "c".repeat(26)) return [403, { id: "api.context.permissions.app_error", message: "No permission" }];
    const message = add(state, "mattermost", text, { answers: answers || undefined });
    return [201, { id: message.id, message: text, root_id: answers }];
  }
  const message = state.messages.find(({ service, id }) => service === "mattermost" && path === `posts/${id}/patch`);
  if (asked.method !== "PUT" || !message) return [404, { id: "app.post.get.app_error", message: "Unable to get the post" }];
  message.edits.push(message.text);
  message.text = text;
  return [200, { id: message.id, message: text }];
}

function matrix(asked, state, path) {
  if (bearer(asked) !== SECRETS.matrix) return [401, { errcode: "M_UNKNOWN_TOKEN", error: "Invalid access token" }];
  const [room, send, type, transaction] = path.split("/").map(decodeURIComponent);
  const isSend = asked.method === "PUT" && send === "send" && type === "m.room.message" && transaction;
  if (!isSend) return [404, { errcode: "M_UNRECOGNIZED", error: "Unrecognized request" }];
  if (room !== "!room:example.com") return [403, { errcode: "M_FORBIDDEN", error: "Not in the room" }];
  const event = json(asked);
  if (event.msgtype !== "m.text" || typeof event.body !== "string") return [400, { errcode: "M_BAD_JSON", error: "Bad event" }];
  const known = state.keys.get(`matrix ${transaction}`);
  if (known) return [200, { event_id: known }];
  const relates = event["m.relates_to"];
  const related = relates && state.messages.find(({ id }) => id === relates.event_id);
  if (relates && !related) return [400, { errcode: "M_UNKNOWN", error: "No such event" }];
  const id = `$event${++state.count}`;
  if (relates?.rel_type === "m.replace") {
    related.edits.push(related.text);
    related.text = event["m.new_content"].body;
  } else {
    add(state, "matrix", event.body, { id, answers: relates?.event_id });
  }
  state.keys.set(`matrix ${transaction}`, id);
  return [200, { event_id: id }];
}

const graphemes = (text) => [...new Intl.Segmenter("en", { granularity: "grapheme" }).segment(text)].length;

function mastodon(asked, state, path) {
  if (path === "2/instance") {
    return [200, { domain: "fake", configuration: { statuses: { max_characters: 500, characters_reserved_per_url: 23 } } }];
  }
  if (bearer(asked) !== SECRETS.mastodon) return [401, { error: "The access token is invalid" }];
  const all = state.messages.filter(({ service }) => service === "mastodon");
  if (path === "1/accounts/verify_credentials") return [200, { id: "7", username: "acme", acct: "acme", url: `${asked.at}/@acme` }];
  if (path === "1/accounts/7/statuses") return [200, all.map((message) => status(message, asked.at)).reverse()];
  const changed = all.find(({ id }) => path === `1/statuses/${id}`);
  const changes = asked.method === "PUT" && path.startsWith("1/statuses/");
  if (changes && !changed) return [404, { error: "Record not found" }];
  if (!changes && (asked.method !== "POST" || path !== "1/statuses")) return undefined;
  const { status: text, in_reply_to_id: answers, visibility } = fields(asked);
  const key = asked.headers["idempotency-key"];
  const known = key && !changes && state.keys.get(`mastodon ${key}`);
  if (known) return [200, status(known, asked.at)];
  if (!text) return [422, { error: "Validation failed: Text can't be blank" }];
  if (graphemes(text.replace(/https?:\/\/\S+/g, "x".repeat(23))) > 500) {
    return [422, { error: "Validation failed: Text character limit of 500 exceeded" }];
  }
  if (changes) {
    changed.edits.push(changed.text);
    changed.text = text;
    return [200, status(changed, asked.at)];
  }
  if (!["public", "unlisted", "private", "direct", undefined].includes(visibility)) return [422, { error: "Validation failed" }];
  if (answers && !all.some(({ id }) => id === answers)) return [404, { error: "Record not found" }];
  const message = add(state, "mastodon", text, { answers });
  if (key) state.keys.set(`mastodon ${key}`, message);
  return [200, status(message, asked.at)];
}

function status({ id, text, answers }, at) {
  const escaped = text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const linked = escaped.replace(/https?:\/\/\S+/g, (link) => `<a href="${link}"><span class="invisible">https://</span>…</a>`);
  const content = linked.split("\n\n").map((part) => `<p>${part.replace(/\n/g, "<br />")}</p>`).join("");
  return { id, uri: `${at}/users/acme/statuses/${id}`, url: `${at}/@acme/${id}`, created_at: NOW, content,
           visibility: "public", in_reply_to_id: answers ?? null };
}

function cid(value) {
  const bytes = Buffer.concat([Buffer.from([1, 0x71, 0x12, 0x20]), createHash("sha256").update(JSON.stringify(value)).digest()]);
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return "b" + bits.match(/.{1,5}/g).map((five) => "abcdefghijklmnopqrstuvwxyz234567"[parseInt(five.padEnd(5, "0"), 2)]).join("");
}

/** A token that the client can read. */
function jwt(scope) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none" })}.${part({ scope, sub: DID, exp: 4102444800 })}.x`;
}

function bluesky(asked, state, method) {
  const no = (status, error, message) => [status, { error, message }];
  const session = { did: DID, handle: SECRETS.bluesky.handle, accessJwt: jwt("com.atproto.access"), refreshJwt: jwt("com.atproto.refresh"), active: true };
  if (method === "com.atproto.server.createSession") {
    const { identifier, password } = json(asked);
    const isRight = identifier === SECRETS.bluesky.handle && password === SECRETS.bluesky.password;
    return isRight ? [200, session] : no(401, "AuthenticationRequired", "Invalid identifier or password");
  }
  if (method === "com.atproto.server.refreshSession") {
    if (asked.body || asked.headers["content-type"]) return no(400, "InvalidRequest", "A request body was provided when none was expected");
    return bearer(asked) === session.refreshJwt ? [200, session] : no(400, "ExpiredToken", "Token has expired");
  }
  if (bearer(asked) !== session.accessJwt) return no(401, "AuthMissing", "Authentication Required");
  if (method === "com.atproto.server.getSession") return [200, { did: DID, handle: session.handle, active: true }];
  if (!["com.atproto.repo.putRecord", "com.atproto.repo.createRecord"].includes(method)) return no(501, "MethodNotImplemented", "Method Not Implemented");
  const { repo, collection, record, rkey = "3jzfcijpj2z2a" } = json(asked);
  if (repo !== DID && repo !== session.handle) return no(400, "InvalidRequest", "Could not find repo");
  if (collection !== "app.bsky.feed.post" || !/^[234567abcdefghij][234567a-z]{12}$/.test(rkey)) return no(400, "InvalidRequest", "Invalid record key");
  const wrong = wrongPost(record, state);
  if (wrong) return no(400, "InvalidRecord", wrong);
  const uri = `at://${DID}/app.bsky.feed.post/${rkey}`;
  const known = state.messages.find(({ id }) => id === uri);
  const stored = { text: record.text, record, cid: cid(record) };
  if (known) Object.assign(known, stored);
  else add(state, "bluesky", record.text, { id: uri, answers: record.reply?.parent.uri, ...stored });
  return [200, { uri, cid: stored.cid, validationStatus: "valid" }];
}

function wrongPost({ $type, text, createdAt, facets = [], langs = [], reply }, state) {
  if ($type !== "app.bsky.feed.post" || typeof text !== "string" || Number.isNaN(Date.parse(createdAt))) return "Invalid post";
  const bytes = Buffer.from(text);
  if (graphemes(text) > 300 || bytes.length > 3000) return "Record/text must not be longer than 300 graphemes";
  if (langs.length > 3) return "Record/langs must not have more than 3 elements";
  for (const { index, features } of facets) {
    const part = bytes.subarray(index.byteStart, index.byteEnd);
    if (index.byteEnd > bytes.length || part.toString().includes("\ufffd") || features[0]?.$type !== "app.bsky.richtext.facet#link") return "Invalid facet";
  }
  for (const { uri, cid } of reply ? [reply.root, reply.parent] : []) {
    if (!state.messages.some((message) => message.id === uri && message.cid === cid)) return "Invalid reply";
  }
  return undefined;
}

const percent = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** Whether the request carries the signature that the secrets make (RFC 5849). */
function isSigned(asked) {
  const header = asked.headers.authorization ?? "";
  if (!header.startsWith("OAuth ")) return false;
  const pairs = header.slice(6).split(/,\s*/).map((pair) => pair.match(/^(\w+)="(.*)"$/).slice(1).map(decodeURIComponent));
  const own = Object.fromEntries(pairs);
  const signed = [...pairs.filter(([name]) => name !== "oauth_signature"), ...asked.url.searchParams];
  const parameters = signed.map(([name, value]) => `${percent(name)}=${percent(value)}`).sort().join("&");
  const base = [asked.method, `${asked.at}${asked.url.pathname}`, parameters].map(percent).join("&");
  const key = `${percent(SECRETS.x.keySecret)}&${percent(SECRETS.x.tokenSecret)}`;
  const signature = createHmac("sha1", key).update(base).digest("base64");
  return own.oauth_consumer_key === SECRETS.x.key && own.oauth_token === SECRETS.x.token && own.oauth_signature === signature;
}

function x(asked, state, path) {
  const no = (status, title, detail) => [status, { title, detail, status, type: "about:blank" }, { "content-type": "application/problem+json" }];
  if (!isSigned(asked)) return no(401, "Unauthorized", "Unauthorized");
  if (path === "users/me") return [200, { data: { id: "7", name: "Acme", username: "acme" } }];
  if (asked.method !== "POST" || path !== "tweets") return undefined;
  const { text, reply } = json(asked);
  const all = state.messages.filter(({ service }) => service === "x");
  if (!text || text.length > 600) return no(400, "Invalid Request", "The text is missing or too long");
  if (all.some((message) => message.text === text)) return no(403, "Forbidden", "You are not allowed to create a Tweet with duplicate content.");
  const answers = reply?.in_reply_to_tweet_id;
  if (answers && !all.some(({ id }) => id === answers)) return no(400, "Invalid Request", "The post that it answers is gone");
  const message = add(state, "x", text, { answers });
  return [201, { data: { id: message.id, text, edit_history_tweet_ids: [message.id] } }];
}

function twilio(asked, state, path) {
  const { account, token } = SECRETS.twilio;
  const isRight = asked.headers.authorization === `Basic ${Buffer.from(`${account}:${token}`).toString("base64")}`;
  if (!isRight || path !== `${account}/Messages.json`) return [401, { code: 20003, message: "Authenticate", status: 401 }];
  const { To, From, MessagingServiceSid, Body } = fields(asked);
  if (!isForm(asked) || !/^\+\d{5,15}$/.test(To)) return [400, { code: 21211, message: "Invalid 'To' Phone Number", status: 400 }];
  if (!(From || MessagingServiceSid) || !Body || Body.length > 1600) return [400, { code: 21602, message: "Message body is required", status: 400 }];
  const message = add(state, "twilio", Body);
  return [201, { sid: `SM${message.id.padStart(32, "0")}`, status: "queued", to: To, body: Body, error_code: null }];
}

function vonage(asked, state) {
  const { api_key: key, api_secret: secret, from, to, text, type = "text" } = fields(asked);
  const no = (status, words) => [200, { "message-count": "1", messages: [{ status, "error-text": words }] }];
  if (key !== SECRETS.vonage.key || secret !== SECRETS.vonage.secret) return no("4", "Bad Credentials");
  if (!from || !/^\d{5,15}$/.test(to) || !text) return no("2", "Missing parameters");
  if (type === "text" && /[^\u0000-\u00ff€Δ_ΦΓΛΩΠΨΣΘΞ]/.test(text)) return no("3", "Text is no text of the GSM alphabet");
  const message = add(state, "vonage", text);
  return [200, { "message-count": "1", messages: [{ to, "message-id": message.id, status: "0" }] }];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url, close } = await start();
  console.log(url);
  process.stdin.resume().on("end", close);
}
