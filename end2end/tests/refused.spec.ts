// Every dialog, one table: what it is asked wrongly is said beside the field, in the words of its label; the first field has
// the focus from the start, and nothing typed is lost.

import type { Locator } from "@playwright/test";
import { expect, test } from "../fixtures";
import type { Person } from "../people";

interface Asked {
  opens: (who: Person) => Promise<void>;
  /** What has the focus once it is open. */
  first: (dialog: Locator) => Locator;
  /** Fills it in, but for one mistake. */
  fills?: (dialog: Locator) => Promise<void>;
  /** The button that sends it, or the key where the button waits. */
  sends: RegExp | "Enter";
  /** The field that it is refused for, and the sentence below it. */
  field: (dialog: Locator) => Locator;
  says: string;
  /** What was typed elsewhere, and stays. */
  keeps?: (dialog: Locator) => Promise<void>;
}

const field = (label: string) => (dialog: Locator) => dialog.getByLabel(label, { exact: false }).first();
const post = (dialog: Locator) => dialog.getByRole("textbox", { name: "Public post" });
const bar = (button: string | RegExp) => (who: Person) => who.situation.getByRole("button", { name: button }).click();
const menu = (button: RegExp) => async (who: Person) => {
  const way = who.situation.getByRole("button", { name: button });
  // It stays open while a dialog of it is shut.
  if (!(await way.isVisible())) await who.situation.getByLabel("Other changes").click();
  await way.click();
};
const inPane = (pane: string, button: RegExp) => (who: Person) =>
  who.page.getByRole("region", { name: pane }).getByRole("button", { name: button }).first().click();
const at = (path: string, opens: (who: Person) => Promise<void>) => async (who: Person) => {
  await who.goes(`/incidents/${who.page.url().match(/incidents\/(\d+)/)![1]}${path}`);
  await opens(who);
};

const ticket = (who: Person) => who.page.getByRole("row").filter({ hasText: "App cannot reach" }).getByText("App cannot reach").first();

