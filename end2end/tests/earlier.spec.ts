// An incident with a long log: pages open with its end, and what is before that comes to whoever goes back to it.

import type { Locator } from "@playwright/test";
import { expect, test } from "../fixtures";
import type { Person } from "../people";

/** Records that a page is opened with, and that come at a time after that. */
const TAIL = 100;
const EARLIER = 200;

/** Sends commands as a program in the page would, some at a time: their order is not kept. */
async function sends(person: Person, incident: number, commands: object[]): Promise<void> {
  const refused = await person.page.evaluate(
    async ([incident, commands]) => {
      const send = async (command: object) => {
        const body = JSON.stringify({ incident, command, key: crypto.randomUUID() });
        const headers = { "content-type": "application/json" };
        const answer = await fetch("/rpc/send_command", { method: "POST", headers, body });
        return answer.ok ? [] : [await answer.text()];
      };
      const refused = [];
      while (commands.length > 0) refused.push(...(await Promise.all(commands.splice(0, 24).map(send))).flat());
      return refused;
    },
    [incident, commands] as const,
  );
  expect(refused).toEqual([]);
}

const lines = (count: number) => Array.from({ length: count }, (_, n) => ({ type: "say", text: `line ${n + 1}.` }));
const sitrep = (broken: string) => ({ type: "send_sitrep", sitrep: { broken, scope: "", doing: "", unknown: "" } });

const shown = (person: Person) => person.room.locator("li:not(.before)");
const top = (line: Locator) => line.evaluate((line) => Math.round(line.getBoundingClientRect().top));

test("the room opens at its end, and shows its beginning to whoever scrolls up", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const tomasz = await person("Tomasz Król");
  const id = await dana.declare("API is slow", ["API"]);
  await sends(dana, id, lines(350));
  await dana.page.reload();
  await dana.isLive();
  await expect(shown(dana)).toHaveCount(TAIL);
  await expect(dana.room).toContainText("line 350.");
  await expect(dana.room).not.toContainText("declared the incident");

  const first = shown(dana).first();
  const line = dana.room.getByText((await first.locator(".pre").innerText()).trim(), { exact: true });
  await dana.room.evaluate((list) => (list.scrollTop = 0));
  const before = await top(line);
  await expect(shown(dana)).toHaveCount(TAIL + EARLIER);
  await expect.poll(async () => Math.abs((await top(line)) - before), "what is being read stays in its place").toBeLessThanOrEqual(2);

  await dana.page.getByRole("button", { name: "Show earlier" }).press("Enter");
  await expect(shown(dana).first()).toContainText("declared the incident");
  await expect(dana.page.getByRole("button", { name: "Show earlier" })).toHaveCount(0);
  const read = shown(dana).nth(120);
  await read.scrollIntoViewIfNeeded();
  const place = await top(read);
  await tomasz.goes(`/incidents/${id}/ic`);
  await tomasz.says("one more");
  await expect(dana.room).toContainText("one more");
  expect(await top(read), "nobody is pulled down who reads").toBe(place);
});

test("the replay of a long incident reaches its beginning", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const id = await dana.declare("API is slow", ["API"]);
  await sends(dana, id, [sitrep("Every call takes ten seconds.")]);
  await sends(dana, id, lines(350));
  await dana.goes(`/incidents/${id}`);
  const timeline = dana.page.getByRole("region", { name: "Timeline" });
  const title = dana.page.getByRole("heading", { level: 1 });
  await expect(title).toHaveText("Every call takes ten seconds.");
  await expect(timeline).toContainText("353 records");
  await expect(timeline.locator(".timeline > li")).toHaveCount(TAIL);

  const slider = dana.page.getByLabel("Show the incident as of");
  await slider.focus();
  await slider.press("Home");
  await expect(title).toHaveText("API is slow");
  await expect(timeline.locator(".timeline > li").last()).toContainText("declared the incident");
  await dana.page.getByRole("button", { name: "Back to now" }).click();
  await expect(title).toHaveText("Every call takes ten seconds.");
  await expect(timeline.locator(".timeline > li")).toHaveCount(TAIL);
});

test("an old sitrep is redacted, and its text is gone from tabs that never loaded it", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const lena = await person("Lena Baum");
  const id = await dana.declare("API is slow", ["API"]);
  await sends(dana, id, [sitrep("The password is hunter2.")]);
  await sends(dana, id, lines(150));
  await lena.goes(`/incidents/${id}`);
  await lena.page.getByRole("button", { name: "Mark read" }).click();
  await dana.goes(`/incidents/${id}`);
  for (const who of [dana, lena]) {
    await expect(who.page.getByRole("heading", { level: 1 })).toHaveText("The password is hunter2.");
  }

  await dana.page.getByRole("button", { name: "Redact…" }).click();
  await expect(dana.dialog.getByRole("option", { name: /sent a sitrep/ })).toHaveCount(0);
  await dana.dialog.getByRole("button", { name: "Show earlier" }).click();
  const option = await dana.dialog.getByRole("option", { name: /sitrep/ }).innerText();
  await dana.dialog.getByLabel("Record").selectOption(option);
  await dana.dialog.getByLabel("Reason").fill("A password");
  await dana.dialog.getByRole("button", { name: "Redact it" }).click();
  await expect(dana.dialog).toBeHidden();
  for (const who of [dana, lena]) {
    await expect(who.page.getByRole("main")).toContainText("A password");
    await expect(who.page.getByRole("main")).not.toContainText("hunter2");
  }
  await lena.sits("Comms");
  await expect(lena.page.getByRole("main")).not.toContainText("hunter2");
  await lena.sits("IC");
  await sends(dana, id, [{ type: "say", text: "and on it goes." }]);
  await expect(lena.room).toContainText("and on it goes.");
  await expect(lena.room.getByText("A password")).toHaveCount(1);
});
