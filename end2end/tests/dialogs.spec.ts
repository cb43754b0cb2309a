// Whatever stands in front of the pages, and the pages of few visits: nothing for axe to find, in any look.

import { expect } from "../fixtures";
import { inEveryLook } from "../looks";

inEveryLook("the alarm, its wall, redaction and the keys", async ({ person, look }) => {
  const dana = await person("Dana Whitfield");
  const tomasz = await person("Tomasz Król");
  const id = await dana.declare("Everything is down", ["Routing"]);
  await dana.situation.getByRole("button", { name: "Call everyone…" }).click();
  await dana.dialog.getByLabel(/^Type/).fill("call everyone");
  await dana.dialog.getByRole("button", { name: "Call everyone", exact: true }).click();
  await dana.reaches("3 Major");

  const alarm = tomasz.page.getByRole("dialog", { name: /Everything is down/ });
  await expect(alarm).toBeVisible();
  await look(tomasz.page, "alarm");
  await alarm.getByRole("button", { name: "I have seen it" }).click();
  await expect(alarm).toBeHidden();

  await dana.goes(`/incidents/${id}`);
  await expect(dana.page.getByRole("region", { name: "Everybody is called" })).toContainText("2 of");
  await look(dana.page, "wall");
  await dana.shows("Timeline");
  await dana.page.getByRole("button", { name: "Redact…" }).click();
  await expect(dana.dialog.getByLabel("Record")).toBeVisible();
  await look(dana.page, "redact");
  await dana.page.keyboard.press("Escape");
  await dana.page.keyboard.press("?");
  await expect(dana.dialog).toContainText("Keys");
  await look(dana.page, "keys");
});

inEveryLook("the link with which a colleague joins", async ({ person, customer, look }) => {
  const dana = await person("Dana Whitfield");
  await dana.goes("/people");
  await dana.page.getByLabel("Name", { exact: true }).fill("Bob Noyce");
  await dana.page.getByLabel("E-mail").fill("bob@northwind.example");
  await dana.page.getByRole("button", { name: "Add", exact: true }).click();
  const link = await dana.page.getByLabel("Give this link to Bob Noyce").inputValue();
  await look(dana.page, "people-link");

  const bob = await customer();
  await bob.page.goto(link);
  await expect(bob.page.getByLabel("E-mail")).toHaveValue("bob@northwind.example");
  await look(bob.page, "join");
  bob.mayLoseConnection = true; // a link that is no good: 404
  await bob.page.goto(`${link.slice(0, -4)}none`);
  await expect(bob.page.getByRole("alert")).toContainText("no longer works");
  await look(bob.page, "join-late");
});
