// The server was upgraded: pages come along by themselves, and nobody's words are lost over it.

import type { WebSocketRoute } from "@playwright/test";
import { expect, test } from "../fixtures";

/** The message as another build would send it: which one is in eight bytes, after two that say whose it is. */
function fromBuild(build: number, message: string | Buffer): Buffer {
  const bytes = Buffer.from(message as Buffer);
  bytes.writeBigUInt64LE(BigInt(build), 2);
  return bytes;
}

test("a new build reloads the page, but never under half-typed words", async ({ person }) => {
  const meilin = await person("Mei-Lin Chow");
  meilin.mayLoseConnection = true;
  const { page } = meilin;
  let build = 0;
  const sockets: WebSocketRoute[] = [];
  await page.routeWebSocket(/\/rpc\/follow/, (socket) => {
    sockets.push(socket);
    const server = socket.connectToServer();
    server.onMessage((message) => socket.send(build ? fromBuild(build, message) : message));
  });
  const id = await meilin.declare("Requests time out", ["API"]);
  await meilin.goes(`/incidents/${id}/comms`);
  await meilin.writes("Requests to the API time out for all customers.");
  const loaded = await page.evaluate(() => performance.timeOrigin);

  build = 4711;
  await sockets.at(-1)!.close();
  await expect(page.getByText("A new version is here.")).toBeVisible();
  await expect(page.getByLabel("Public update")).toHaveValue("Requests to the API time out for all customers.");
  expect(await page.evaluate(() => performance.timeOrigin)).toBe(loaded);

  await meilin.writes("");
  await page.waitForFunction((origin) => performance.timeOrigin !== origin, loaded);
  // It reloads once for a build: a page that a cache brings back says so and stays.
  await expect(page.getByText("A new version is here.")).toBeVisible();
});
