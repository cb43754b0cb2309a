// Nothing but columns scrolls on a wide screen, and nothing overlaps or is cut off at any width.

import type { Page } from "@playwright/test";
import type { Person } from "../people";
import { expect, test } from "../fixtures";

const PAGES = ["/", "/people", "/customers", "/company", "/words", "/deliveries", "/tokens", "/practice", "/account"];
const SEATS = ["", "/ic", "/ops", "/comms", "/support", "/customers"];
const LONG = "Connections from the eu-west region to Postgres and Redis time out for most customers of the larger plans";

/** A company with sixty components, and an incident with a long title and twelve beside it. */
async function fillCompany(dana: Person): Promise<string[]> {
  const call = async (name: string, body: object) => {
    const answer = await dana.page.request.post(`/rpc/${name}`, {
      headers: { accept: "application/json", origin: dana.server.url },
      data: body,
    });
    expect(answer.ok(), `${name}: ${await answer.text()}`).toBe(true);
    return answer.json();
  };
  const { directory, policy } = await call("read_welcome", {});
  for (const { id, name, team } of directory.people) {
    await call("rename_person", { person: id, name: name.replace(/ .*/, "").padEnd(60, "vonundzuhohenlohe"), team });
  }
  const was = { name: directory.company, components: directory.components, groups: directory.groups, policy };
  const more = Array.from({ length: 60 - was.components.length }, (_, n) => ({ id: "", name: `Regional data plane ${n + 1}` }));
  await call("save_company", { was, wanted: { ...was, components: [...was.components, ...more] } });
  const id = await dana.declare(LONG, ["API"]);
  await dana.confirms("New connections time out", "All customers in eu-west");
  for (let n = 1; n < 12; n += 1) {
    const post = { post: "standard" };
    const command = { type: "declare", title: `${n} ${LONG}`, components: ["api"], suspected_at: null, post, commander: null };
    await call("send_command", { incident: null, command, key: `layout-${n}` });
  }
  return [...PAGES, ...SEATS.map((seat) => `/incidents/${id}${seat}`)];
}

/** How far the page itself can be scrolled, by wheel and by key. */
async function scrolledBy(page: Page): Promise<number> {
  await page.mouse.move(200, 400);
  await page.mouse.wheel(0, 20_000);
  await page.keyboard.press("End");
  return page.evaluate(
    () => new Promise<number>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(scrollY)))),
  );
}

/** What overlaps or is cut off, in words. */
function findFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults: string[] = [];
    const named = (e: Element) => `${e.tagName.toLowerCase()}.${[...e.classList].join(".")} “${(e.textContent ?? "").trim().slice(0, 30)}”`;
    const isSeen = (e: Element) => {
      const { width, height } = e.getBoundingClientRect();
      return width > 1 && height > 1 && (e as HTMLElement).checkVisibility({ visibilityProperty: true, opacityProperty: true });
    };
    const over = document.documentElement.scrollWidth - innerWidth;
    if (over > 0) {
      const scrolls = (e: Element | null): boolean => e !== null && (getComputedStyle(e).overflowX !== "visible" || scrolls(e.parentElement));
      const isFar = (e: Element) => isSeen(e) && !scrolls(e.parentElement) && e.getBoundingClientRect().right > innerWidth + 1;
      const far = [...document.body.querySelectorAll("*")].filter(isFar);
      faults.push(`the page is too wide: ${far.at(-1) ? named(far.at(-1)!) : "nobody knows why"}`);
    }
    for (const row of document.querySelectorAll(".topbar, .topend, .sit-g, .sit-act, .pane-h, .pane-f, .foryou li")) {
      const parts = [...row.children].filter(isSeen).map((e) => ({ e, box: e.getBoundingClientRect() }));
      for (const [at, { e, box }] of parts.entries()) {
        for (const other of parts.slice(at + 1)) {
          const wide = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
          const high = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
          if (wide > 1 && high > 1) faults.push(`${named(e)} overlaps ${named(other.e)}`);
        }
      }
    }
    faults.push(...textFaults());
    for (const part of document.querySelectorAll("button, a.btn, .seats a, .topend > *, .pane-h > *, .sit-g .big, .sit-g .who")) {
      if (!isSeen(part)) continue;
      const box = part.getBoundingClientRect();
      for (let around = part.parentElement; around; around = around.parentElement) {
        const { overflowX } = getComputedStyle(around);
        if (overflowX === "auto" || overflowX === "scroll") break;
        const edge = around.getBoundingClientRect();
        if (overflowX !== "visible" && (box.right > edge.right + 1 || box.left < edge.left - 1)) {
          faults.push(`${named(part)} is cut off by ${named(around).split(" “")[0]}`);
          break;
        }
      }
    }
    return [...new Set(faults)];

    /** Text over text, and text that ends at an edge without a sign that it goes on. */
    function textFaults(): string[] {
      interface Seen { of: Element; layer: Element | null; box: DOMRect }
      const found: string[] = [];
      const seen: Seen[] = [];
      const layers = new Map<Element, Element | null>();
      /** What floats over the page may cover it, and is looked at by itself. */
      const layerOf = (e: Element | null): Element | null => {
        if (!e) return null;
        if (!layers.has(e)) {
          const floats = ["fixed", "sticky"].includes(getComputedStyle(e).position);
          layers.set(e, floats ? e : layerOf(e.parentElement));
        }
        return layers.get(e)!;
      };
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = texts.nextNode(); node; node = texts.nextNode()) {
        const of = node.parentElement!;
        if (!node.textContent!.trim() || of.closest("select, script, style, .vh") || !isSeen(of)) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        for (const whole of range.getClientRects()) {
          let [left, right, top, bottom] = [whole.left, whole.right, whole.top, whole.bottom];
          for (let around: Element | null = of; around && around !== document.documentElement; around = around.parentElement) {
            const { overflowX, overflowY, textOverflow, position } = getComputedStyle(around);
            const edge = around.getBoundingClientRect();
            const isCut = right > edge.right + 1 || left < edge.left - 1;
            if (["hidden", "clip"].includes(overflowX) && textOverflow !== "ellipsis" && isCut && right - left > 1 && bottom - top > 1) {
              found.push(`${named(of)} is cut off by ${named(around).split(" “")[0]}`);
            }
            if (overflowX !== "visible") [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)];
            if (overflowY !== "visible") [top, bottom] = [Math.max(top, edge.top), Math.min(bottom, edge.bottom)];
            if (position === "fixed") break;
          }
          if (right - left > 1 && bottom - top > 1) seen.push({ of, layer: layerOf(of), box: new DOMRect(left, top, right - left, bottom - top) });
        }
      }
      seen.sort((one, other) => one.box.top - other.box.top);
      for (const [at, one] of seen.entries()) {
        for (const other of seen.slice(at + 1)) {
          if (other.box.top >= one.box.bottom - 2) break;
          const wide = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
          const high = Math.min(one.box.bottom, other.box.bottom) - other.box.top;
          // What ends in dots has its text twice, whole and shortened.
          const isShortened = one.of === other.of && [one.of, one.of.parentElement!].some((e) => getComputedStyle(e).textOverflow === "ellipsis");
          // Lines of one paragraph may touch.
          if (!isShortened && wide > 2 && high > 4 && one.layer === other.layer) found.push(`${named(one.of)} lies over ${named(other.of)}`);
        }
      }
      return found;
    }
  });
}

