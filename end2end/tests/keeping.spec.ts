// Half-typed words of every kind outlive what happens to a page: each kind, each way, from one table.

import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../fixtures";
import { Person } from "../people";

const WORDS = "Builds wait in the queue for all customers.";
const UNSAVED = "Not saved on the server yet; kept in this browser.";

interface Kind {
  name: string;
  /** The page that it is typed on, of an incident or of none. */
  path: (incident: number) => string;
  /** Another page, where it waits meanwhile. */
  away: (incident: number) => string;
  /** What opens the field, where a page does not begin with it. */
  open?: (page: Page) => Promise<void>;
  field: (page: Page) => Locator;
}

const seat = (slug: string) => (incident: number) => `/incidents/${incident}/${slug}`;
const page = (path: string) => () => path;
const label = (name: string) => (page: Page) => page.getByLabel(name, { exact: true });

const KINDS: Kind[] = [
  { name: "an update", path: seat("comms"), away: seat("ic"), field: label("Public update") },
  { name: "a sitrep", path: seat("ic"), away: seat("comms"), field: label("Scope") },
  { name: "a report", path: seat("ops"), away: seat("ic"), field: label("What we know") },
  { name: "a room message", path: seat("ops"), away: seat("comms"), field: (page) => page.getByLabel("Message to the room") },
  { name: "a line to the IC", path: seat(""), away: seat("ops"), field: (page) => page.getByLabel(/^Tell /) },
  {
    name: "a note of a call",
    path: seat("customers"),
    away: seat("ic"),
    open: async (page) => {
      await page.getByRole("row").filter({ hasText: "Halden Bank" }).click();
      const note = page.getByLabel("What was said");
      const claim = page.getByRole("region", { name: "Halden Bank" }).getByRole("button", { name: /^Claim/ });
      await expect(note.or(claim)).toBeVisible();
      if (await claim.isVisible()) await claim.click();
      await expect(note).toBeVisible();
    },
    field: (page) => page.getByLabel("What was said"),
  },
  {
    name: "a declaration",
    path: page("/"),
    away: page("/people"),
    open: (page) => page.getByRole("button", { name: /^Declare incident/ }).click(),
    field: label("What do you see?"),
  },
  {
    name: "a macro",
    path: seat("support"),
    away: seat("ic"),
    open: (page) => page.getByRole("region", { name: "Macro" }).getByRole("button", { name: "Edit" }).click(),
    field: (page) => page.getByRole("textbox", { name: "Macro", exact: true }),
  },
  { name: "settings", path: page("/company"), away: page("/people"), field: label("Component 1") },
  { name: "a template", path: page("/words"), away: page("/people"), field: (page) => page.getByRole("textbox", { name: /^Template/ }) },
];

/** Types, and waits until the server has it. */
async function typesAndSaves(who: Person, field: Locator, words: string): Promise<void> {
  const saved = who.page.waitForResponse(
    (answer) => answer.url().endsWith("/rpc/save_draft") && answer.ok() && answer.request().postData()!.includes(words),
  );
  await field.fill(words);
  await saved;
}

for (const kind of KINDS) {
  test(`${kind.name} outlives every way to lose it`, async ({ person, server, browser }) => {
    test.slow();
    const dana = await person("Dana Whitfield");
    dana.mayLoseConnection = true;
    const incident = await dana.declare("Databases refuse connections", ["Databases"]);
    const path = kind.path(incident).replace(/\/$/, "") || "/";
    const comes = async (who: Person) => {
      await who.goes(path);
      await kind.open?.(who.page);
    };
    const isThere = (who: Person) => expect(kind.field(who.page)).toHaveValue(WORDS);
    // Whoever leaves settings that are not saved is asked.
    dana.page.on("dialog", (dialog) => dialog.accept());

    await comes(dana);
    await kind.field(dana.page).fill(WORDS);

    await test.step("another page, without a reload", async () => {
      await dana.page.keyboard.press("Escape");
      const link = dana.page.locator(`nav a[href="${kind.away(incident)}"]:visible`).first();
      await link.click();
      await expect(dana.page).toHaveURL(kind.away(incident));
      await dana.page.goBack();
      await kind.open?.(dana.page);
      await isThere(dana);
    });

    await test.step("a reload", async () => {
      await comes(dana);
      await isThere(dana);
    });

    await test.step("a second tab of the same person, which types on", async () => {
      const other = await dana.opensTab();
      await comes(other);
      await isThere(other);
      await kind.field(other.page).fill(`${WORDS} More`);
      await expect(kind.field(dana.page)).toHaveValue(`${WORDS} More`);
      await kind.field(dana.page).fill(WORDS);
      await isThere(other);
      await other.page.close();
    });

    await test.step("the server, killed and started again", async () => {
      await server.kill();
      await server.restart();
      await comes(dana);
      await isThere(dana);
    });

    await test.step("signing out and in again", async () => {
      await dana.page.keyboard.press("Escape");
      await dana.signsOut();
      await dana.signsIn();
      await comes(dana);
      await isThere(dana);
    });

    await test.step("the browser, closed and opened again", async () => {
      const storageState = await dana.page.context().storageState();
      const again = await Person.comesBack(browser, server, "Dana Whitfield", { storageState });
      await comes(again);
      await isThere(again);
      await again.leaves();
    });

    await test.step("another device, which types on, and back", async () => {
      const more = `${WORDS} From the sofa.`;
      await typesAndSaves(dana, kind.field(dana.page), more);
      const device = await person("Dana Whitfield");
      device.page.on("dialog", (dialog) => dialog.accept());
      await comes(device);
      await expect(kind.field(device.page)).toHaveValue(more);
      await typesAndSaves(device, kind.field(device.page), WORDS);
      await comes(dana);
      await isThere(dana);
    });

    await test.step("dropped on one device, it is gone from the other", async () => {
      if (kind.name === "settings") return;
      const gone = dana.page.waitForResponse((answer) => answer.url().endsWith("/rpc/save_draft") && answer.ok());
      await kind.field(dana.page).fill("");
      await gone;
      const device = await person("Dana Whitfield");
      await comes(device);
      await expect(kind.field(device.page)).not.toHaveValue(WORDS);
    });
  });
}

