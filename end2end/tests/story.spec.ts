// The whole story with three people at once: declare, tell the public, command, hand over, resolve.

import { expect, test } from "../fixtures";

test("an incident from declaration to the post-mortem", async ({ person, customer }) => {
  const dana = await person("Dana Whitfield");
  const meilin = await person("Mei-Lin Chow");
  const priya = await person("Priya Raman");
  const outside = await customer();
  let id = 0;

  await test.step("whoever finds it declares it, and customers read it at once", async () => {
    id = await dana.declare("Elevated errors on database connections", ["Databases"]);
    await dana.reaches("1 Investigating");
    await outside.page.goto("/status");
    await expect(outside.page.getByRole("main")).toContainText("We are looking into problems with Databases.");
    await expect(outside.page.getByRole("main")).not.toContainText("Elevated errors");
    await meilin.page.getByRole("link", { name: "Elevated errors on database connections" }).click();
    await priya.goes(`/incidents/${id}/ic`);
  });

  await test.step("the duties go over by handoff, announced to everybody", async () => {
    await dana.offers("Communications", "Mei-Lin Chow");
    await meilin.sits("IC");
    await meilin.accepts();
    await dana.offers("Incident commander", "Priya Raman");
    await priya.accepts();
    for (const who of [dana, meilin, priya]) {
      await expect(who.room).toContainText("Priya Raman is incident commander. Dana Whitfield handed over, Priya accepted.");
    }
  });

  await test.step("the new IC confirms scope and impact", async () => {
    await priya.confirms("New connections are refused.", "6.4 % of apps, eu-west only.");
    await dana.reaches("2 Confirmed");
    await meilin.reaches("2 Confirmed");
  });

  await test.step("a sitrep reaches everybody, with its changes marked", async () => {
    await priya.sendsSitrep({ "What’s broken": "One in nine new connections is refused.", "What we’re doing": "Replacing hosts one at a time." });
    await dana.sits("Briefing");
    await expect(dana.page.getByRole("heading", { level: 1 })).toHaveText("One in nine new connections is refused.");
    await meilin.sits("Comms");
    await expect(meilin.page.getByRole("region", { name: "Facts from the IC" })).toContainText("Replacing hosts one at a time.");
  });

  await test.step("words that break trust are found as they are typed, and go out only with a reason", async () => {
    const due = "We will be done within 30 minutes.";
    await meilin.writes(`New connections to Databases fail for 6.4 % of apps in eu-west. We are replacing hosts. ${due}`);
    const findings = meilin.page.getByRole("list", { name: "Findings" });
    await expect(findings).toContainText("Promises a repair time");
    await meilin.publishes();
    await expect(meilin.page.getByRole("alert").filter({ hasText: "break trust" })).toBeVisible();
    await meilin.page.getByLabel("Publish it anyway?").fill("The window was promised by contract");
    await meilin.publishes();
    await expect(meilin.page.getByRole("region", { name: "Posted" })).toContainText(due);
    await expect(meilin.page.getByLabel("Public update")).toHaveValue("");
    await outside.page.reload();
    await expect(outside.page.getByRole("main")).toContainText(due);
  });

  await test.step("still working on it keeps the cadence in one click", async () => {
    await meilin.page.getByRole("button", { name: "Still working on it" }).click();
    await expect(meilin.page.getByRole("region", { name: "Posted" })).toContainText("We are still working on the problems with Databases.", { timeout: 30_000 });
  });

  await test.step("the IC resolves it with a last post and an owner of the post-mortem", async () => {
    await priya.situation.getByRole("button", { name: "Next: resolve…" }).click();
    await priya.dialog.getByLabel("Owner").selectOption({ label: "Tomasz Król" });
    await priya.dialog.getByRole("button", { name: "Resolve and post" }).click();
    for (const who of [dana, priya, meilin]) await expect(who.situation).toContainText("Resolved");
    await outside.page.goto(`/status/incidents/${id}`);
    await expect(outside.page.getByRole("main")).toContainText("Databases are working again.");
    await dana.goes("/");
    await expect(dana.page.getByRole("region", { name: "Post‑mortems due" })).toContainText("Tomasz Król");
  });
});

test("a false alarm is stood down with a last post and no post-mortem", async ({ person, customer }) => {
  const dana = await person("Dana Whitfield");
  await dana.declare("Odd graph", ["API"]);
  await dana.situation.getByLabel("Other changes").click();
  await dana.situation.getByRole("button", { name: /^Stand down/ }).click();
  await dana.dialog.getByRole("button", { name: "Stand down and post" }).click();
  await expect(dana.situation).toContainText("Stood down");
  const outside = await customer();
  await outside.page.goto("/status/history");
  await expect(outside.page.getByRole("main")).toContainText("Problems with the API");
});

test("a confidential incident stays inside", async ({ person, customer }) => {
  const dana = await person("Dana Whitfield");
  await dana.page.getByRole("button", { name: "Declare incident" }).click();
  await dana.dialog.getByLabel("What do you see?").fill("Stolen laptop");
  await dana.dialog.getByLabel("Confidential", { exact: true }).check();
  await dana.dialog.getByLabel("Why it is confidential").fill("Police are involved");
  await dana.dialog.getByRole("button", { name: /^Declare/ }).click();
  await expect(dana.situation).toContainText("Confidential");
  await dana.sits("Comms");
  await expect(dana.page.getByRole("button", { name: /^Publish/ })).toBeDisabled();
  const outside = await customer();
  await outside.page.goto("/status");
  await expect(outside.page.getByRole("main")).toContainText("All systems operational");
});

test("state 3 alarms every tab, and a wall shows who has seen it", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const tomasz = await person("Tomasz Król");
  const id = await dana.declare("Everything is down", ["Routing"]);
  await dana.situation.getByRole("button", { name: "Call everyone…" }).click();
  await expect(dana.dialog).toContainText("Nobody outside the app is called yet");
  await expect(dana.dialog.getByRole("button", { name: "Call everyone", exact: true })).toBeDisabled();
  await dana.dialog.getByLabel(/^Type/).fill("call everyone");
  await dana.dialog.getByRole("button", { name: "Call everyone", exact: true }).click();
  await dana.reaches("3 Major");

  const alarm = tomasz.page.getByRole("dialog", { name: /Everything is down/ });
  await expect(alarm).toBeVisible();
  for (let i = 0; i < 3; i += 1) await tomasz.page.keyboard.press("Escape");
  await expect(alarm).toBeVisible();
  await expect(alarm).toHaveJSProperty("open", true);
  await alarm.getByRole("button", { name: "I have seen it" }).click();
  await expect(alarm).toBeHidden();
  await expect(dana.page.getByRole("region", { name: "Everybody is called" }).getByRole("listitem").filter({ hasText: "Tomasz Król" })).toContainText("acknowledged");
  await tomasz.goes(`/incidents/${id}`);
  await expect(tomasz.page.getByRole("region", { name: "Everybody is called" })).toContainText("2 of");
});
