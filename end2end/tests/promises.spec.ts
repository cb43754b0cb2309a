// What was promised for a time that has passed is said to nobody any more.

import { commands } from "../commands";
import { expect, test } from "../fixtures";

test("a promise that has passed is marked wherever words are handed out, and is in none of them", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const id = await dana.declare("Databases refuse connections", ["Databases"]);
  const due = new Date(Date.now() + 3_000);
  const time = due.toISOString().slice(11, 16);
  const promise = `Next update by ${time} UTC.`;
  const words = "New connections to Databases fail.";
  const update = {
    phase: "investigating", body: `${words} ${promise}`, impacts: [{ component: "databases", impact: "degraded" }],
    next_due: due.getTime() * 1000, reason: "For the test",
  };
  await commands(dana, id, { type: "publish_update", update });

  const part = (name: string) => dana.page.getByRole("region", { name });
  for (const [seat, name] of [["support", "Macro"], ["support", "Say now"], ["customers", "What you may say"]] as const) {
    await dana.goes(`/incidents/${id}/${seat}`);
    await expect(part(name)).toContainText(words);
    await expect(part(name)).toContainText(`The next update was promised by ${time} UTC and is overdue.`);
    await expect(part(name)).not.toContainText(promise);
  }
  await dana.goes(`/incidents/${id}`);
  await expect(dana.page.getByRole("main")).toContainText(`${words}” `);
  await expect(dana.page.getByRole("main")).toContainText(`The next was promised by ${time} UTC and is overdue.`);
});
