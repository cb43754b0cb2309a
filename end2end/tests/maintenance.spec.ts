// Planned maintenance: announced, begun, overrun, ended and called off, seen live by a colleague and by customers.

import { calls, commands } from "../commands";
import { expect, test } from "../fixtures";
import { inEveryLook } from "../looks";
import type { Person } from "../people";

const MICROS = 1000;
const HOUR = 3_600_000;

/** A moment as a field takes it, where the browser sits. */
async function local(person: Person, at: number): Promise<string> {
  return person.page.evaluate((ms) => {
    const date = new Date(ms);
    const two = (n: number) => String(n).padStart(2, "0");
    return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
  }, at);
}

const inUtc = (at: number) => new Date(at).toISOString().slice(11, 16);

/** Plans work as another program would, in so many milliseconds. */
async function planned(person: Person, title: string, from: number, until: number): Promise<number> {
  const plan = {
    title, components: ["databases"], from: Math.floor((Date.now() + from) * MICROS), until: Math.floor((Date.now() + until) * MICROS),
    begins_itself: false, ends_itself: false, remind_hours: null,
  };
  const command = { type: "plan_maintenance", plan, body: "We move Databases to new disks." };
  const done = await calls(person, "send_command", { incident: null, command, key: crypto.randomUUID() });
  return done.incident;
}

