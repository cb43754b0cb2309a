// Sales through an incident: who is hit, who calls them, who gets their service back when, and what may be said.

import { expect, test } from "../fixtures";
import { inEveryLook } from "../looks";
import type { Person } from "../people";

const part = (who: Person, name: string) => who.page.getByRole("region", { name });
const card = (who: Person, name: string) => part(who, "Outreach").getByRole("button", { name: new RegExp(name) });
const lane = (who: Person, name: string) => part(who, "Outreach").locator(".lanes > li", { has: who.page.getByRole("heading", { name: new RegExp(name) }) });

async function confirmed(dana: Person): Promise<number> {
  const id = await dana.declare("Databases refuse connections", ["Databases"]);
  await dana.confirms("Connections are refused.", "All customers in eu-west.");
  await dana.goes(`/incidents/${id}/customers`);
  return id;
}

test("an account manager calls her customer, and the IC sees it at once", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const lena = await person("Lena Baum");
  const id = await confirmed(dana);
  await lena.goes(`/incidents/${id}/customers`);
  await expect(part(lena, "Top customers affected").getByRole("row")).toContainText([/Customer/, /Halden Bank/, /Voltra Energy/]);
  await lena.page.getByRole("button", { name: /^Mine/ }).click();
  await expect(part(lena, "Top customers affected").getByText("Halden Bank").first()).toBeHidden();

  await lena.page.keyboard.press("j");
  await expect(lena.page.getByRole("region", { name: "Voltra Energy" })).toBeVisible();
  await lena.page.keyboard.press("c");
  await expect(lane(dana, "^Claimed").getByText("Voltra Energy")).toBeVisible();
  const note = lena.page.getByLabel("What was said");
  await note.fill("By phone; asked for hourly calls");
  await card(lena, "Aster Insurance").click();
  await expect(lena.page.getByRole("region", { name: "Aster Insurance" })).toBeVisible();
  await card(lena, "Voltra Energy").click();
  await expect(note).toHaveValue("By phone; asked for hourly calls");
  await note.press("Enter");
  await expect(lane(dana, "^Contacted")).toContainText("asked for hourly calls");

  // After G a letter says where to go: it claims nobody on its way.
  await card(lena, "Aster Insurance").click();
  await lena.page.keyboard.press("g");
  await lena.page.keyboard.press("c");
  await expect(lena.page).toHaveURL(/comms$/);
  await lena.page.goBack();
  await expect(lane(lena, "^Unclaimed").getByText("Aster Insurance")).toBeVisible();

  await expect(part(lena, "What you may say")).toContainText("We are working on the problems with Databases.");
  await expect(part(lena, "What you may say")).not.toContainText("Connections are refused");

  // The incident ends; whoever was told is asked whether it works, and hears what everybody hears.
  await dana.resolves();
  await expect(part(lena, "What you may say")).toContainText("Databases are working again.");
  await card(lena, "Voltra Energy").click();
  await lena.page.getByLabel("What was said").fill("Works; they thank us for the call");
  await lena.page.keyboard.press("Enter");
  await expect(lane(dana, "^Acknowledged")).toContainText("they thank us for the call");
  await lena.page.reload();
  await expect(lane(lena, "^Acknowledged")).toContainText("Voltra Energy");
});

test("the second of two people who claim a customer sees who has them", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const [lena, noor] = [await person("Lena Baum"), await person("Noor Haddad")];
  const id = await confirmed(dana);
  for (const manager of [lena, noor]) {
    await manager.goes(`/incidents/${id}/customers`);
    await card(manager, "Meridian Tax").click();
  }
  const claim = (who: Person) => who.page.getByRole("region", { name: "Meridian Tax" }).getByRole("button", { name: /^Claim/ });
  await lena.page.route("**/rpc/read_affected", (route) => route.abort());
  lena.mayLoseConnection = true;
  await claim(noor).click();
  await expect(lane(dana, "^Claimed").getByText("Meridian Tax")).toBeVisible();
  await claim(lena).click();
  await expect(lena.page.getByRole("alert").filter({ hasText: /Noor Haddad has had this call since \d\d:\d\d UTC/ })).toBeVisible();
});

