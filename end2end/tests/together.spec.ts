// Several people act at the same instant.

import { expect, test } from "../fixtures";

test("two take over the command at once: one after the other, or the second sees why not", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const priya = await person("Priya Raman");
  const ricardo = await person("Ricardo Alves");
  const id = await dana.declare("Slow builds", ["Builds & deploys"]);
  for (const who of [priya, ricardo]) await who.goes(`/incidents/${id}/ic`);

  await Promise.all([
    priya.takesOver("Incident commander", "Dana asked me to"),
    ricardo.takesOver("Incident commander", "My shift begins"),
  ]);
  await expect(dana.room).toContainText("Dana asked me to");
  await expect(dana.room).toContainText("My shift begins");
  const commander = await dana.situation.locator(".sit-ic .who").innerText();
  for (const who of [priya, ricardo]) await expect(who.situation.locator(".sit-ic .who")).toContainText(commander.split("\n").at(-1)!);
});

test("an offer to one person is not another's to accept, and the old holder can take a duty back", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const priya = await person("Priya Raman");
  const id = await dana.declare("Sign-in fails", ["Dashboard"]);
  await priya.goes(`/incidents/${id}/ic`);
  await dana.offers("Incident commander", "Ricardo Alves");
  await expect(priya.page.getByText("Incident commander is offered to Ricardo Alves.")).toBeVisible();
  await expect(priya.page.getByRole("button", { name: "Accept" })).toBeHidden();

  await priya.takesOver("Incident commander", "Dana is asleep");
  await expect(dana.situation.locator(".sit-ic")).toContainText("Priya Raman");
  await expect(dana.room).toContainText("Taken over from Dana Whitfield: Dana is asleep");
  await dana.takesOver("Incident commander", "I am here");
  await expect(priya.situation.locator(".sit-ic")).toContainText("Dana Whitfield");
});

test("two people see their messages in the same order", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const tomasz = await person("Tomasz Król");
  const id = await dana.declare("Log delivery is late", ["API"]);
  await tomasz.goes(`/incidents/${id}/ic`);
  for (let n = 1; n <= 5; n += 1) {
    await Promise.all([dana.says(`dana ${n}`), tomasz.says(`tomasz ${n}`)]);
  }
  for (const who of [dana, tomasz]) {
    await expect(who.room.locator("li:not(.pending)").filter({ hasText: /(dana|tomasz) \d/ })).toHaveCount(10);
  }
  expect(await lines(dana.room)).toEqual(await lines(tomasz.room));
});

async function lines(room: import("@playwright/test").Locator): Promise<string[]> {
  return room.locator("li").filter({ hasText: /(dana|tomasz) \d/ }).allInnerTexts();
}
