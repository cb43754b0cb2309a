// This server, as its tests speak to it: an admin of the demo company, and a program with a token.

import assert from "node:assert/strict";

const { COMMAND_POST_URL: url, COMMAND_POST_TOKEN: token } = process.env;
const program = { authorization: `Bearer ${token}` };

/** Looks until there is something; after 30 seconds it fails with the explanation. */
export async function eventually(look, explain) {
  const until = Date.now() + 30_000;
  for (;;) {
    const found = look();
    if (found) return found;
    if (Date.now() > until) assert.fail(JSON.stringify(await explain()));
    await new Promise((next) => setTimeout(next, 50));
  }
}

async function post(path, body, headers) {
  const request = { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json", ...headers } };
  const answer = await fetch(`${url}${path}`, request);
  assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.clone().text()}`);
  return answer;
}

/** An admin of the demo company. */
export async function admin() {
  const people = await (await fetch(`${url}/api/v1/people`, { headers: program })).json();
  return people.find((person) => person.role === "admin").id;
}

export async function signIn(person) {
  const answer = await post("/rpc/switch_person", { person }, { origin: url });
  return answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0]).join("; ");
}

/** A server function. */
export async function call(name, fields, cookie) {
  return (await post(`/rpc/${name}`, fields, { cookie, origin: url })).json();
}

/** Declares an incident, and gives its number. */
export async function declare(title, commander) {
  const body = { type: "declare", title, components: [], suspected_at: null, post: { post: "standard" }, commander };
  return (await (await post("/api/v1/incidents", body, program)).json()).incident;
}

/** Sends a command to an incident, and gives what was recorded. */
export async function command(incident, body) {
  return (await post(`/api/v1/incidents/${incident}/commands`, body, program)).json();
}
