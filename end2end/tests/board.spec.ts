// What a seat shows first, what folds away, and what leaves by itself.

import { expect, test } from "../fixtures";
import type { Person } from "../people";

const LAPTOP = { width: 1366, height: 768 };

async function reports(who: Person, parts: Record<string, string>): Promise<void> {
  for (const [label, text] of Object.entries(parts)) await who.page.getByLabel(label, { exact: true }).fill(text);
  await who.page.getByRole("button", { name: /^Report up/ }).click();
  await expect(who.page.getByRole("region", { name: "Reported" })).toContainText(Object.values(parts)[0]);
}

test("the IC's column is led by what is due; sections fold and remember; the sitrep's button stays in sight", async ({ person }) => {
  const dana = await person("Dana Whitfield", { viewport: LAPTOP });
  const id = await dana.declare("API is slow", ["API"]);
  await dana.goes(`/incidents/${id}/ops`);
  for (const n of [1, 2, 3]) await reports(dana, { "What we know": `Node ${n} answers after ten seconds. `.repeat(6) });
  await dana.sits("IC");
  const order = await dana.page.locator(".ic-left .pane-h h2").allInnerTexts();
  expect(order).toEqual(["Deadlines", "Event loop", "From operations", "Temporary changes", "Follow-ups"]);

  const long = "Requests to the API take ten seconds, and one in nine fails. ".repeat(6);
  await dana.page.getByLabel("What’s broken", { exact: true }).fill(long);
  await dana.page.getByLabel("What we’re doing", { exact: true }).fill(long);
  const send = dana.page.getByRole("button", { name: /^Send sitrep/ });
  await expect(send).toBeInViewport({ ratio: 1 });
  await send.click();
  await expect(dana.room).toContainText("sent a sitrep to everyone");
  const old = dana.page.getByRole("region", { name: "From operations" });
  await expect(old.getByText("3 before the last sitrep")).toBeVisible();
  await expect(old.getByText("Node 3 answers").first()).toBeHidden();
  await expect(dana.page.getByRole("region", { name: "Temporary changes" })).toBeInViewport();

  const fold = dana.page.getByRole("button", { name: "Deadlines", exact: true });
  await expect(fold).toHaveAttribute("aria-expanded", "true");
  await fold.click();
  await dana.page.reload();
  await dana.isLive();
  await expect(fold).toHaveAttribute("aria-expanded", "false");
  await expect(dana.page.locator(".deadlines")).toBeHidden();
  await fold.click();
  await expect(dana.page.locator(".deadlines")).toBeVisible();
});

test("the alarm names itself in the title, agrees with the wall, and goes with its briefing", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const tomasz = await person("Tomasz Król");
  const lena = await person("Lena Baum");
  const id = await dana.declare("Everything is down", ["Routing"]);
  await dana.situation.getByRole("button", { name: "Call everyone…" }).click();
  await dana.page.keyboard.type("call everyone");
  await dana.page.keyboard.press("Enter");
  await dana.reaches("3 Major");

  await expect(tomasz.page).toHaveTitle(`‼ Everybody is called: #${id} Everything is down`);
  // A viewer is told as well, but nobody waits for them.
  await lena.page.getByRole("dialog", { name: /Everything is down/ }).getByRole("button", { name: "I have seen it" }).click();
  const alarm = tomasz.page.getByRole("dialog", { name: /Everything is down/ });
  const wall = dana.page.getByRole("region", { name: "Everybody is called" });
  await expect(wall).toContainText(/1 of 2 people here has acknowledged\./);
  const says = (await wall.locator(".wall-sum").innerText()).trim();
  await expect(alarm).toContainText(says);

  await alarm.getByRole("link", { name: "Read the briefing" }).click();
  await expect(alarm).toBeHidden();
  await expect(tomasz.page).toHaveURL(new RegExp(`/incidents/${id}$`));
  await expect(tomasz.page).toHaveTitle(`Briefing · #${id} Everything is down`);
  await expect(wall).toContainText(/2 of 2 people here have acknowledged\./);

  // Report up stands above the wall.
  await dana.goes(`/incidents/${id}/ops`);
  const [up, below] = await Promise.all([
    dana.page.getByRole("region", { name: "Report up" }).boundingBox(),
    dana.page.getByRole("region", { name: "Everybody is called" }).boundingBox(),
  ]);
  expect(up!.y).toBeLessThan(below!.y);
});

test("each seat names its own next step", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const id = await dana.declare("API is slow", ["API"]);
  for (const [seat, next] of [
    ["/ic", /^Next: confirm…$/],
    ["/ops", /^Next: report up what is new$/],
    ["/comms", /^Next: publish an update by \d\d:\d\d$/],
    ["/support", /^Next: tag the tickets that look like it$/],
    ["/customers", /^Next: call who has not heard from us$/],
  ] as const) {
    await dana.goes(`/incidents/${id}${seat}`);
    await expect(dana.situation.getByText(/^Next: /)).toHaveText(next);
  }
});

