// What is different on a phone: the room is one tap away, and what changed since one looked comes first.

import { expect, test } from "../fixtures";

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

test("the room opens over the page at its newest line, with its input at the thumb", async ({ person }) => {
  const dana = await person("Dana Whitfield", phone);
  const priya = await person("Priya Raman");
  const id = await dana.declare("Queue is stuck", ["Builds & deploys"]);
  await expect(dana.room).toBeHidden();
  await priya.goes(`/incidents/${id}/ops`);
  for (let n = 1; n <= 30; n += 1) await priya.says(`line ${n}`);
  await expect(dana.room).toContainText("line 30");

  await dana.opensRoom();
  await expect(dana.room.getByText("line 30", { exact: true })).toBeInViewport();
  const input = (await dana.page.getByLabel("Message to the room").boundingBox())!;
  expect(input.y).toBeGreaterThan(844 / 2);
  expect(await dana.page.evaluate(() => scrollY)).toBe(0);
  await dana.says("On it");
  await expect(dana.room.getByText("On it", { exact: true })).toBeInViewport();

  await dana.page.getByRole("button", { name: "Room", exact: true }).click();
  await expect(dana.room).toBeHidden();
  // From a seat without a room the tap leads to one.
  await dana.sits("Comms");
  await dana.opensRoom();
  await expect(dana.room.getByText("On it", { exact: true })).toBeInViewport();
  await dana.sits("IC");
  await expect(dana.room).toBeHidden();
});

test("the briefing begins with what changed since the last look", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const priya = await person("Priya Raman", phone);
  const id = await dana.declare("Queue is stuck", ["Builds & deploys"]);
  await priya.goes(`/incidents/${id}`);
  await priya.goes("/");
  await dana.confirms("Builds wait", "All customers");
  await priya.goes(`/incidents/${id}`);
  const since = (await priya.page.getByRole("region", { name: "Since you looked" }).boundingBox())!;
  const lead = (await priya.page.getByRole("heading", { level: 1 }).boundingBox())!;
  expect(since.y).toBeLessThan(lead.y);
});