test("what two devices typed apart is offered by both, and neither is lost", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  dana.mayLoseConnection = true;
  const incident = await dana.declare("Databases refuse connections", ["Databases"]);
  const device = await person("Dana Whitfield");
  await device.goes(`/incidents/${incident}/ops`);
  const message = (who: Person) => who.page.getByLabel("Message to the room");

  await dana.page.route("**/rpc/save_draft", (route) => route.abort());
  await message(dana).fill("Typed in the train");
  // What is typed last is shown first, and the clocks of two devices agree no better than their lines are quick.
  await expect(dana.page.getByText(UNSAVED)).toBeVisible();
  await typesAndSaves(device, message(device), "Typed at home");
  await dana.page.unroute("**/rpc/save_draft");
  await dana.goes(`/incidents/${incident}/ops`);
  await expect(message(dana)).toHaveValue("Typed at home");
  await expect(dana.page.getByText(/^Another version was typed elsewhere at \d\d:\d\d UTC\./)).toBeVisible();
  await dana.page.getByRole("button", { name: "Show those" }).click();
  await expect(message(dana)).toHaveValue("Typed in the train");
  await dana.page.getByRole("button", { name: "Show those" }).click();
  await expect(message(dana)).toHaveValue("Typed at home");
  await dana.page.getByRole("button", { name: "Drop those" }).click();
  await expect(dana.page.getByText(/^Another version was typed elsewhere/)).toBeHidden();
});

test("a declaration that was typed apart comes back whole: words, components, time", async ({ person }) => {
  const [dana, device] = [await person("Dana Whitfield"), await person("Dana Whitfield")];
  for (const who of [dana, device]) who.mayLoseConnection = true;
  const opens = (who: Person) => who.page.getByRole("button", { name: /^Declare incident/ }).click();
  const chip = (who: Person, name: string) => who.dialog.getByRole("button", { name, exact: true });
  const sees = label("What do you see?");
  const isOf = async (who: Person, words: string, component: string, other: string, ago: string) => {
    await expect(sees(who.page)).toHaveValue(words);
    await expect(chip(who, component)).toHaveAttribute("aria-pressed", "true");
    await expect(chip(who, other)).toHaveAttribute("aria-pressed", "false");
    await expect(chip(who, ago)).toHaveAttribute("aria-pressed", "true");
  };
  const shows = (who: Person) => who.page.getByRole("button", { name: "Show those" }).click();

  await dana.page.route("**/rpc/save_draft", (route) => route.abort());
  await opens(dana);
  await sees(dana.page).fill("Typed in the train");
  await chip(dana, "Databases").click();
  await chip(dana, "15 min ago").click();
  await expect(dana.dialog.getByText(UNSAVED)).toBeVisible();
  await opens(device);
  await chip(device, "Dashboard").click();
  await typesAndSaves(device, sees(device.page), "Typed at home");
  await dana.page.unroute("**/rpc/save_draft");

  await dana.goes("/");
  await opens(dana);
  await expect(dana.page.getByText(/^Another version was typed elsewhere at/)).toBeVisible();
  await isOf(dana, "Typed at home", "Dashboard", "Databases", "Now");
  await shows(dana);
  await isOf(dana, "Typed in the train", "Databases", "Dashboard", "15 min ago");
  await shows(dana);
  await isOf(dana, "Typed at home", "Dashboard", "Databases", "Now");
});

test("what was over already comes back whole: times and what customers noticed", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const opens = async (who: Person) => {
    await who.page.getByRole("button", { name: /^Declare incident/ }).click();
    await who.dialog.getByRole("button", { name: "It is already over…" }).click();
  };
  const past = (who: Person) => who.page.getByRole("dialog", { name: "It is already over" });
  await opens(dana);
  await past(dana).getByLabel("Began (UTC)").fill("2026-11-20T02:10");
  await past(dana).getByLabel("Ended (UTC)").fill("2026-11-20T02:55");
  await past(dana).getByRole("radio", { name: "Dashboard: Degraded" }).check({ force: true });
  await typesAndSaves(dana, past(dana).getByLabel("What happened?"), "Sign-in was slow");

  const device = await person("Dana Whitfield");
  await opens(device);
  await expect(past(device).getByLabel("What happened?")).toHaveValue("Sign-in was slow");
  await expect(past(device).getByLabel("Began (UTC)")).toHaveValue("2026-11-20T02:10");
  await expect(past(device).getByLabel("Ended (UTC)")).toHaveValue("2026-11-20T02:55");
  await expect(past(device).getByRole("radio", { name: "Dashboard: Degraded" })).toBeChecked();
});