async function isRefused(who: Person, name: string, asked: Asked): Promise<void> {
  await test.step(name, async () => {
    await asked.opens(who);
    const { dialog } = who;
    await expect(asked.first(dialog), `${name}: focus`).toBeFocused();
    await asked.fills?.(dialog);
    if (asked.sends === "Enter") await who.page.keyboard.press("Enter");
    else await dialog.getByRole("button", { name: asked.sends }).click();
    const refused = asked.field(dialog);
    const why = dialog.getByRole("alert");
    await expect(why).toHaveText(asked.says);
    await expect(why).toBeInViewport({ ratio: 1 });
    await expect(refused).toBeFocused();
    await expect(refused).toHaveAttribute("aria-invalid", "true");
    await expect(refused).toHaveAccessibleDescription(new RegExp(asked.says.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")));
    // Beside it: nothing but its own hint stands between the two.
    const [box, below] = await Promise.all([refused.boundingBox(), why.boundingBox()]);
    expect(Math.abs(below!.y - (box!.y + box!.height)), `${name}: beside its field`).toBeLessThan(40);
    await asked.keeps?.(dialog);
    await who.page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
  });
}

/** Those of an incident that was just declared. */
const INVESTIGATING: Record<string, Asked> = {
  "declare": {
    opens: async (who) => { await who.goes("/"); await who.page.keyboard.press("d"); },
    first: field("What do you see?"),
    fills: (dialog) => dialog.getByRole("button", { name: "API", exact: true }).click(),
    sends: /^Declare/, field: field("What do you see?"),
    says: "What do you see? is empty. Write at least a few words.",
    keeps: (dialog) => expect(dialog.getByRole("button", { name: "API", exact: true })).toHaveAttribute("aria-pressed", "true"),
  },
  "declare, confidential": {
    opens: (who) => who.page.getByRole("button", { name: "Declare incident" }).click(),
    first: field("What do you see?"),
    fills: async (dialog) => { await dialog.getByLabel("What do you see?").fill("Stolen laptop"); await dialog.getByLabel("Confidential", { exact: true }).check(); },
    sends: /^Declare/, field: field("Why it is confidential"),
    says: "Why it is confidential is empty. Write at least a few words.",
    keeps: (dialog) => expect(dialog.getByLabel("What do you see?")).toHaveValue("Stolen laptop"),
  },
  "over already": {
    opens: async (who) => {
      await who.page.getByRole("button", { name: "Declare incident" }).click();
      await who.dialog.getByLabel("Confidential", { exact: true }).uncheck();
      await who.dialog.getByRole("button", { name: "It is already over…" }).click();
    },
    first: field("What happened?"),
    fills: async (dialog) => { await dialog.getByLabel("What happened?").fill("A short hiccup"); await dialog.getByLabel("Began (UTC)").fill("2026-01-02T03:04"); },
    sends: /^Write it down/, field: field("Ended (UTC)"),
    says: "Ended (UTC): give the time, in UTC.",
    keeps: (dialog) => expect(dialog.getByLabel("What happened?")).toHaveValue("A short hiccup"),
  },
  "confirm": {
    opens: async (who) => { await who.goes("/"); await who.declare("The API is slow", ["API"]); /* chosen above: no more */ await bar("Next: confirm…")(who); },
    first: field("Symptoms"),
    fills: (dialog) => dialog.getByLabel("Symptoms").fill("Requests take ten seconds"),
    sends: /^Confirm/, field: field("Scope"),
    says: "Scope is empty. Write at least a few words.",
    keeps: (dialog) => expect(dialog.getByLabel("Symptoms")).toHaveValue("Requests take ten seconds"),
  },
  "call everyone": {
    opens: bar("Call everyone…"), first: field("Type “call everyone” to confirm"),
    fills: (dialog) => dialog.page().keyboard.type("call everybody"),
    sends: "Enter", field: field("Type “call everyone” to confirm"),
    says: "Type “call everyone” to confirm: it has to be typed word for word.",
    keeps: (dialog) => expect(dialog.getByLabel(/^Type/)).toHaveValue("call everybody"),
  },
  "stand down": {
    opens: menu(/^Stand down/), first: post,
    fills: (dialog) => post(dialog).fill(" "),
    sends: /^Stand down and post/, field: post,
    says: "Public post is empty. Write at least a few words.",
  },
  "temporary change": {
    opens: inPane("Temporary changes", /^Add…/), first: field("What changed"),
    fills: (dialog) => dialog.getByLabel("What changed").fill("Pool limit 400"),
    sends: /^Add it/, field: field("Where"), says: "Where is empty. Write at least a few words.",
    keeps: (dialog) => expect(dialog.getByLabel("What changed")).toHaveValue("Pool limit 400"),
  },
  "follow-up": {
    opens: inPane("Follow-ups", /^Add…/), first: field("What is left to do"),
    fills: async (dialog) => { await dialog.getByLabel("What is left to do").fill("Alert earlier"); await dialog.getByLabel("Due in days").fill("0"); },
    sends: /^Add the follow-up/, field: field("Due in days"), says: "Due in days: choose a time in the future.",
    keeps: (dialog) => expect(dialog.getByLabel("What is left to do")).toHaveValue("Alert earlier"),
  },
  "hand off": {
    opens: (who) => who.page.getByRole("button", { name: /^Hand off…/ }).first().click(), first: field("Duty"),
    sends: /^Offer/, field: (dialog) => dialog.getByLabel("To", { exact: true }), says: "To: choose a person.",
  },
  "redact": {
    opens: at("", (who) => who.page.getByRole("button", { name: "Redact…" }).click()), first: field("Record"),
    fills: (dialog) => dialog.getByLabel("Reason").fill("A password"),
    sends: /^Redact it/, field: field("Record"), says: "Record: choose one.",
    keeps: (dialog) => expect(dialog.getByLabel("Reason")).toHaveValue("A password"),
  },
  "add tickets": {
    opens: at("/support", (who) => who.page.getByRole("button", { name: "Add tickets…" }).click()), first: field("Paste"),
    sends: /^Read/, field: field("Paste"),
    says: "Paste: one ticket a line, or a table with a heading: nothing is pasted, and no file is chosen.",
  },
  "not this incident": {
    opens: async (who) => {
      await who.page.getByRole("button", { name: "Add tickets…" }).click();
      await who.dialog.getByLabel(/^Paste/).fill("48211 App cannot reach the database");
      await who.dialog.getByRole("button", { name: "Read", exact: true }).click();
      await who.dialog.getByRole("button", { name: "Add 1 ticket" }).click();
      await expect(who.dialog).toContainText("were there already");
      await who.page.keyboard.press("Escape");
      await ticket(who).click();
      await who.page.keyboard.press("x");
    },
    first: field("Why"), sends: /^Not this incident/, field: field("Why"),
    says: "Why is empty. Write at least a few words.",
  },
};

/** Those of an incident in state 2. */
const CONFIRMED: Record<string, Asked> = {
  "step down": {
    opens: menu(/^Back to 1/), first: field("Reason"), sends: /^Back to 1/, field: field("Reason"),
    says: "Reason is empty. Write at least a few words.",
  },
  "resolve": {
    opens: bar("Next: resolve…"), first: post,
    fills: (dialog) => dialog.getByRole("button", { name: "Not needed" }).click(),
    sends: /^Resolve and post/, field: field("Why it is not needed"),
    says: "Why it is not needed is empty. Write at least a few words.",
  },
};

/** Those of one that is resolved. */
const RESOLVED: Record<string, Asked> = {
  "publish the post-mortem": {
    opens: bar("Next: publish the post-mortem…"), first: field("Link"),
    fills: (dialog) => dialog.getByLabel("Link").fill("our wiki"),
    sends: /^Publish/, field: field("Link"), says: "Link: must begin with https:// or http://.",
    keeps: (dialog) => expect(dialog.getByLabel("Link")).toHaveValue("our wiki"),
  },
  "waive the post-mortem": {
    opens: menu(/^Waive/), first: field("Reason"), sends: /^Waive/, field: field("Reason"),
    says: "Reason is empty. Write at least a few words.",
  },
  "reopen": {
    opens: menu(/reopen/), first: field("What is back"), sends: /^Reopen/, field: field("What is back"),
    says: "What is back is empty. Write at least a few words.",
  },
  "a follow-up is done": {
    opens: inPane("Follow-ups", /^Done…/), first: field("Note"), sends: /^It is done/, field: field("Note"),
    says: "Note is empty. Write at least a few words.",
  },
  "a follow-up is not needed": {
    opens: inPane("Follow-ups", /^Not needed…/), first: field("Reason"), sends: /^Not needed/, field: field("Reason"),
    says: "Reason is empty. Write at least a few words.",
  },
  "a follow-up moves": {
    opens: inPane("Follow-ups", /^Change…/), first: field("Owner"),
    fills: (dialog) => dialog.getByLabel("Due in days").fill("9999"),
    sends: /^Change it/, field: field("Due in days"), says: "Due in days: at most 90 days from now.",
    keeps: (dialog) => expect(dialog.getByLabel("Due in days")).toHaveValue("9999"),
  },
  "apologise": {
    opens: at("/support", async (who) => {
      await who.page.getByRole("button", { name: /^New/ }).click();
      await ticket(who).click();
      await who.page.keyboard.press("t");
      await who.page.getByRole("button", { name: /^Open 1/ }).click();
      await ticket(who).click();
      await who.page.keyboard.press("Enter");
    }),
    first: field("Apology"), fills: (dialog) => dialog.getByLabel("Apology").fill(" "),
    sends: /^Apologise/, field: field("Apology"), says: "Apology is empty. Write at least a few words.",
  },
};

test("every dialog says what is wrong beside the field, and keeps what was typed", async ({ person }) => {
  test.slow();
  const dana = await person("Dana Whitfield");
  dana.mayLoseConnection = true; // what only the server can refuse is answered with 4xx
  for (const [name, asked] of Object.entries(INVESTIGATING)) await isRefused(dana, name, asked);

  const id = await dana.page.url().match(/incidents\/(\d+)/)![1];
  await dana.goes(`/incidents/${id}/ic`);
  await dana.situation.getByRole("button", { name: "Next: confirm…" }).click();
  await dana.dialog.getByLabel("Symptoms").fill("Requests take ten seconds");
  await dana.dialog.getByLabel("Scope").fill("All customers");
  // No component is marked yet: what is not text is said beside its matrix.
  await dana.dialog.getByRole("button", { name: /^Confirm/ }).click();
  await expect(dana.dialog.getByRole("alert")).toContainText("Impact: mark at least one component");
  await expect(dana.dialog.getByRole("radio").first()).toBeFocused();
  await dana.dialog.getByRole("radio", { name: "API: Degraded" }).check({ force: true });
  await expect(dana.dialog.getByRole("alert")).toHaveCount(0);
  await dana.dialog.getByRole("button", { name: /^Confirm/ }).click();
  await dana.reaches("2 Confirmed");
  for (const [name, asked] of Object.entries(CONFIRMED)) await isRefused(dana, name, asked);

  await inPane("Follow-ups", /^Add…/)(dana);
  await dana.dialog.getByLabel("What is left to do").fill("Alert earlier");
  await dana.page.keyboard.press("Control+Enter");
  await expect(dana.dialog).toBeHidden();
  await dana.resolves();
  for (const [name, asked] of Object.entries(RESOLVED)) await isRefused(dana, name, asked);
});

test("typing the phrase calls everyone, and no key of it closes the dialog", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  await dana.declare("Everything is down", ["Routing"]);
  await dana.situation.getByRole("button", { name: "Call everyone…" }).click();
  await expect(dana.dialog.getByLabel(/^Type/)).toBeFocused();
  await dana.page.keyboard.type("call everyone");
  await expect(dana.dialog).toBeVisible();
  await dana.page.keyboard.press("Enter");
  await dana.reaches("3 Major");
});
