// A lost connection, a killed server, a reload: nothing acknowledged is lost, and nothing typed.

import { expect, test } from "../fixtures";

test("offline, then caught up: messages wait and go out by themselves, once", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const tomasz = await person("Tomasz Król");
  tomasz.mayLoseConnection = true;
  const id = await dana.declare("Requests time out", ["API"]);
  await tomasz.goes(`/incidents/${id}/ic`);

  await tomasz.page.context().setOffline(true);
  await expect(tomasz.page.locator(".banner.offline")).toBeVisible();
  await dana.says("said while Tomasz is away");
  await expect(dana.room).toContainText("said while Tomasz is away");
  await tomasz.says("typed while offline");
  await expect(tomasz.room.locator(".pending")).toContainText("typed while offline");
  await expect(tomasz.room).not.toContainText("said while Tomasz is away");

  await tomasz.page.context().setOffline(false);
  await tomasz.isLive();
  await expect(tomasz.room).toContainText("said while Tomasz is away");
  await expect(dana.room.getByText("typed while offline")).toHaveCount(1);
  await expect(tomasz.room.locator(".pending")).toHaveCount(0);
  await expect(tomasz.room.getByText("typed while offline")).toHaveCount(1);
});

test("what fails while the live connection holds is sent again by itself, once", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  dana.mayLoseConnection = true;
  await dana.declare("Requests time out", ["API"]);
  const calls = "**/rpc/send_command";
  await dana.page.route(calls, (route) => route.abort());
  await dana.says("typed while nothing gets through");
  await expect(dana.room.locator(".pending")).toContainText("Waits for the connection.");
  await dana.isLive();
  await dana.page.unroute(calls);
  await expect(dana.room.locator(".pending")).toHaveCount(0);
  await expect(dana.room.getByText("typed while nothing gets through")).toHaveCount(1);
});

test("offline, a change of state fails at once and keeps its words", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  dana.mayLoseConnection = true;
  await dana.declare("Requests time out", ["API"]);
  await dana.situation.getByRole("button", { name: "Next: confirm…" }).click();
  await dana.dialog.getByLabel("Symptoms").fill("Half of all requests time out.");
  await dana.dialog.getByLabel("Scope").fill("All customers.");
  await dana.page.context().setOffline(true);
  await dana.dialog.getByRole("button", { name: /^Confirm/ }).click();
  await expect(dana.dialog.getByRole("alert")).toContainText("No connection to the server");
  await expect(dana.dialog.getByLabel("Symptoms")).toHaveValue("Half of all requests time out.");
  await dana.page.context().setOffline(false);
  await dana.isLive();
  await dana.dialog.getByRole("button", { name: /^Confirm/ }).click();
  await dana.reaches("2 Confirmed");
});

test("kill -9 in the middle: acknowledged commands and drafts are there, browsers come back by themselves", async ({ person, server }) => {
  const dana = await person("Dana Whitfield");
  const meilin = await person("Mei-Lin Chow");
  for (const who of [dana, meilin]) who.mayLoseConnection = true;
  const id = await dana.declare("Queue is stuck", ["Builds & deploys"]);
  await meilin.goes(`/incidents/${id}/comms`);
  await meilin.writes("Builds wait in the queue for all customers.");
  await dana.says("the last words before the crash");
  await expect(dana.room.locator("li:not(.pending)")).toContainText(["the last words before the crash"]);
  await dana.page.getByLabel("Scope", { exact: true }).fill("half-typed when it crashed");

  await server.kill();
  await expect(dana.page.locator(".banner.offline")).toBeVisible();
  await server.restart();
  await dana.isLive();
  await meilin.isLive();
  await expect(dana.room).toContainText("the last words before the crash");
  await expect(dana.page.getByLabel("Scope", { exact: true })).toHaveValue("half-typed when it crashed");
  await dana.page.reload();
  await dana.isLive();
  await expect(dana.room).toContainText("the last words before the crash");
  await expect(dana.page.getByLabel("Scope", { exact: true })).toHaveValue("half-typed when it crashed");
  await expect(meilin.page.getByLabel("Public update")).toHaveValue("Builds wait in the queue for all customers.");
  expect(server.command("verify")).toMatch(/\d+ records/);
});
