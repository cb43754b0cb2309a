// What each seat has beside the main story.

import { expect, test } from "../fixtures";

test("a colleague declares in five actions, by keyboard alone", async ({ person }) => {
  const lena = await person("Lena Baum");
  await lena.page.keyboard.press("d");
  await expect(lena.dialog).toBeVisible();
  await lena.page.keyboard.type("Customers cannot sign in");
  await lena.page.keyboard.press("Control+Enter");
  await expect(lena.page).toHaveURL(/\/incidents\/\d+\/ic$/);
  await expect(lena.situation.locator(".sit-ic")).toContainText("Lena Baum");
});

test("the briefing says what changed since I looked, and scrubs to any minute", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const lena = await person("Lena Baum");
  const id = await dana.declare("Databases refuse connections", ["Databases"]);
  await lena.goes(`/incidents/${id}`);
  await lena.page.getByRole("button", { name: "Mark read" }).click();
  await expect(lena.page.getByRole("region", { name: "Since you looked" })).toContainText("Nothing changed.");

  await dana.confirms("Connections are refused.", "All customers in eu-west.");
  const since = lena.page.getByRole("region", { name: "Since you looked" });
  await expect(since).toContainText("2 Confirmed");
  await lena.page.reload();
  await lena.isLive();
  await expect(since).toContainText("2 Confirmed");

  const slider = lena.page.getByLabel("Show the incident as of");
  await slider.focus();
  await slider.press("Home");
  await expect(lena.page.getByRole("status").filter({ hasText: "As of" })).toBeVisible();
  await lena.page.getByRole("button", { name: "Back to now" }).click();
  await expect(lena.page.getByRole("heading", { level: 1 })).toHaveText("Connections are refused.");
});

test("a finding is fixed in one click, and a missing part is inserted", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  await dana.declare("API is slow", ["API"]);
  await dana.sits("Comms");
  await dana.writes("The API fails for all customers in eu-west. We are investigating. We expect to be done within 30 minutes.");
  await dana.page.getByRole("list", { name: "Findings" }).getByRole("button", { name: /^Fix/ }).first().click();
  await expect(dana.page.getByLabel("Public update")).not.toHaveValue(/30 minutes/);
  await dana.page.getByRole("list", { name: "Parts of a good update" }).getByRole("listitem").filter({ hasText: "Next update" }).getByRole("button", { name: "Insert" }).click();
  await expect(dana.page.getByLabel("Public update")).toHaveValue(/Next update by \d\d:\d\d UTC\./);
});

test("the next update can be promised sooner than the cadence asks", async ({ person, customer }) => {
  const dana = await person("Dana Whitfield");
  await dana.declare("API is slow", ["API"]);
  await dana.sits("Comms");
  await dana.writes("Requests to the API take ten seconds for all customers. We are investigating.");
  await dana.page.getByLabel("Next update due").selectOption("in 10 minutes");
  const promised = (await dana.page.locator(".next .end").innerText()).match(/\d\d:\d\d/)![0];
  await dana.publishes();
  await expect(dana.page.getByLabel("Public update")).toHaveValue("");
  // The clock may have gone on to the next minute between reading and publishing.
  const [hours, minutes] = promised.split(":").map(Number) as [number, number];
  const next = new Date(Date.UTC(2000, 0, 1, hours, minutes + 1)).toISOString().slice(11, 16);
  await expect(dana.situation.getByRole("link", { name: /^Public update/ })).toContainText(new RegExp(`due (${promised}|${next})`));
  await expect(dana.page.getByLabel("Next update due")).toHaveValue("");
  const outside = await customer();
  await outside.page.goto("/status");
  await expect(outside.page.getByRole("main")).toContainText(new RegExp(`Next update by (${promised}|${next}) UTC`));
});

test("every seat is a key or two away, and single keys can be switched off", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const { keyboard } = dana.page;
  const id = await dana.declare("API is slow", ["API"]);
  for (const [key, path] of [["c", `/incidents/${id}/comms`], ["b", `/incidents/${id}`], ["i", `/incidents/${id}/ic`]] as const) {
    await keyboard.press("g");
    await keyboard.press(key);
    await expect(dana.page).toHaveURL(new RegExp(`${path}$`));
    await expect(dana.page.getByRole("main")).toBeVisible();
  }
  await keyboard.press("/");
  await expect(dana.page.getByLabel("Message to the room")).toBeFocused();
  await keyboard.type("gb?");
  await expect(dana.page.getByLabel("Message to the room")).toHaveValue("gb?");
  await dana.page.getByLabel("Message to the room").blur();

  const keys = dana.page.getByRole("dialog", { name: "Keys" });
  await keyboard.press("?");
  await keys.getByLabel(/^Single keys act/).uncheck();
  await keyboard.press("Escape");
  await expect(keys).toBeHidden();
  await keyboard.press("g");
  await keyboard.press("h");
  await keyboard.press("?");
  await expect(keys).toBeVisible();
  await expect(dana.page).toHaveURL(new RegExp(`/incidents/${id}/ic$`));
  await keys.getByLabel(/^Single keys act/).check();
  await keyboard.press("Escape");
  await expect(keys).toBeHidden();
  await keyboard.press("g");
  await keyboard.press("h");
  await expect(dana.page.getByRole("button", { name: "Declare incident" })).toBeVisible();
});

