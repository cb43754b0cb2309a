// The tour of docs/tour.md, walked as it is written: each person does what it says, and sees what it promises. Whoever
// changes a sentence of it changes the walk.

import { expect, test } from "../fixtures";
import type { Person } from "../people";
import { readme, step, tour } from "../tour";

const part = (who: Person, name: string | RegExp) => who.page.getByRole("region", { name });
const press = async (who: Person, ...keys: string[]) => {
  for (const key of keys) await who.page.keyboard.press(key);
};
/** Takes the focus out of every field, as a click beside it does. */
const leavesField = (who: Person) => who.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());

test("the tour is as it is told", async ({ person, customer, server }) => {
  test.slow();
  const [dana, meilin, lena] = [await person("Dana"), await person("Mei-Lin"), await person("Lena")];
  const outside = await customer();
  const status = outside.page.getByRole("main");
  for (const who of [dana, meilin, lena]) who.mayLoseConnection = true;
  // What is not there soon is missing, and says so long before the whole walk is out of time.
  for (const who of [dana, meilin, lena]) who.page.setDefaultTimeout(15_000);
  let id = 0;

  await step("Declare", ["press `D` on the home page", "Say what you see, pick Databases, declare.", "customers read \"We are looking into problems with Databases.\"", "They never read your title."], async () => {
    await press(dana, "d");
    await dana.dialog.getByLabel("What do you see?").fill("Pooler hosts are full");
    await dana.dialog.getByRole("button", { name: "Databases", exact: true }).click();
    await dana.dialog.getByRole("button", { name: /^Declare/ }).click();
    await expect(dana.page).toHaveURL(/\/incidents\/\d+\/ic$/);
    id = Number(dana.page.url().match(/incidents\/(\d+)/)![1]);
    await expect(dana.room).toContainText("Dana Whitfield declared the incident and is incident commander.");
    await expect(async () => {
      await outside.page.goto("/status");
      await expect(status).toContainText("We are looking into problems with Databases.", { timeout: 200 });
    }).toPass();
    await expect(status).not.toContainText("Pooler hosts");
  });

  await step("Hand over", ["On the IC board press `H` and offer Communications to Mei-Lin.", "It is on every page of her browser, and the tab counts it: accept it right there.", "The room announces it."], async () => {
    await press(dana, "h");
    await dana.dialog.getByLabel("Duty").selectOption({ label: "Communications" });
    await dana.dialog.getByLabel("To", { exact: true }).selectOption({ label: "Mei-Lin Chow" });
    await dana.dialog.getByRole("button", { name: "Offer" }).click();
    await expect(meilin.page).toHaveTitle(/^\(1\)/);
    for (const path of ["/", "/people", "/practice", `/incidents/${id}/ops`, "/customers"]) {
      await meilin.goes(path);
      await expect(part(meilin, "For you"), path).toContainText("Communications is offered to you");
      await expect(meilin.page).toHaveTitle(/^\(1\)/);
    }
    await part(meilin, "For you").getByRole("button", { name: "Accept" }).click();
    await expect(dana.room).toContainText("Mei-Lin Chow is communications.");
  });

  await step("Confirm", ["\"Next: confirm…\" asks for symptoms, scope and impact, and in which regions where it is not everywhere.", "The state changes to 2 in every browser."], async () => {
    await meilin.goes(`/incidents/${id}/comms`);
    await lena.goes(`/incidents/${id}`);
    await dana.situation.getByRole("button", { name: "Next: confirm…" }).click();
    await dana.dialog.getByLabel("Symptoms").fill("New connections are refused.");
    await dana.dialog.getByLabel("Scope").fill("One in nine connections in eu-west.");
    await expect(dana.dialog.getByRole("group", { name: "Impact" }).getByText("Databases").first()).toBeVisible();
    await dana.dialog.getByLabel("Regions of Databases").fill("eu-west");
    await dana.dialog.getByRole("button", { name: /^Confirm/ }).click();
    for (const who of [dana, meilin, lena]) await who.reaches("2 Confirmed");
  });

  await step("Send a sitrep", ["Fill in \"What's broken\" and \"What we're doing\", and send.", "In the next one, \"Changes\" marks what is new."], async () => {
    await dana.sendsSitrep({ "What’s broken": "One in nine new connections is refused.", "What we’re doing": "Replacing hosts." });
    await dana.page.getByLabel("What we’re doing", { exact: true }).fill("Replacing hosts, 4 of 38 so far.");
    await part(dana, /^Sitrep/).getByRole("button", { name: "Changes" }).click();
    await expect(part(dana, /^Sitrep/).locator("ins").first()).toContainText("4 of 38");
  });

  await step("Publish", [
    "on Comms, write \"We expect to be done within 30 minutes.\" The linter stops you.",
    "Take its rewrite with one click, or publish with a reason.",
    "A template fills in what the incident knows and leaves blanks for you.",
    "\"Still working on it\" keeps the cadence with one click, and can be taken back for ten seconds.",
    "`⌥N` goes to the next finding, `⌥A` takes its rewrite, `⌥R` goes to the reason.",
  ], async () => {
    const findings = meilin.page.getByRole("list", { name: "Findings" });
    const promise = "We expect to be done within 30 minutes.";
    const words = "New connections to Databases are refused. We are replacing hosts.";
    await meilin.writes(`${words} ${promise}`);
    await expect(findings).toContainText("Promises a repair time");
    await meilin.publishes();
    await expect(meilin.page.getByRole("alert").filter({ hasText: "break trust" })).toBeVisible();
    await findings.getByRole("button", { name: /^Fix/ }).first().click();
    await expect(findings).not.toContainText("Promises a repair time");
    await meilin.publishes();
    await expect(part(meilin, "Posted")).toContainText("We are replacing hosts.");
    await expect(async () => {
      await outside.page.goto("/status");
      await expect(status).toContainText("We are replacing hosts.", { timeout: 200 });
    }).toPass();
    await expect(status).not.toContainText("30 minutes");

    await meilin.writes(`${words} Five of 38 are done. ${promise}`);
    await meilin.page.getByLabel("Publish it anyway?").fill("The window was promised by contract");
    await meilin.publishes();
    await expect(part(meilin, "Posted")).toContainText("The window was promised by contract");

    const templates = meilin.page.getByLabel("Start from a template");
    await templates.selectOption({ index: 1 });
    await expect(meilin.page.getByLabel("Public update")).toHaveValue(/Next update by \d\d:\d\d UTC/);
    await expect(meilin.page.getByLabel("Public update")).toHaveValue(/\{[^}]+\}/);

    await meilin.writes(`${words} ${promise}`);
    await expect(findings).toContainText("Promises a repair time");
    await meilin.page.getByLabel("Public update").press("Alt+r");
    await expect(meilin.page.getByLabel("Publish it anyway?")).toBeFocused();
    await meilin.page.getByLabel("Public update").focus();
    await press(meilin, "Control+Home", "Alt+n");
    await expect(findings.locator("[aria-current=true]")).toContainText("Promises a repair time");
    await press(meilin, "Alt+a");
    await expect(findings).not.toContainText("Promises a repair time");

    await meilin.page.getByRole("button", { name: "Still working on it" }).click();
    await meilin.page.getByRole("button", { name: /^Undo: it is posted in/ }).click();
    await meilin.page.getByRole("button", { name: "Still working on it" }).click();
    await expect(part(meilin, "Posted").getByText("We are still working on the problems with Databases.")).toHaveCount(1, { timeout: 30_000 });
  });

  const tomasz = await person("Tomasz");
  await step("Call everyone", [
    "Type the word that the dialog asks for",
    "State 3 raises an alarm in every signed-in tab and shows, for five minutes, a wall of acknowledgements.",
    "Nobody outside the app is called yet; the dialog says so.",
  ], async () => {
    await dana.situation.getByRole("button", { name: "Call everyone…" }).click();
    await expect(dana.dialog).toContainText("Nobody outside the app is called yet");
    await dana.dialog.getByLabel(/^Type/).fill("call everyone");
    await dana.dialog.getByRole("button", { name: "Call everyone", exact: true }).click();
    await dana.reaches("3 Major");
    for (const who of [meilin, lena, tomasz]) {
      const alarm = who.page.getByRole("dialog", { name: /Pooler hosts are full/ });
      await alarm.getByRole("button", { name: "I have seen it" }).click();
      await expect(alarm).toBeHidden();
    }
    await expect(part(dana, "Everybody is called").getByRole("listitem").filter({ hasText: "Tomasz Król" })).toContainText("acknowledged");
  });

  await step("Catch up", ["As Lena, open the briefing: the situation, what was last published, and what changed since you looked.", "Drag the timeline to go back in time."], async () => {
    await lena.goes(`/incidents/${id}`);
    const heading = lena.page.getByRole("heading", { level: 1 });
    await expect(heading).toHaveText("One in nine new connections is refused.");
    await expect(lena.page.getByRole("main")).toContainText("We are still working on the problems with Databases.");
    await expect(part(lena, "Since you looked")).toBeVisible();
    const slider = lena.page.getByLabel("Show the incident as of");
    const box = (await slider.boundingBox())!;
    await lena.page.mouse.move(box.x + box.width - 4, box.y + box.height / 2);
    await lena.page.mouse.down();
    await lena.page.mouse.move(box.x + 1, box.y + box.height / 2, { steps: 5 });
    await lena.page.mouse.up();
    await expect(heading).toHaveText("Pooler hosts are full");
    await lena.page.getByRole("button", { name: "Back to now" }).click();
    await expect(heading).toHaveText("One in nine new connections is refused.");
  });

  await step("Break it", ["Kill the server with `kill -9` and start it again.", "The browsers reconnect by themselves, and drafts are still there."], async () => {
    await meilin.writes("Half a sentence");
    tomasz.mayLoseConnection = true;
    await server.kill();
    for (const who of [dana, meilin, lena]) await expect(who.page.locator(".banner.offline")).toBeVisible();
    await server.restart();
    for (const who of [dana, meilin, lena, tomasz]) await who.isLive();
    await expect(meilin.page.getByLabel("Public update")).toHaveValue("Half a sentence");
    await meilin.page.reload();
    await meilin.isLive();
    await expect(meilin.page.getByLabel("Public update")).toHaveValue("Half a sentence");
  });

  const jonas = await person("Jonas");
  const alarm = jonas.page.getByRole("dialog", { name: /Pooler hosts are full/ });
  await alarm.getByRole("button", { name: "I have seen it" }).click();
  await expect(alarm).toBeHidden();
  await step("Support", [
    "As Jonas, open incident 8, which is over: `G` `U` leads to its tickets.",
    "`J` and `K` move, `↵` takes the next step: apologise, verify the cause with the facts at the side, hear from the customer that it works.",
    "In an open incident, add tickets (pasted text or a CSV file) and tag the likely ones with `T`.",
  ], async () => {
    await jonas.goes("/incidents/8");
    await press(jonas, "g", "u");
    await expect(jonas.page).toHaveURL("/incidents/8/support");
    const rows = jonas.page.locator("table.tk tbody tr");
    await expect(rows.first()).toBeVisible();
    await expect(rows.nth(0)).toHaveAttribute("aria-current", "true");
    await press(jonas, "j");
    await expect(rows.nth(1)).toHaveAttribute("aria-current", "true");
    await press(jonas, "k");
    await expect(rows.nth(0)).toHaveAttribute("aria-current", "true");
    await followsUp(jonas);

    await jonas.goes(`/incidents/${id}/support`);
    await jonas.page.getByRole("button", { name: "Add tickets…" }).click();
    await jonas.dialog.getByLabel(/^Paste/).fill("id\tsubject\tname\taccount\tbody\n1\tDatabases refuse connections\tJo\torbital\tIt fails");
    await jonas.dialog.getByRole("button", { name: "Read", exact: true }).click();
    await jonas.dialog.getByRole("button", { name: /^Add 1 ticket/ }).click();
    await expect(jonas.dialog).toContainText("were there already");
    await press(jonas, "Escape");
    await expect(jonas.dialog).toBeHidden();
    await expect(rows.filter({ hasText: "Databases refuse connections" })).toHaveAttribute("aria-current", "true");
    await leavesField(jonas);
    await press(jonas, "t");
    await expect(jonas.page.getByRole("button", { name: "Tagged 1" })).toBeVisible();
  });

  await step("Operate", [
    "As Tomasz, `G` `O`: report to the IC what you know, what you try and what you need.",
    "`T` records a temporary change.",
    "As the IC, `I` takes the report into the sitrep.",
  ], async () => {
    await tomasz.goes("/");
    await press(tomasz, "g", "o");
    await expect(tomasz.page).toHaveURL(`/incidents/${id}/ops`);
    for (const [label, text] of [["What we know", "The pooler is full."], ["What we try", "More hosts."], ["What we need", "A second pair of eyes."]]) {
      await tomasz.page.getByLabel(label, { exact: true }).fill(text);
    }
    await tomasz.page.getByRole("button", { name: /^Report up/ }).click();
    await expect(part(tomasz, "Reported")).toContainText("The pooler is full.");
    await leavesField(tomasz);
    await press(tomasz, "t");
    await tomasz.dialog.getByLabel("What changed").fill("Pool limit 400");
    await tomasz.dialog.getByLabel("Where").fill("db-fra-3");
    await tomasz.dialog.getByLabel("How to undo it").fill("Set it to 200 again");
    await tomasz.dialog.getByRole("button", { name: /^Add it/ }).click();
    await expect(part(dana, "Temporary changes")).toContainText("Pool limit 400");
    await part(dana, /^Sitrep/).getByRole("button", { name: "Write" }).click();
    await leavesField(dana);
    await press(dana, "i");
    await expect(dana.page.getByLabel("What’s broken", { exact: true })).toHaveValue(/The pooler is full\./);
  });

  await step("Call customers", [
    "As Lena, `G` `A` leads to the customers of the incident, and “Mine” to those that she speaks for.",
    "`J` chooses, `C` claims, then write a line about what was said; `→` moves on.",
    "Nobody is called twice: who may not call reads who may.",
    "As the IC, change the order of the restore queue with `Alt` and the arrow keys.",
    "Communications sees how many are restored.",
  ], async () => {
    await press(lena, "g", "a");
    await expect(lena.page).toHaveURL(`/incidents/${id}/customers`);
    await lena.page.getByRole("button", { name: /^Mine/ }).click();
    const rows = lena.page.locator("table.cu tbody tr");
    await expect(rows.filter({ hasText: "Noor Haddad" })).toHaveCount(0);
    const name = await rows.first().locator("b").innerText();
    await leavesField(lena);
    await press(lena, "j", "c");
    await expect(rows.first()).toContainText("Claimed");
    await lena.page.getByLabel("What was said").fill("They know, and wait");
    await leavesField(lena);
    await press(lena, "ArrowRight");
    await expect(part(lena, "Outreach").locator(".lanes > li").filter({ hasText: /^Contacted/ })).toContainText("They know, and wait");

    await dana.goes(`/incidents/${id}/customers`);
    await dana.page.getByRole("row").filter({ hasText: name }).click();
    await expect(part(dana, name).getByRole("button", { name: /^(Claim|Contacted)/ })).toHaveCount(0);
    await expect(part(dana, name)).toContainText("Lena Baum");
    await part(dana, "Next").getByRole("button", { name: "Queue everybody shown" }).click();
    const next = part(dana, "Next").getByRole("listitem");
    const second = await next.nth(1).locator("b").innerText();
    await next.nth(1).focus();
    await press(dana, "Alt+ArrowUp");
    await expect(next.first()).toContainText(second);
    await next.first().getByRole("button", { name: "Start" }).click();
    await part(dana, "Restore queue").getByRole("button", { name: /^Mark back/ }).click();
    await expect(part(meilin, "Facts from the IC")).toContainText(/1 of \d+ restored/);
  });

  await step("Resolve", [
    "Write a last post, choose an owner and a date for the post-mortem.",
    "An open temporary change becomes a follow-up of the person who made it, due tomorrow.",
    "The home page shows what is due, yours first.",
    "\"Close\" names what nobody has answered and waits for tagged tickets.",
  ], async () => {
    const button = dana.situation.getByRole("button", { name: /^(Next: r|R)esolve…$/ });
    if (!(await button.isVisible())) await dana.situation.getByLabel("Other changes").click();
    await button.click();
    await expect(dana.dialog).toContainText("One temporary change is open: it becomes a follow-up of its maker, due tomorrow.");
    await dana.dialog.getByRole("textbox", { name: "Public post" }).fill("Databases take new connections again, for everybody.");
    await dana.dialog.getByLabel("Owner").selectOption({ label: "Tomasz Król" });
    await dana.dialog.getByLabel("Due in days").fill("3");
    await dana.dialog.getByRole("button", { name: "Resolve and post" }).click();
    await expect(dana.situation).toContainText("Resolved");
    await tomasz.goes("/");
    await expect(part(tomasz, "Post‑mortems due")).toContainText("Tomasz Król");
    const followUps = part(tomasz, "Follow‑ups");
    await expect(followUps.getByRole("heading", { level: 3 }).first()).toHaveText("Yours");
    await expect(followUps.getByRole("list").first()).toContainText("Pool limit 400");

    await dana.situation.getByRole("button", { name: /^(Next: p|P)ublish the post-mortem…$/ }).click();
    await dana.dialog.getByLabel("Link").fill("https://northwind.example/post-mortem");
    await dana.dialog.getByRole("button", { name: "Publish", exact: true }).click();
    await expect(dana.dialog).toBeHidden();
    const close = dana.situation.getByRole("button", { name: /^(Next: c|C)lose…$/ });
    const refusal = dana.dialog.getByRole("alert");
    await expect(dana.situation).toContainText("Next: answer the follow-ups, then close");
    await dana.situation.getByLabel("Other changes").click();
    await expect(close).toBeVisible();
    await close.click();
    await dana.dialog.getByRole("button", { name: "Close the incident" }).click();
    await expect(refusal).toContainText("Pool limit 400");
    await press(dana, "Escape");
    await tomasz.goes(`/incidents/${id}`);
    await part(tomasz, "Follow-ups").getByRole("button", { name: "Done…" }).click();
    await tomasz.dialog.getByRole("textbox").first().fill("The limit is 200 again");
    await tomasz.dialog.locator("button.primary").click();
    await expect(tomasz.dialog).toBeHidden();
    await expect(dana.situation.getByRole("button", { name: "Next: close…" })).toBeVisible();
    await close.click();
    await dana.dialog.getByRole("button", { name: "Close the incident" }).click();
    await expect(refusal).toContainText("1 tagged ticket is not followed up yet.");
    await press(dana, "Escape");
  });

  await step("Record an incident that is already over", ["In the declare dialog: its times, its impact, one post.", "Page, history and feed say that it was posted afterwards."], async () => {
    await dana.goes("/");
    await press(dana, "d");
    await dana.dialog.getByRole("button", { name: "It is already over…" }).click();
    const past = dana.page.getByRole("dialog", { name: "It is already over" });
    await past.getByLabel("What happened?").fill("Sign-in was slow");
    const hour = (ago: number) => new Date(Date.now() - ago * 3_600_000).toISOString().slice(0, 16);
    await past.getByLabel("Began (UTC)").fill(hour(5));
    await past.getByLabel("Ended (UTC)").fill(hour(4));
    await past.getByRole("radio", { name: "Dashboard: Degraded" }).check({ force: true });
    await past.getByRole("button", { name: /^Write it down/ }).click();
    await expect(dana.page).toHaveURL(/\/incidents\/\d+$/);
    await expect(dana.situation).toContainText("posted afterwards");
    const number = dana.page.url().match(/(\d+)$/)![1];
    await outside.page.goto(`/status/incidents/${number}`);
    await expect(status).toContainText(/posted afterwards/i);
    await expect(async () => {
      await outside.page.goto("/status/history");
      await expect(status).toContainText(/posted afterwards/i, { timeout: 200 });
    }).toPass();
    expect(await (await outside.page.request.get("/status/feed.atom")).text()).toMatch(/posted afterwards/i);
  });
});

/** The whole follow-up of the ticket that is chosen, each step by the same key. */
async function followsUp(who: Person): Promise<void> {
  const side = who.page.getByRole("complementary");
  await press(who, "Enter");
  await expect(who.dialog.getByLabel("Apology")).not.toBeEmpty();
  await who.dialog.getByRole("button", { name: "Apologise", exact: true }).click();
  await expect(who.dialog).toBeHidden();
  await expect(side.getByRole("button", { name: /^Yes, this incident/ })).toBeVisible();
  await expect(side).toContainText("This incident");
  await leavesField(who);
  await press(who, "Enter");
  await expect(side.getByRole("button", { name: /^Yes, this incident/ })).toBeFocused();
  await press(who, "Enter");
  await side.getByRole("button", { name: "I have asked the customer" }).click();
  await side.getByRole("button", { name: "The customer says it works" }).click();
  await expect(who.page.getByRole("button", { name: "Done 1" })).toBeVisible();
}

test("the five minutes of the README begin as the tour does", () => {
  for (const words of ["offer Communications to Mei-Lin", "We expect to be done within 30 minutes.", "We are looking into problems with Databases."]) {
    expect(readme).toContain(words);
    expect(tour).toContain(words);
  }
});
