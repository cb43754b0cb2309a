// A session that ended, and a line over which nothing comes live: said in words, and nothing typed is lost.

import { createServer, request, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "../fixtures";
import type { Person } from "../people";

const WORDS = "Builds wait in the queue for all customers. We are adding workers. Next update by";

/** The session is over, and the page does not know yet. */
const losesSession = (who: Person) => who.page.context().clearCookies();

/** Writes an update, until its draft is saved: nothing is sent by itself any more, which would ask to sign in again. */
async function writesAndSaves(who: Person, words: string): Promise<void> {
  const saved = who.page.waitForResponse((answer) => answer.url().endsWith("/rpc/save_draft") && answer.ok());
  await who.writes(words);
  await saved;
}

test("a session that ended asks over the text, and the update goes out once", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  dana.mayLoseConnection = true;
  const id = await dana.declare("Queue is stuck", ["Builds & deploys"]);
  await dana.goes(`/incidents/${id}/comms`);
  await writesAndSaves(dana, "Builds wait in the queue for all customers.");

  await losesSession(dana);
  await dana.publishes();
  await expect(dana.dialog).toContainText("Your session ended.");
  await expect(dana.page.getByLabel("Public update")).toHaveValue("Builds wait in the queue for all customers.");
  await dana.dialog.getByRole("button", { name: /Dana Whitfield/ }).click();

  await expect(dana.dialog).toBeHidden();
  await dana.isLive();
  await expect(dana.page.getByLabel("Public update")).toHaveValue("");
  await expect(dana.page.getByRole("region", { name: "Posted" }).getByText("Builds wait in the queue for all customers.")).toHaveCount(1);
});

test("a person who puts off signing in again finds their words after a reload", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  dana.mayLoseConnection = true;
  const id = await dana.declare("Queue is stuck", ["Builds & deploys"]);
  await dana.goes(`/incidents/${id}/comms`);
  await writesAndSaves(dana, WORDS);

  await losesSession(dana);
  await dana.publishes();
  await expect(dana.dialog).toBeVisible();
  await dana.page.keyboard.press("Escape");
  await expect(dana.dialog).toBeHidden();
  await expect(dana.page.getByRole("alert").filter({ hasText: "You are signed out." }).first()).toBeVisible();

  await dana.page.locator(".banner.offline").getByRole("button", { name: "Sign in" }).click();
  await expect(dana.dialog.getByLabel("E-mail")).toBeFocused();
  await dana.page.reload();
  await dana.page.getByRole("button", { name: /Dana Whitfield/ }).click();
  await dana.isLive();
  await expect(dana.page.getByLabel("Public update")).toHaveValue(WORDS);
});

/** A proxy as many are set up: it passes requests on and upgrades none. */
async function proxyWithoutUpgrade(to: string): Promise<HttpServer> {
  const target = new URL(to);
  const proxy = createServer((asked, answer) => {
    const headers = { ...asked.headers, host: target.host, connection: "close" };
    delete headers.upgrade;
    if (headers.origin) headers.origin = target.origin;
    const { method, url: path } = asked;
    const passed = request({ host: target.hostname, port: target.port, method, path, headers }, (answered) => {
      answer.writeHead(answered.statusCode!, answered.headers);
      answered.pipe(answer);
    });
    passed.on("error", () => answer.destroy());
    asked.pipe(passed);
  });
  await new Promise<void>((listens) => proxy.listen(0, "127.0.0.1", listens));
  return proxy;
}

test("a proxy that upgrades no websocket is told from a server that is away", async ({ customer, server }) => {
  const proxy = await proxyWithoutUpgrade(server.url);
  const dana = await customer({ baseURL: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` });
  dana.mayLoseConnection = true;
  await dana.page.goto("/");
  await dana.page.getByRole("button", { name: /Dana Whitfield/ }).click();
  await expect(dana.page.locator(".banner.offline")).toContainText("does not pass WebSockets on");

  // Without the proxy's doing, it is the server that is missed.
  await server.kill();
  await dana.page.locator(".banner.offline").getByRole("button", { name: "Retry now" }).click();
  await expect(dana.page.locator(".banner.offline")).toContainText("Reconnecting");
  proxy.close();
  proxy.closeAllConnections();
});
