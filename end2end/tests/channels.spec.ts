// Channels: an admin adds a chat, sends a test, and publishes; the chat's message is kept up to date, and the receipt says so.

import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { commands } from "../commands";
import { expect, test as base } from "../fixtures";
import { inEveryLook } from "../looks";
import { Server } from "../server";

type Message = { service: string; text: string; answers?: string; edits: string[] };
type Fakes = { url: string; messages: () => Promise<Message[]> };

/** The services on this machine; their own clients prove them (server/tests/clients). */
const test = base.extend<{ fakes: Fakes; server: Server }>({
  // It may dial this machine.
  server: async ({}, use) => {
    const server = await Server.start({ flags: ["--webhook-network", "127.0.0.0/8"] });
    await use(server);
    await server.stop();
  },
  fakes: async ({}, use) => {
    const file = fileURLToPath(new URL("../../server/tests/clients/fakes.mjs", import.meta.url));
    const child: ChildProcess = spawn(process.execPath, [file], { stdio: ["pipe", "pipe", "inherit"] });
    const url = await new Promise<string>((resolve) => createInterface({ input: child.stdout! }).once("line", resolve));
    await use({ url, messages: async () => (await fetch(`${url}/_messages`)).json() as Promise<Message[]> });
    child.stdin!.end();
  },
});

test("a chat is added, tried, told, and kept up to date", async ({ person, fakes }) => {
  const dana = await person("Dana");
  await dana.goes("/deliveries");
  const form = dana.page.getByRole("region", { name: "Add a channel" });
  await form.getByLabel("Service").selectOption({ label: "Slack" });
  await expect(form.getByRole("listitem")).toHaveCount(3);
  await form.getByLabel(/^Name/).fill("Status room");
  await form.getByLabel(/^Bot token/).fill("xoxb-wrong");
  await form.getByLabel(/^Channel id/).fill("C1");
  await form.getByLabel(/^Web API/).fill("https://10.0.0.1/api");
  dana.mayLoseConnection = true; // an address that is refused: 422
  await form.getByRole("button", { name: "Add the channel" }).click();
  await expect(form.getByRole("alert")).toContainText("Web API: 10.0.0.1 is inside of a network");
  await form.getByLabel(/^Web API/).fill(`${fakes.url}/slack/api/`);
  await form.getByRole("button", { name: "Add the channel" }).click();

  const row = dana.page.getByRole("listitem").filter({ hasText: "Status room" });
  await row.getByRole("button", { name: /^Send a test/ }).click();
  await expect(row.getByRole("alert")).toContainText("Bot token: Slack does not know it");
  await row.getByRole("button", { name: /^Change/ }).click();
  const change = dana.page.getByRole("region", { name: "Change a channel" });
  await expect(change.getByLabel(/^Channel id/)).toHaveValue("C1");
  await expect(change.getByLabel(/^Bot token/)).toHaveValue("");
  await change.getByLabel(/^Bot token/).fill("xoxb-1-2-three");
  await change.getByRole("button", { name: "Save the channel" }).click();
  await expect(form.getByLabel("Service")).toHaveValue("");
  await row.getByRole("button", { name: /^Send a test/ }).click();
  await expect(row.getByRole("status")).toContainText("Sent: the service has taken it.");
  await expect.poll(fakes.messages).toMatchObject([{ service: "slack", text: expect.stringContaining("can write here") }]);

  await dana.goes("/");
  const incident = await dana.declare("Disk full on db-7");
  const told = async () => (await fakes.messages()).slice(1);
  await expect.poll(told).toMatchObject([{ text: expect.stringMatching(/^\*Investigating: /), edits: [] }]);
  const body = "A disk is full. We move its data, and new writes go elsewhere.";
  const update = { phase: "investigating", body, impacts: [], next_due: Date.now() * 1000 + 1_800_000_000, reason: "For the test" };
  await commands(dana, incident, { type: "publish_update", update });
  // Messages of an update rest for ten seconds, in which it can be undone.
  await expect.poll(async () => (await told()).length, { timeout: 30_000 }).toBe(2);
  const [head, answer] = await told();
  expect(head.text).toContain("A disk is full.");
  expect(head.edits).toHaveLength(1);
  expect(answer.text).toBe(head.text);
  await dana.goes("/deliveries");
  await expect(row).toContainText("updates · sent 2");
  await row.getByRole("button", { name: /^Pause/ }).click();
  await expect(row).toContainText("Slack, paused: Status room");
  await row.getByRole("button", { name: /^Remove/ }).click();
  await expect(row).toBeHidden();
});

inEveryLook("a channel that is added", async ({ person, look }) => {
  const dana = await person("Dana");
  await dana.goes("/deliveries");
  await dana.page.getByLabel("Service").selectOption({ label: "Bluesky" });
  await expect(dana.page.getByRole("button", { name: "Add the channel" })).toBeVisible();
  await look(dana.page, "channels");
});