test("work is planned, seen live by a colleague, begun and ended, and customers see each", async ({ person, customer }) => {
  const dana = await person("Dana Whitfield", { timezoneId: "America/New_York" });
  const mei = await person("Mei-Lin Chow");
  const outside = await customer();
  await dana.goes("/maintenance");
  await mei.goes("/maintenance");
  // What the demo company has planned, and has done.
  await expect(mei.page.getByRole("region", { name: "Coming" })).toContainText("New routers");
  await expect(mei.page.getByRole("region", { name: "Past" })).toContainText("New disks for Databases");

  await dana.page.getByRole("button", { name: "Plan maintenance" }).click();
  await dana.dialog.getByLabel("Title").fill("Move to new disks");
  await dana.dialog.getByRole("button", { name: "Databases", exact: true }).click();
  const from = Math.ceil((Date.now() + 2 * HOUR) / 60_000) * 60_000;
  await dana.dialog.getByLabel(/^Begins \(/).fill(await local(dana, from));
  await dana.dialog.getByLabel(/^Ends \(/).fill(await local(dana, from));
  await expect(dana.dialog).toContainText(`${inUtc(from)} UTC`);
  const words = dana.dialog.getByRole("textbox", { name: "What customers read" });
  await words.fill("We repair the mess that our cloud provider made.");
  await expect(dana.dialog.getByRole("list", { name: "Findings" }).getByRole("listitem").first()).toBeVisible();
  await words.fill("We move Databases to new disks. New connections take up to 5 seconds longer.");
  await dana.dialog.getByRole("button", { name: /^Announce it/ }).click();
  await expect(dana.dialog.getByText("Ends (your time): must be later than the beginning.")).toBeVisible();
  await dana.dialog.getByLabel(/^Ends \(/).fill(await local(dana, from + HOUR));
  await dana.dialog.getByRole("button", { name: /^Announce it/ }).click();
  await expect(dana.dialog).toBeHidden();

  const coming = mei.page.getByRole("region", { name: "Coming" });
  await expect(coming).toContainText("Move to new disks");
  await expect(coming).toContainText("Databases");
  const rosa = await person("Rosa Fernandez");
  await rosa.goes("/");
  const atHome = rosa.page.getByRole("region", { name: "Planned maintenance" });
  await expect(atHome).toContainText(`, ${inUtc(from)} UTC`);
  await outside.page.goto("/status");
  const main = outside.page.getByRole("main");
  await expect(main).toContainText("Planned maintenance");
  await expect(main).toContainText("We move Databases to new disks.");
  await expect(main).toContainText("All systems operational");

  await mei.page.getByRole("button", { name: /^Begin now\s*: Move to new disks$/ }).click();
  await expect(mei.dialog.getByRole("textbox", { name: "What customers read" })).toHaveValue(/^Planned maintenance on Databases has begun/);
  await mei.dialog.getByRole("button", { name: /^Begin now/ }).click();
  await expect(dana.page.getByRole("region", { name: "In progress" })).toContainText("Move to new disks");
  await expect(atHome).toContainText("until ");
  await outside.page.reload();
  await expect(main).toContainText("Databases: maintenance");
  await expect(main).toContainText("Planned until");

  await dana.page.getByRole("button", { name: /^Work is done, checking\s*: Move to new disks$/ }).click();
  await dana.dialog.getByRole("button", { name: /^Work is done/ }).click();
  await expect(dana.dialog).toBeHidden();
  await dana.page.getByRole("button", { name: /^End now\s*: Move to new disks$/ }).click();
  await dana.dialog.getByRole("button", { name: /^End now/ }).click();
  await expect(mei.page.getByRole("region", { name: "Past" })).toContainText("Move to new disks");
  await expect(atHome).not.toContainText("Move to new disks");
  await expect(atHome).toContainText("New routers");
  await outside.page.reload();
  await expect(main).toContainText("All systems operational");
  await outside.page.getByRole("link", { name: "Move to new disks" }).first().click();
  for (const label of ["Scheduled", "In progress", "Verifying", "Completed"]) await expect(main).toContainText(label);
});

test("work that overruns says so; it is extended, and called off with a reason that customers read", async ({ person, customer }) => {
  const dana = await person("Dana Whitfield");
  const mei = await person("Mei-Lin Chow");
  await mei.goes("/maintenance");
  const id = await planned(dana, "New cables", 0, 3000);
  await commands(dana, id, { type: "begin_maintenance" });
  await expect(mei.page.getByText(/^Overran by/)).toBeVisible();
  const other = await planned(dana, "New fans", HOUR, 3 * HOUR);
  await mei.page.getByRole("button", { name: /^Extend or change\s*: New cables$/ }).click();
  const until = Math.ceil((Date.now() + 2 * HOUR) / 60_000) * 60_000;
  await mei.dialog.getByLabel(/^Ends \(/).fill(await local(mei, until));
  await expect(mei.dialog.getByRole("status").filter({ hasText: "“New fans”" })).toBeVisible();
  await mei.dialog.getByRole("button", { name: /^Save/ }).click();
  await expect(mei.page.getByText(/^Overran by/)).toBeHidden();

  await mei.page.getByRole("button", { name: /^Cancel it\s*: New cables$/ }).click();
  mei.mayLoseConnection = true; // words that are missing: 409
  await mei.dialog.getByRole("button", { name: /^Cancel it/ }).click();
  await expect(mei.dialog).toContainText("is empty");
  await mei.dialog.getByRole("textbox", { name: "What customers read" }).fill("Two of the new cables were faulty.");
  await mei.dialog.getByRole("button", { name: /^Cancel it/ }).click();
  await expect(mei.page.getByRole("region", { name: "Past" })).toContainText("Cancelled");
  const outside = await customer();
  await outside.page.goto(`/status/incidents/${id}`);
  await expect(outside.page.getByRole("main")).toContainText("Two of the new cables were faulty.");
  const calendar = await (await outside.page.request.get("/status/maintenance.ics")).text();
  expect(calendar).toContain("STATUS:CANCELLED");
  expect(other).toBeGreaterThan(id);
});

test("while all that is hit is under maintenance, no word is due", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const work = await planned(dana, "New cables", 0, HOUR);
  await commands(dana, work, { type: "begin_maintenance" });
  const silent = dana.situation.getByText(/silenced by maintenance until \d\d:\d\d UTC|silenced by maintenance until \d+ \w+, \d\d:\d\d UTC/);
  await dana.declare("Queries are slow", ["Databases"]);
  await expect(silent.first()).toBeVisible();
  await commands(dana, work, { type: "end_maintenance" });
  await dana.goes(`/incidents/${work}`);
  await expect(dana.page.getByRole("heading", { level: 1 })).toContainText("is planned maintenance");
});

test("whoever only reads plans nothing", async ({ person }) => {
  const lena = await person("Lena");
  await lena.goes("/maintenance");
  await expect(lena.page.getByRole("button", { name: "Plan maintenance" })).toBeDisabled();
});

inEveryLook("planned maintenance", async ({ person, customer, look }) => {
  const dana = await person("Dana Whitfield");
  const under = await planned(dana, "Move the databases of Frankfurt to new disks", 0, 2 * HOUR);
  await commands(dana, under, { type: "begin_maintenance" });
  await planned(dana, "New routers", 30 * HOUR, 32 * HOUR);
  const off = await planned(dana, "New cables", 3 * HOUR, 4 * HOUR);
  await commands(dana, off, { type: "cancel_maintenance", body: "The cables did not arrive." });
  await dana.goes("/maintenance");
  await expect(dana.page.getByRole("region", { name: "Coming" })).toContainText("New routers");
  await look(dana.page, "maintenance");
  await dana.page.getByRole("button", { name: "Plan maintenance" }).click();
  await dana.dialog.getByLabel("Title").fill("New firmware");
  await dana.dialog.getByRole("button", { name: "Databases", exact: true }).click();
  await look(dana.page, "maintenance-plan");
  const outside = await customer();
  await outside.page.goto("/status");
  await look(outside.page, "status-maintenance");
  await outside.page.goto(`/status/incidents/${under}`);
  await look(outside.page, "status-maintenance-page");
});
