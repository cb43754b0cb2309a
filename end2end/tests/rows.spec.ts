// What is open, chosen or focused in one row stays so while somebody else changes another one.

import type { Locator } from "@playwright/test";
import { calls, commands, said } from "../commands";
import { expect, test } from "../fixtures";
import type { Person } from "../people";

const DATABASE = "Tomasz Król";

async function idOf(who: Person, name: string): Promise<number> {
  const { directory } = await calls(who, "read_welcome", {});
  return directory.people.find((person: { name: string }) => person.name === name).id;
}

test("a choice of a role stays open while another admin changes a colleague", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const priya = await person("Priya Raman");
  await calls(dana, "set_role", { person: await idOf(dana, "Priya Raman"), role: "admin" });
  await dana.goes("/people");
  await priya.goes("/people");
  const role = (who: Person, name: string) => who.page.getByLabel(`Role of ${name}`);
  await role(dana, DATABASE).focus();
  const node = await role(dana, DATABASE).elementHandle();
  await role(priya, "Lena Baum").selectOption("responder");
  await expect(role(dana, "Lena Baum")).toHaveValue("responder");
  await expect(role(dana, DATABASE)).toBeFocused();
  expect(await node!.evaluate((choice) => choice.isConnected)).toBe(true);
});

test("whom a duty goes to stays chosen while colleagues change", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  await dana.declare("Queue is stuck", ["Builds & deploys"]);
  await dana.page.getByRole("button", { name: /^Hand off…/ }).first().click();
  const to = dana.dialog.getByLabel("To", { exact: true });
  await to.selectOption({ label: DATABASE });
  await calls(dana, "rename_person", { person: await idOf(dana, "Ivo Santos"), name: "Ivo dos Santos", team: "builds" });
  await expect(to.getByRole("option", { name: "Ivo dos Santos" })).toBeAttached();
  await expect(to.locator("option:checked")).toHaveText(DATABASE);
});

test("what is unfolded in the timeline stays so while the room talks", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const id = await dana.declare("Queue is stuck", ["Builds & deploys"]);
  await dana.sendsSitrep({ "What’s broken": "Builds wait", "What we’re doing": "Adding workers" });
  await dana.goes(`/incidents/${id}`);
  const timeline = dana.page.getByRole("region", { name: "Timeline" });
  const told = timeline.locator("details", { hasText: "Builds wait" }).first();
  await told.locator("summary").click();
  await expect(told).toHaveAttribute("open");
  await commands(dana, id, said("On it"));
  await expect(timeline).toContainText("On it");
  await expect(told).toHaveAttribute("open");
});

test("old reports stay unfolded, and rows keep the focus, while others come", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const tomasz = await person("Tomasz Król");
  const id = await dana.declare("Databases refuse connections", ["Databases"]);
  const report = (know: string) => ({ type: "report_up", report: { know, trying: "", need: "" } });
  const change = (what: string) => ({ type: "make_change", change: { what, place: "db-fra-3", undo: "Set it back" }, maker: null });
  await commands(tomasz, id, report("The pooler is full."), change("Pool limit 400"));
  await dana.sendsSitrep({ "What’s broken": "Connections are refused" });
  await dana.page.getByText("1 before the last sitrep").click();
  const old = dana.page.locator("details", { hasText: "before the last sitrep" });
  await expect(old).toContainText("The pooler is full.");
  const back = dana.page.getByRole("listitem").filter({ hasText: "Pool limit 400" }).getByRole("button", { name: "Rolled back" });
  await back.focus();
  await commands(tomasz, id, report("Hosts are replaced."), change("Cron paused"));
  await expect(dana.page.getByRole("region", { name: "From operations" })).toContainText("Hosts are replaced.");
  await expect(dana.page.getByRole("region", { name: "Temporary changes" })).toContainText("Cron paused");
  await expect(old).toHaveAttribute("open");
  await expect(back).toBeFocused();
});

test("a customer's row keeps the focus while another is claimed", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const noor = await person("Noor Haddad");
  const id = await dana.declare("Databases refuse connections", ["Databases"]);
  await dana.confirms("Connections are refused.", "All customers in eu-west.");
  for (const who of [dana, noor]) await who.goes(`/incidents/${id}/customers`);
  const row = (who: Person, name: string) => who.page.getByRole("row").filter({ hasText: name });
  const claim = row(dana, "Voltra Energy").getByRole("button", { name: /^Claim/ });
  await claim.focus();
  await row(noor, "Halden Bank").getByRole("button", { name: /^Claim/ }).click();
  await expect(row(dana, "Halden Bank")).toContainText("Claimed");
  await expect(claim).toBeFocused();
});

/** What tells later whether the page still has the same node there. */
async function sameNode(locator: Locator): Promise<() => Promise<void>> {
  const node = await locator.elementHandle();
  return async () => expect(await node!.evaluate((element) => element.isConnected)).toBe(true);
}

test("rows of webhooks stay, with the focus, while others come and go by one’s own hand", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  await dana.goes("/deliveries");
  const row = (path: string) => dana.page.getByRole("listitem").filter({ hasText: `https://1.1.1.1/${path}` });
  const adds = async (path: string) => {
    await dana.page.getByRole("textbox", { name: /^Address/ }).fill(`https://1.1.1.1/${path}`);
    await dana.page.keyboard.press("Enter");
    await expect(row(path)).toBeVisible();
  };
  await adds("first");
  await adds("second");
  const isSame = await sameNode(row("first").getByRole("button", { name: /^Remove/ }));
  await adds("third");
  await expect(dana.page.getByRole("textbox", { name: /^Address/ })).toBeFocused();
  await row("second").getByRole("button", { name: /^Remove/ }).click();
  await expect(row("second")).toBeHidden();
  await isSame();
  await row("first").getByRole("button", { name: /^New secret/ }).focus();
  const looked = dana.page.waitForResponse((answer) => answer.url().endsWith("/rpc/read_deliveries"));
  await dana.page.getByRole("button", { name: "Look again" }).evaluate((button: HTMLElement) => button.click());
  await looked;
  await expect(row("third")).toBeVisible();
  await expect(row("first").getByRole("button", { name: /^New secret/ })).toBeFocused();
  await isSame();
});

test("rows of tokens stay while one is made and another revoked", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  await dana.goes("/tokens");
  const revoke = (name: string) => dana.page.getByRole("button", { name: `Revoke ${name}` });
  const makes = async (name: string) => {
    await dana.page.getByRole("textbox", { name: /^Name/ }).fill(name);
    await dana.page.keyboard.press("Enter");
    await expect(revoke(name)).toBeVisible();
  };
  await makes("pager");
  await makes("deploy bot");
  const isSame = await sameNode(revoke("pager"));
  await makes("robot");
  await expect(dana.page.getByRole("textbox", { name: /^Name/ })).toBeFocused();
  await revoke("deploy bot").click();
  await expect(revoke("deploy bot")).toBeHidden();
  await isSame();
});

test("rows of sessions stay while another one is ended", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const others = [await person("Dana Whitfield"), await person("Dana Whitfield")];
  for (const other of others) other.mayLoseConnection = true;
  await dana.goes("/account");
  const ends = dana.page.getByRole("button", { name: "Sign out there" });
  await expect(ends).toHaveCount(2);
  const isSame = await sameNode(ends.last());
  await ends.first().click();
  await expect(ends).toHaveCount(1);
  await isSame();
});
