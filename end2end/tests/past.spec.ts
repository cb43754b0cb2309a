// Incidents that were over before anybody wrote them down.

import type { Locator } from "@playwright/test";
import { expect, test } from "../fixtures";
import { inEveryLook } from "../looks";
import type { Person } from "../people";

const yesterday = new Date(Date.now() - 24 * 3_600_000).toISOString().slice(0, 10);

async function alreadyOver(who: Person): Promise<Locator> {
  await who.page.getByRole("button", { name: "Declare incident" }).click();
  await who.dialog.getByRole("button", { name: "It is already over…" }).click();
  const dialog = who.page.getByRole("dialog", { name: "It is already over" });
  await dialog.getByLabel("What happened?").fill("Webhooks were lost");
  return dialog;
}

test("a past incident is posted afterwards, and says so everywhere", async ({ person, customer }) => {
  const dana = await person("Dana Whitfield");
  const outside = await customer();
  const dialog = await alreadyOver(dana);
  const post = dialog.getByRole("button", { name: "Write it down and post" });

  await test.step("its times are checked, and nothing typed is lost", async () => {
    await post.click();
    await expect(dialog.getByRole("alert")).toContainText("Began (UTC): give the time, in UTC.");
    await dialog.getByLabel("Began (UTC)").fill(`${yesterday}T02:55`);
    await dialog.getByLabel("Ended (UTC)").fill(`${yesterday}T02:10`);
    await post.click();
    await expect(dialog.getByRole("alert")).toContainText("Ended (UTC): must be later than when it began.");
    await dialog.getByLabel("Began (UTC)").fill(`${yesterday}T02:10`);
    await dialog.getByLabel("Ended (UTC)").fill(`${yesterday}T02:55`);
    await post.click();
    await expect(dialog.getByRole("alert")).toContainText("Impact: mark at least one component");
    await expect(dialog.getByLabel("What happened?")).toHaveValue("Webhooks were lost");
    await dialog.getByRole("radio", { name: "API: Partial outage" }).check({ force: true });
  });

  await test.step("words that break trust need a reason here, too", async () => {
    await dialog.getByRole("button", { name: "Change the words" }).click();
    await expect(dialog.getByLabel("First public post")).toHaveValue(/There were problems with the API from 02:10 to 02:55/);
    await dialog.getByLabel("First public post").fill("The API dropped webhooks. Our provider is to blame.");
    await post.click();
    await expect(dialog.getByRole("alert").filter({ hasText: "break trust" })).toBeVisible();
    await dialog.getByLabel("First public post").fill("The API did not deliver webhooks. They were sent again an hour later, and everything is working.");
    await post.click();
    await expect(dana.page).toHaveURL(/\/incidents\/\d+$/);
    await expect(dana.situation).toContainText("posted afterwards");
    await expect(dana.situation).toContainText("45 min");
  });

  await test.step("customers read when it was, and when it was written", async () => {
    const id = dana.page.url().match(/incidents\/(\d+)/)![1];
    await outside.page.goto(`/status/incidents/${id}`);
    const page = outside.page.getByRole("main");
    await expect(page).toContainText("Posted afterwards");
    await expect(page).toContainText("02:10 UTC");
    await expect(page).toContainText("Written");
    await outside.page.goto("/status");
    await expect(page).toContainText("All systems operational");
    await expect(page.locator(".ev").filter({ hasText: "Problems with the API" }).filter({ hasText: "Posted afterwards" })).toBeVisible();
    const feed = await (await outside.page.request.get("/status/feed.atom")).text();
    const first = feed.slice(feed.indexOf("<entry>"), feed.indexOf("</entry>"));
    expect(first).toContain(`/status/incidents/${id}`);
    expect(first).toContain("Posted afterwards");
    expect(first).toContain(`<published>${new Date().toISOString().slice(0, 10)}`);
  });
});

inEveryLook("an incident that is over", async ({ person, look }) => {
  const dana = await person("Dana Whitfield");
  const dialog = await alreadyOver(dana);
  await dialog.getByLabel("Began (UTC)").fill(`${yesterday}T02:10`);
  await dialog.getByLabel("Ended (UTC)").fill(`${yesterday}T02:55`);
  await look(dana.page, "past");
});