test("the IC orders the queue by keyboard and mouse, and comms reads how many are back", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const noor = await person("Noor Haddad");
  const meilin = await person("Mei-Lin Chow");
  const id = await confirmed(dana);
  const next = part(dana, "Next").getByRole("listitem");
  await part(dana, "Next").getByRole("button", { name: "Queue everybody shown" }).click();
  await expect(next.first()).toContainText("Halden Bank");
  await next.nth(1).focus();
  await dana.page.keyboard.press("Alt+ArrowUp");
  await expect(next.first()).toContainText("Voltra Energy");
  await expect(next.first()).toBeFocused();
  await next.filter({ hasText: "Aster Insurance" }).dragTo(next.first());
  await expect(next.first()).toContainText("Aster Insurance");

  await noor.goes(`/incidents/${id}/customers`);
  await card(noor, "Kestrel Health").click();
  await noor.page.getByRole("button", { name: "Ask to restore next…" }).click();
  await noor.page.getByLabel("Why they should come next").fill("Patients cannot log in");
  await noor.page.getByRole("button", { name: "Ask the IC" }).click();
  await expect(next.filter({ hasText: "Kestrel Health" })).toContainText("Patients cannot log in");
  await next.filter({ hasText: "Kestrel Health" }).getByRole("button", { name: "Approve" }).click();
  await expect(next.first()).toContainText("Kestrel Health");

  await next.first().getByRole("button", { name: "Start" }).click();
  await part(dana, "Restore queue").getByRole("button", { name: /Mark back/ }).click();
  await expect(part(noor, "Restore queue")).toContainText(/1 of \d+ restored/);
  await meilin.goes(`/incidents/${id}/comms`);
  await expect(part(meilin, "Facts from the IC")).toContainText(/1 of \d+ restored/);

  await dana.goes(`/incidents/${id}/ic`);
  await expect(dana.room).toContainText("set the order of the restore queue: Voltra Energy, Halden Bank, ");
  await expect(dana.room).toContainText("marked Kestrel Health as restored.");

  // Forgotten, they are a number again, and asked for once.
  await dana.goes("/customers");
  const kestrel = dana.page.getByRole("row").filter({ hasText: "Kestrel Health" });
  await kestrel.getByRole("button", { name: /^Forget…/ }).click();
  await kestrel.getByRole("button", { name: "Forget for ever" }).click();
  await expect(kestrel).toHaveCount(0);
  let asked = 0;
  dana.page.on("request", (request) => (asked += Number(request.url().endsWith("/rpc/read_customer_names"))));
  await dana.goes(`/incidents/${id}/ic`);
  await expect(dana.room).toContainText("set the order of the restore queue: Voltra Energy, ");
  await expect(dana.room).toContainText(/marked customer \d+ as restored\./);
  await dana.says("They are a number now");
  await expect(dana.room).toContainText("They are a number now");
  expect(asked).toBe(1);
});

test("an admin takes a file over, reads its mistakes, and forgets a customer", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  await dana.goes("/customers");
  await dana.page.getByLabel("Or paste its rows").fill(
    "key,name,tier,yearly revenue,account manager,components\nnew,New Customer,Enterprise,5000,noor@northwind.example,Databases\nbad,Bad Row,Team,lots,,\n",
  );
  await dana.page.getByRole("button", { name: "Show what changes" }).click();
  await expect(dana.page.getByText("1 new, 0 changed, 0 the same.")).toBeVisible();
  await expect(dana.page.getByText("Line 3, column yearly revenue")).toBeVisible();
  await dana.page.getByRole("button", { name: "Take the 1 good rows" }).click();
  await expect(dana.page.getByText("Taken: 1 new")).toBeVisible();

  await dana.page.getByLabel("Find by key or name").fill("New Cust");
  const row = dana.page.getByRole("row", { name: /New Customer/ });
  await row.getByRole("button", { name: /^Forget…/ }).click();
  await row.getByRole("button", { name: "Forget for ever" }).click();
  await expect(row).toBeHidden();
});

inEveryLook("affected customers and the list of all", async ({ person, look }) => {
  const dana = await person("Dana Whitfield");
  await confirmed(dana);
  await dana.shows("Restore");
  await part(dana, "Next").getByRole("button", { name: "Queue everybody shown" }).click();
  await expect(part(dana, "Next").getByRole("listitem").first()).toContainText("Halden Bank");
  await dana.shows("Outreach");
  await card(dana, "Kestrel Health").click();
  await look(dana.page, "customers");
  await dana.goes("/customers");
  await look(dana.page, "customers-all");
});