test("bad input is refused with field and limit, and nothing typed is lost", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  await dana.page.getByRole("button", { name: "Declare incident" }).click();
  await dana.dialog.getByRole("button", { name: /^Declare/ }).click();
  await expect(dana.dialog.getByRole("alert")).toContainText("What do you see? is empty");
  const long = "x".repeat(121);
  await dana.dialog.getByLabel("What do you see?").fill(long);
  await dana.dialog.getByRole("button", { name: /^Declare/ }).click();
  await expect(dana.dialog.getByRole("alert")).toContainText("121 characters; the limit is 120");
  await expect(dana.dialog.getByLabel("What do you see?")).toHaveValue(long);
  await dana.page.keyboard.press("Escape");
  await expect(dana.dialog).toBeHidden();
  await dana.page.getByRole("button", { name: "Declare incident" }).click();
  await expect(dana.dialog.getByLabel("What do you see?")).toHaveValue(long);
});

test("markup is text, inside and outside", async ({ person, customer }) => {
  const dana = await person("Dana Whitfield");
  const evil = "<img src=x onerror=alert(1)> & <b>bold</b>";
  await dana.declare(evil, ["API"]);
  await expect(dana.page.locator(".crumb")).toContainText(evil);
  await dana.says(`</ol><script>alert(2)</script>`);
  await expect(dana.room).toContainText("</ol><script>alert(2)</script>");
  await dana.sits("Comms");
  await dana.writes(`The API fails for all customers: ${evil}. We are investigating.`);
  await dana.publishes();
  await expect(dana.page.getByRole("region", { name: "Posted" })).toContainText(evil);
  const outside = await customer();
  await outside.page.goto("/status");
  await expect(outside.page.getByRole("main")).toContainText(evil);
  await expect(outside.page.locator("main img")).toHaveCount(0);
});

test("on a phone the seats are at the thumb, and nothing scrolls sideways", async ({ person }) => {
  const dana = await person("Dana Whitfield", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await dana.declare("API is slow", ["API"]);
  for (const seat of ["Briefing", "Comms", "IC"] as const) {
    await dana.page.getByRole("navigation", { name: "Seats at hand" }).getByRole("link", { name: seat, exact: true }).click();
    await expect(dana.page.getByRole("main")).toBeVisible();
    const sideways = await dana.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(sideways, seat).toBeLessThanOrEqual(0);
  }
});

test("on a phone the red button is held, and letting go early calls nobody", async ({ person }) => {
  const dana = await person("Dana Whitfield", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await dana.declare("Everything is down", ["Routing"]);
  await dana.situation.getByRole("button", { name: "Call everyone…" }).click();
  const hold = dana.dialog.getByRole("button", { name: "Hold to call everyone" });
  await expect(dana.dialog.getByLabel(/^Type/)).toBeHidden();
  await hold.dispatchEvent("pointerdown");
  await expect(hold).toHaveAttribute("data-holding", "true");
  await hold.dispatchEvent("pointerup");
  await expect(hold).toHaveAttribute("data-holding", "false");
  await dana.reaches("1 Investigating");
  await hold.dispatchEvent("pointerdown");
  await dana.reaches("3 Major");
  await expect(dana.dialog).toBeHidden();
});

test("an admin redacts a line, and its text is gone from every tab", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const lena = await person("Lena Baum");
  const id = await dana.declare("API is slow", ["API"]);
  await dana.says("The password is hunter2.");
  await lena.goes(`/incidents/${id}`);
  await expect(lena.page.getByRole("main")).toContainText("hunter2");
  await expect(lena.page.getByRole("button", { name: "Redact…" })).toHaveCount(0);

  await dana.sits("Briefing");
  await dana.page.getByRole("button", { name: "Redact…" }).click();
  await dana.dialog.getByRole("button", { name: "Redact it" }).click();
  await expect(dana.dialog.getByRole("alert")).not.toBeEmpty();
  const line = await dana.dialog.getByLabel("Record").getByRole("option", { name: /hunter2/ }).innerText();
  await dana.dialog.getByLabel("Record").selectOption(line);
  await dana.dialog.getByLabel("Reason").fill("A password");
  await dana.dialog.getByRole("button", { name: "Redact it" }).click();
  await expect(dana.dialog).toBeHidden();
  for (const page of [dana.page, lena.page]) {
    await expect(page.getByRole("main")).toContainText("A password");
    await expect(page.getByRole("main")).not.toContainText("hunter2");
  }
});
