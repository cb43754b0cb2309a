// Commands as a program in somebody's page would send them: what a spec needs and does not want to type.

import { expect } from "@playwright/test";
import type { Person } from "./people";

/** Calls the server as the person. */
export async function calls(person: Person, name: string, body: object) {
  const answer = await person.page.request.post(`/rpc/${name}`, {
    headers: { accept: "application/json", origin: person.server.url },
    data: body,
  });
  expect(answer.ok(), `${name}: ${await answer.text()}`).toBe(true);
  return answer.json();
}

/** Sends commands to an incident, one after the other. */
export async function commands(person: Person, incident: number, ...all: object[]): Promise<void> {
  for (const command of all) await calls(person, "send_command", { incident, command, key: crypto.randomUUID() });
}

export const said = (text: string) => ({ type: "say", text });

/** Takes a list of subscribers over. */
export async function subscribes(person: Person, addresses: string[]) {
  const answer = await person.page.request.post("/subscribers/import/take", {
    data: addresses.join("\n"),
    headers: { origin: person.server.url, "content-type": "text/csv" },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
}