test("“still working on it” can be taken back before customers read it", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const id = await dana.declare("API is slow", ["API"]);
  await dana.goes(`/incidents/${id}/comms`);
  const posted = dana.page.getByRole("region", { name: "Posted" }).getByRole("listitem");
  await expect(posted).toHaveCount(1);
  const still = dana.page.getByRole("button", { name: "Still working on it" });
  const undo = dana.page.getByRole("button", { name: /^Undo: it is posted in 0:\d\d$/ });
  await still.click();
  await undo.click();
  await expect(still).toBeVisible();
  await still.click();
  await expect(posted).toHaveCount(1);
  await expect(undo).toBeVisible();
  await expect(posted).toHaveCount(2, { timeout: 30_000 });
  await expect(still).toBeVisible();

  // Whoever leaves the seat has said it, too.
  await still.click();
  await expect(undo).toBeVisible();
  await dana.sits("IC");
  await expect(dana.room.getByText("We are still working", { exact: false }).first()).toBeAttached();
  await dana.sits("Comms");
  await expect(posted).toHaveCount(3);
});

test("practice shows where to type", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  await dana.page.getByRole("link", { name: "Practice" }).click();
  await expect(dana.page.getByText("Type or paste an update here.")).toBeVisible();
  await expect(dana.page.getByLabel("Words to practise on")).toHaveAttribute("placeholder", /Uploads fail/);
});

const TICKETS = Array.from({ length: 24 }, (_, n) =>
  [48000 + n, `The app cannot reach the database since ${n} minutes, and restarting it does not help`, "Christopher Featherstonehaugh", "orbital-freight-international", "Timeout expired"].join("\t"),
);

/** All of them at once, on the support seat. */
async function addsTickets(who: Person): Promise<void> {
  await who.page.getByRole("button", { name: "Add tickets…" }).click();
  await who.dialog.getByLabel(/^Paste/).fill(["id\tsubject\tname\taccount\tbody", ...TICKETS].join("\n"));
  await who.dialog.getByRole("button", { name: "Read", exact: true }).click();
  await who.dialog.getByRole("button", { name: "Add 24 tickets" }).click();
  await expect(who.dialog).toContainText("were there already");
  await who.page.keyboard.press("Escape");
}

for (const [width, height, rows] of [[1366, 768, 12], [1440, 900, 18]] as const) {
  test(`${rows} tickets are seen at ${width} by ${height}, each on a line`, async ({ person }) => {
    const jonas = await person("Jonas Eriksen", { viewport: { width, height } });
    const id = await jonas.declare("Databases refuse connections", ["Databases"]);
    await jonas.goes(`/incidents/${id}/support`);
    await addsTickets(jonas);
    await expect(jonas.page.getByRole("row")).toHaveCount(25);
    const seen = await jonas.page.evaluate(() => {
      const foot = document.querySelector(".pane-f.sel")!.getBoundingClientRect().top;
      const boxes = [...document.querySelectorAll(".tk tbody tr")].map((row) => row.getBoundingClientRect());
      return { rows: boxes.filter((box) => box.bottom <= foot + 1).length, height: Math.max(...boxes.map((box) => box.height)) };
    });
    expect(seen.rows).toBeGreaterThanOrEqual(rows);
    expect(seen.height).toBeLessThan(40);
  });
}

test("a page of tickets is chosen at once, and a range with shift", async ({ person }) => {
  const jonas = await person("Jonas Eriksen");
  const id = await jonas.declare("Databases refuse connections", ["Databases"]);
  await jonas.goes(`/incidents/${id}/support`);
  await addsTickets(jonas);
  const boxes = jonas.page.getByRole("checkbox", { name: /^Select The app/ });
  await expect(boxes).toHaveCount(24);
  await boxes.nth(2).click();
  await boxes.nth(6).click({ modifiers: ["Shift"] });
  await expect(jonas.page.getByText("5 selected")).toBeVisible();
  await jonas.page.getByRole("checkbox", { name: "Select all" }).click();
  await expect(jonas.page.getByText("24 selected")).toBeVisible();
  await jonas.page.getByRole("checkbox", { name: "Select all" }).click();
  await expect(jonas.page.getByText(/selected$/)).toBeHidden();
  await jonas.page.getByLabel("Find tickets").fill("since 7 min");
  await expect(boxes).toHaveCount(1);
  await jonas.page.getByLabel("Find tickets").fill("nobody");
  await expect(jonas.page.getByText("No ticket in this list has that")).toBeVisible();
  await jonas.page.getByLabel("Find tickets").fill("");
  await expect(boxes).toHaveCount(24);
});
