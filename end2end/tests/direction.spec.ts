// What people write stands as their language runs: every page, with words from the right to the left.

import type { Page } from "@playwright/test";
import { calls, commands, said } from "../commands";
import { expect, test } from "../fixtures";
import type { Person } from "../people";

const WORDS = "لا يعمل المتجر حالياً. نحن نبحث عن السبب.";
const NAME = "متجر المدينة";
const DAY = 24 * 3600 * 1_000_000;

/** A company that speaks Arabic, and an incident in which everything that people write is. */
async function fill(dana: Person): Promise<number> {
  const { directory, policy } = await calls(dana, "read_welcome", {});
  const was = { name: directory.company, components: directory.components, groups: directory.groups, policy };
  const components = was.components.map((component: { id: string }) => (component.id === "api" ? { ...component, name: NAME } : component));
  await calls(dana, "save_company", { was, wanted: { ...was, name: NAME, components } });
  await calls(dana, "save_template", { id: null, typed: { phase: "investigating", name: NAME, body: WORDS } });
  await calls(dana, "add_person", { person: { name: NAME, email: "m@example.com", team: NAME, role: "responder", password: "" } });

  const id = await dana.declare(WORDS, [NAME]);
  const owner = 1;
  const due = Date.now() * 1000 + DAY;
  await commands(
    dana,
    id,
    said(WORDS),
    { type: "confirm", symptoms: WORDS, scope: WORDS, impacts: [{ component: "api", impact: "partial" }], post: { post: "later" } },
    { type: "send_sitrep", sitrep: { broken: WORDS, scope: WORDS, doing: WORDS, workaround: WORDS, who: WORDS, links: "" } },
    { type: "publish_update", update: { phase: "confirmed", body: WORDS, impacts: [{ component: "api", impact: "partial" }], reason: WORDS } },
    { type: "report_up", report: { know: WORDS, trying: WORDS, need: WORDS } },
    { type: "make_change", change: { what: WORDS, place: NAME, undo: WORDS } },
    { type: "add_follow_up", kind: "fix", what: WORDS, owner, due },
    { type: "write_macro", body: WORDS, reason: WORDS },
  );
  return id;
}

/** Texts and fields on a page that run from the left although they begin in Arabic. */
function findWrong(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const strong = /[A-Za-z\u00c0-\u024f\u0590-\u08ff]/u;
    const isRightToLeft = (text: string) => /[\u0590-\u08ff]/u.test(strong.exec(text)?.[0] ?? "");
    const isSeen = (e: Element) => !e.closest("script, style, title, option, .vh, [hidden]") && (e as HTMLElement).checkVisibility();
    const runs = (e: Element) => getComputedStyle(e).direction;
    const wrong: string[] = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const around = node.parentElement!;
      if (!isRightToLeft(node.textContent!) || !isSeen(around) || around.tagName === "TEXTAREA") continue;
      if (runs(around) !== "rtl") wrong.push(around.outerHTML.slice(0, 120));
    }
    for (const field of document.querySelectorAll<HTMLInputElement>("textarea, input[type=text], input:not([type])")) {
      if (isRightToLeft(field.value) && isSeen(field) && runs(field) !== "rtl") wrong.push(field.outerHTML.slice(0, 120));
    }
    return [...new Set(wrong)];
  });
}

test("words stand as their language runs, on every page", async ({ person, customer }) => {
  const dana = await person("Dana Whitfield");
  const id = await fill(dana);
  const incident = `/incidents/${id}`;
  const wrong: string[] = [];
  const look = async (page: Page, path: string) => wrong.push(...(await findWrong(page)).map((what) => `${path}: ${what}`));
  const seats = ["", "/ic", "/ops", "/comms", "/support", "/customers"].map((seat) => incident + seat);
  for (const path of ["/", "/people", "/customers", "/company", "/words", "/tokens", "/practice", "/account", ...seats]) {
    await dana.goes(path);
    if (path === `${incident}/comms`) await dana.writes(WORDS);
    if (path === `${incident}/ops`) await dana.page.getByLabel("Message to the room").fill(WORDS);
    await look(dana.page, path);
  }

  const lena = await customer();
  for (const path of ["/status", `/status${incident}`, "/status/history"]) {
    await expect(async () => {
      await lena.page.goto(path);
      await expect(lena.page.locator("main")).toContainText(NAME, { timeout: 100 });
    }).toPass();
    await look(lena.page, path);
  }
  expect(wrong).toEqual([]);
});

test("each paragraph begins at its own side, and what is drawn behind it does, too", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const id = await dana.declare("Queue is stuck", ["API"]);
  await dana.goes(`/incidents/${id}/comms`);
  await dana.writes(`${WORDS}\nNew builds wait in the queue.`);
  await expect(dana.page.locator(".words .marks")).toContainText("New builds");
  const ends = await dana.page.locator(".words .draft").evaluate((draft) => {
    const area = draft.querySelector("textarea")!.getBoundingClientRect();
    const sentence = document.createRange();
    const text = [...draft.querySelector(".marks")!.childNodes].find((node) => node.textContent!.length > 10)!;
    const words = document.createTreeWalker(text, NodeFilter.SHOW_TEXT).nextNode() ?? text;
    sentence.setStart(words, 0);
    sentence.setEnd(words, 5);
    const begins = sentence.getBoundingClientRect();
    return { fromTheRight: area.right - begins.right, fromTheLeft: begins.left - area.left };
  });
  expect(ends.fromTheRight).toBeLessThan(20);
  expect(ends.fromTheLeft).toBeGreaterThan(100);
});
