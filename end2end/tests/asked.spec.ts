// What one is asked for is on every page, first on home, and in the tab's title; it is answered right there.

import { expect, test } from "../fixtures";
import { inEveryLook } from "../looks";

test("an offer reaches its person wherever they are, and is accepted there", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const priya = await person("Priya Raman");
  const id = await dana.declare("Slow builds", ["Builds & deploys"]);
  await priya.goes("/people");
  await expect(priya.page).toHaveTitle("People · Command Post");

  await dana.offers("Communications", "Priya Raman");
  const asked = priya.page.getByRole("region", { name: "For you" });
  await expect(asked).toContainText("Communications is offered to you");
  await expect(priya.page).toHaveTitle("(1) People · Command Post");
  await expect(priya.page.locator("link[rel=icon]")).toHaveAttribute("href", /^data:image\/svg/);

  await priya.goes("/");
  const first = priya.page.locator("main .pane").first();
  await expect(first).toContainText("For you");
  await first.getByRole("button", { name: "Accept" }).click();
  await expect(first).not.toContainText("For you");
  await expect(priya.page).toHaveTitle("Command Post");
  await expect(priya.page.locator("link[rel=icon]")).toHaveAttribute("href", "/favicon.svg");
  await expect(dana.page.locator(".teams")).toContainText("Priya Raman");
  expect(id).toBeGreaterThan(0);
});

test("a person mentioned in the room sees it on every page until they answer", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const tomasz = await person("Tomasz Król");
  const id = await dana.declare("Log delivery is late", ["API"]);
  await tomasz.goes("/practice");
  await dana.says("@Tomasz, can you look at the queue?");
  const asked = tomasz.page.getByRole("region", { name: "For you" });
  await expect(asked).toContainText("Dana Whitfield asks you in the room");
  await asked.getByRole("link", { name: "Read" }).click();
  await expect(tomasz.page).toHaveURL(`/incidents/${id}`);
  await expect(tomasz.page.locator("main")).toContainText("can you look at the queue?");
  await tomasz.sits("Ops");
  await tomasz.says("Looking");
  await expect(asked).toBeHidden();
});

inEveryLook("what one is asked for", async ({ person, look }) => {
  const dana = await person("Dana Whitfield");
  const priya = await person("Priya Raman");
  await dana.declare("Slow builds", ["Builds & deploys"]);
  await priya.goes("/");
  await dana.offers("Communications", "Priya Raman");
  await expect(priya.page.getByRole("button", { name: "Accept" })).toBeVisible();
  await look(priya.page, "asked-home");
  await priya.goes("/people");
  await expect(priya.page.getByRole("button", { name: "Accept" })).toBeVisible();
  await look(priya.page, "asked-people");
});