test("nothing but columns scrolls on a wide screen", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  for (const path of await fillCompany(dana)) {
    await dana.goes(path);
    for (const height of [600, 900]) {
      await dana.page.setViewportSize({ width: 1440, height });
      expect(await scrolledBy(dana.page), `${path} at ${height}`).toBe(0);
    }
  }
});

test("the layout holds from 320 to 2560 pixels", async ({ person }) => {
  test.slow();
  const dana = await person("Dana Whitfield");
  const faults: Record<string, number[]> = {};
  for (const path of await fillCompany(dana)) {
    await dana.goes(path);
    for (let width = 320; width <= 2560; width += 40) {
      await dana.page.setViewportSize({ width, height: 900 });
      for (const fault of await findFaults(dana.page)) (faults[`${path}: ${fault}`] ??= []).push(width);
    }
  }
  expect(Object.entries(faults).map(([fault, widths]) => `${fault} at ${widths[0]} to ${widths.at(-1)}`)).toEqual([]);
});

test("at 200 % nothing overlaps or is cut off", async ({ person }) => {
  test.slow();
  const dana = await person("Dana Whitfield", { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 });
  const faults: string[] = [];
  for (const path of await fillCompany(dana)) {
    await dana.goes(path);
    const links = dana.page.getByRole("navigation", { name: "Sections of this seat" }).getByRole("link");
    for (const section of (await links.count()) > 0 ? await links.allInnerTexts() : [""]) {
      if (section) await dana.shows(section);
      for (const fault of await findFaults(dana.page)) faults.push(`${path} ${section}: ${fault}`);
    }
  }
  expect(faults).toEqual([]);
});

/** An incident in which much has happened since one looked. */
async function fillIncident(dana: Person): Promise<void> {
  const id = await dana.declare(LONG, ["API"]);
  await dana.goes(`/incidents/${id}`);
  await dana.page.getByRole("button", { name: "Mark read" }).click();
  await dana.sits("IC");
  await dana.confirms("New connections time out", "All customers in eu-west");
  await dana.offers("Communications", "Mei-Lin Chow");
}

test("in forced colours what is chosen and what is urgent still stand out", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  await fillIncident(dana);
  await dana.page.emulateMedia({ forcedColors: "active" });
  for (const [name, part] of [
    ["the current state", dana.situation.locator(".steps li[aria-current]")],
    ["the seat one is at", dana.page.getByRole("navigation", { name: /^Seats/ }).locator("visible=true").first().locator("[aria-current=page]")],
  ] as const) {
    const outline = await part.evaluate((e) => {
      const { outlineStyle, borderBottomStyle, borderBottomWidth, textDecorationLine } = getComputedStyle(e);
      return outlineStyle !== "none" || (borderBottomStyle !== "none" && borderBottomWidth !== "0px") || textDecorationLine !== "none";
    });
    expect(outline, name).toBe(true);
  }
});

test("a public time says what it is in one's own zone, by mouse and by keyboard", async ({ person }) => {
  const dana = await person("Dana Whitfield", { timezoneId: "Asia/Tokyo" });
  const id = await dana.declare("Queue is stuck", ["API"]);
  await dana.goes(`/incidents/${id}/comms`);
  const time = dana.page.getByRole("region", { name: "Posted" }).locator("time").first();
  await expect(time).not.toHaveAttribute("data-here");
  await time.focus();
  const [hours, minutes] = (await time.innerText()).split(":").map(Number);
  const here = `${String((hours + 9) % 24).padStart(2, "0")}:${String(minutes).padStart(2, "0")} here`;
  await expect(time).toHaveAttribute("data-here", new RegExp(`${here}$`));
  const shown = () => time.evaluate((e) => getComputedStyle(e, "::after").content);
  await dana.page.keyboard.press("Tab");
  await dana.page.keyboard.press("Shift+Tab");
  await expect(time).toBeFocused();
  expect(await shown()).toMatch(/data-here|here/);
});
