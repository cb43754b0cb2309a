// The room: what is said there reads as it was written, and nobody loses their place.

import { commands, said } from "../commands";
import { expect, test } from "../fixtures";

const isAtEnd = (list: Element) => list.scrollHeight - list.scrollTop - list.clientHeight < 3;

test("links lead out, and pasted lines stay lines", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  await dana.declare("Queue is stuck", ["API"]);
  const box = dana.page.getByLabel("Message to the room");
  await box.fill("See https://docs.example.com/retries?a=1&b=2.\nSecond line");
  await box.press("Shift+Enter");
  await box.pressSequentially("javascript:alert(1) is no link");
  await box.press("Enter");
  const message = dana.room.locator("li:not(.pending)").filter({ hasText: "Second line" });
  await expect(message).toBeVisible();
  await expect(box).toHaveValue("");
  expect((await message.locator(".pre").innerText()).split("\n")).toEqual([
    "See https://docs.example.com/retries?a=1&b=2.",
    "Second line",
    "javascript:alert(1) is no link",
  ]);
  const links = message.getByRole("link");
  await expect(links).toHaveCount(1);
  await expect(links).toHaveAttribute("href", "https://docs.example.com/retries?a=1&b=2");
  await expect(links).toHaveAttribute("rel", "noopener noreferrer");
  await expect(links).toHaveAttribute("target", "_blank");
});

test("messages that arrive unread are marked, and the room stays at its end", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const tomasz = await person("Tomasz Król");
  const id = await dana.declare("Queue is stuck", ["API"]);
  await commands(dana, id, ...Array.from({ length: 60 }, (_, n) => said(`line ${n + 1}.`)));
  await tomasz.goes(`/incidents/${id}/ops`);
  await expect(tomasz.room).toContainText("line 60.");
  await expect.poll(() => tomasz.room.evaluate(isAtEnd)).toBe(true);
  await expect(tomasz.room.getByText("New", { exact: true })).toHaveCount(0);

  await test.step("a lower window still shows the newest line", async () => {
    for (const height of [620, 900, 700]) {
      await tomasz.page.setViewportSize({ width: 1440, height });
      await expect.poll(() => tomasz.room.evaluate(isAtEnd), `at ${height}`).toBe(true);
    }
  });

  await test.step("whoever reads further up is told of what is below, and finds where it begins", async () => {
    await tomasz.room.evaluate((list) => (list.scrollTop = list.scrollHeight / 3));
    await commands(dana, id, said("one more."), said("and another."));
    const below = tomasz.page.getByRole("button", { name: "2 new" });
    await expect(below).toBeVisible();
    await below.click();
    await expect.poll(() => tomasz.room.evaluate(isAtEnd)).toBe(true);
    await expect(below).toBeHidden();
    const rows = await tomasz.room.locator("li").allInnerTexts();
    const mark = rows.findIndex((row) => row.trim() === "New");
    expect(rows[mark + 1]).toContain("one more.");
    await tomasz.says("Read.");
    await expect(tomasz.room.getByText("New", { exact: true })).toHaveCount(0);
  });

  await test.step("what came while one sat elsewhere is marked, too", async () => {
    await tomasz.sits("Comms");
    await commands(dana, id, said("while away."));
    await tomasz.sits("Ops");
    await expect(tomasz.room).toContainText("while away.");
    const rows = await tomasz.room.locator("li").allInnerTexts();
    expect(rows[rows.findIndex((row) => row.trim() === "New") + 1]).toContain("while away.");
  });
});
