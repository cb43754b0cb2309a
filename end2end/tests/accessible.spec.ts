// axe-core finds nothing on any page, light and dark, wide and phone; and the screens for people to look at.

import type { Person } from "../people";
import { expect } from "../fixtures";
import { inEveryLook, type Visit } from "../looks";

inEveryLook("no violation on any page", async ({ person, customer, look }) => {
  const outside = await customer();
  await outside.page.goto("/");
  await look(outside.page, "sign-in");

  const dana = await person("Dana Whitfield");
  await look(dana.page, "home-quiet");
  await dana.page.getByRole("button", { name: "Declare incident" }).click();
  await dana.dialog.getByLabel("What do you see?").fill("Elevated errors on database connections");
  await dana.dialog.getByRole("button", { name: "Databases", exact: true }).click();
  await look(dana.page, "declare");
  await dana.dialog.getByRole("button", { name: /^Declare/ }).click();
  await expect(dana.room).toContainText("declared the incident");
  await incidentPages(dana, look);

  await outside.page.goto("/status");
  await look(outside.page, "status");
  await outside.page.goto("/status/history");
  await look(outside.page, "history");
  await outside.page.goto(`/status/incidents/${dana.page.url().match(/incidents\/(\d+)/)![1]}`);
  await look(outside.page, "status-incident");

  await dana.goes("/");
  await look(dana.page, "home-open");
  const inBar = dana.page.locator('nav[aria-label="Pages"] a:not([rel="external"])');
  const paths = await inBar.evaluateAll((links) => links.map((link) => link.getAttribute("href")!));
  expect(paths).toContain("/people");
  for (const path of paths.slice(1)) {
    await dana.goes(path);
    await expect(dana.page.getByText("Counting…")).toBeHidden();
    await look(dana.page, path.slice(1));
  }
  await dana.goes("/account");
  await expect(dana.page.getByText("this one")).toBeVisible();
  await look(dana.page, "account");
  await dana.goes("/practice");
  await dana.page.getByLabel("Words to practise on").fill("We are sorry for any inconvenience. A disk is full. It will be back by 5pm.");
  await expect(dana.page.getByRole("list", { name: "Findings" })).toContainText("Presumed cause");
  await look(dana.page, "practice-findings");
});

async function incidentPages(dana: Person, look: Visit["look"]): Promise<void> {
  await dana.situation.getByRole("button", { name: "Next: confirm…" }).click();
  await look(dana.page, "confirm");
  await dana.dialog.getByLabel("Symptoms").fill("New connections to shared databases in eu-west are refused or time out.");
  await dana.dialog.getByLabel("Scope").fill("6.4 % of apps (2,310), Standard plan, eu-west only.");
  await dana.dialog.getByRole("button", { name: /^Confirm/ }).click();
  await dana.reaches("2 Confirmed");
  await dana.says("Hosts must go one at a time. 38 to do, about 3 min each.");
  await dana.sendsSitrep({
    "Customers can": "Keep open connections, retry with back-off.",
    "What we’re doing": "Replacing 38 pooler hosts one at a time.",
  });
  await dana.offers("Communications", "Mei-Lin Chow");
  await look(dana.page, "ic");
  await dana.sits("Comms");
  await dana.writes("We are seeing a minor issue with new connections to Databases in eu-west. About one in nine attempts fails. We expect to be done within 30 minutes.");
  await expect(dana.page.getByRole("list", { name: "Findings" }).getByRole("listitem").first()).toBeVisible();
  await look(dana.page, "comms");
  await dana.sits("Briefing");
  await look(dana.page, "briefing");
  await dana.situation.getByRole("button", { name: "Call everyone…" }).click();
  await look(dana.page, "call");
  await dana.page.keyboard.press("Escape");
  await dana.situation.getByRole("button", { name: "Next: resolve…" }).click();
  await look(dana.page, "resolve");
  await dana.page.keyboard.press("Escape");
}