test("words that are redacted are gone from every draft, open or not", async ({ person, server, browser }) => {
  const SECRET = "The key is 4711";
  const jonas = await person("Jonas Eriksen");
  const incident = await jonas.declare("Databases refuse connections", ["Databases"]);
  await jonas.says(SECRET);
  const message = (who: Person) => who.page.getByLabel("Message to the room");
  const holds = (who: Person) => who.page.evaluate((words) => JSON.stringify({ ...localStorage }).includes(words), SECRET);

  const away = await person("Jonas Eriksen");
  await away.goes(`/incidents/${incident}/ops`);
  await typesAndSaves(away, away.page.getByLabel("What we know"), `${SECRET}, they say`);
  const storageState = await away.page.context().storageState();
  await typesAndSaves(jonas, message(jonas), `${SECRET}, I repeat`);
  expect(await holds(jonas)).toBe(true);

  const dana = await person("Dana Whitfield");
  await dana.goes(`/incidents/${incident}`);
  await dana.page.getByRole("button", { name: "Redact…" }).click();
  const line = dana.dialog.getByLabel("Record").locator("option").filter({ hasText: SECRET });
  await dana.dialog.getByLabel("Record").selectOption((await line.getAttribute("value"))!);
  await dana.dialog.getByLabel("Reason").fill("A secret");
  await dana.dialog.getByRole("button", { name: "Redact it" }).click();
  await expect(jonas.room).not.toContainText(SECRET);

  await expect(message(jonas)).toHaveValue("");
  await expect.poll(() => holds(jonas)).toBe(false);
  const again = await Person.comesBack(browser, server, "Jonas Eriksen", { storageState });
  await again.goes("/");
  await expect.poll(() => holds(again)).toBe(false);
  await again.leaves();
});

test("an apology waits for the tickets that it is for", async ({ person }) => {
  const jonas = await person("Jonas Eriksen");
  const id = await jonas.declare("Databases refuse connections", ["Databases"]);
  await jonas.goes(`/incidents/${id}/support`);
  await jonas.page.getByRole("button", { name: "Add tickets…" }).click();
  await jonas.dialog.getByLabel(/^Paste/).fill("id\tsubject\tname\taccount\tbody\n1\tCannot connect\tJo\torbital\tIt fails");
  await jonas.dialog.getByRole("button", { name: "Read", exact: true }).click();
  await jonas.dialog.getByRole("button", { name: /^Add 1 ticket/ }).click();
  await expect(jonas.dialog).toContainText("were there already");
  await jonas.page.keyboard.press("Escape");
  await expect(jonas.dialog).toBeHidden();
  await expect(jonas.page.getByRole("row").filter({ hasText: "Cannot connect" })).toBeVisible();
  await jonas.page.keyboard.press("j");
  await jonas.page.keyboard.press("x");
  await typesAndSaves(jonas, jonas.dialog.getByLabel("Why"), "It began last week");
  await jonas.page.keyboard.press("Escape");

  await jonas.goes(`/incidents/${id}/support`);
  await expect(jonas.page.getByRole("row").filter({ hasText: "Cannot connect" })).toBeVisible();
  await jonas.page.keyboard.press("j");
  await jonas.page.keyboard.press("x");
  await expect(jonas.dialog.getByLabel("Why")).toHaveValue("It began last week");

  const device = await person("Jonas Eriksen");
  await device.goes(`/incidents/${id}/support`);
  await expect(device.page.getByRole("row").filter({ hasText: "Cannot connect" })).toBeVisible();
  await device.page.keyboard.press("j");
  await device.page.keyboard.press("x");
  await expect(device.dialog.getByLabel("Why")).toHaveValue("It began last week");
  await jonas.dialog.getByRole("button", { name: "Not this incident", exact: true }).click();
  await expect(jonas.dialog).toBeHidden();
});

test("leaving settings unsaved asks first", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  await dana.goes("/company");
  await dana.page.getByLabel("Component 1", { exact: true }).fill("Postgres");
  const asked = dana.page.waitForEvent("dialog");
  const clicked = dana.page.getByRole("link", { name: "People" }).first().click();
  const dialog = await asked;
  expect(dialog.message()).toContain("Your changes are not saved.");
  await dialog.dismiss();
  await clicked;
  await expect(dana.page).toHaveURL("/company");
  await dana.page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(dana.page.getByText("Saved. Open incidents keep")).toBeVisible();
  await dana.page.getByRole("link", { name: "People" }).first().click();
  await expect(dana.page).toHaveURL("/people");
});
