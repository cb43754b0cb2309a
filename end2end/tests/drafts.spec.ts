// Half-typed words: whoever types is told where they are.

import { expect, test } from "../fixtures";

const WORDS = "Builds wait in the queue for all customers.";
const UNSAVED = "Not saved on the server yet; kept in this browser.";

test("a draft that could not be saved says so, until it is saved", async ({ person, server }) => {
  const meilin = await person("Mei-Lin Chow");
  meilin.mayLoseConnection = true;
  const id = await meilin.declare("Queue is stuck", ["Builds & deploys"]);
  await meilin.goes(`/incidents/${id}/comms`);
  const warning = meilin.page.getByRole("status").filter({ hasText: UNSAVED });

  await meilin.page.context().setOffline(true);
  await meilin.writes(WORDS);
  await expect(warning).toBeVisible();
  await meilin.page.context().setOffline(false);
  await expect(warning).toBeHidden({ timeout: 15_000 });

  // Another browser of hers has it from the server.
  const elsewhere = await person("Mei-Lin Chow");
  await elsewhere.goes(`/incidents/${id}/comms`);
  await expect(elsewhere.page.getByLabel("Public update")).toHaveValue(WORDS);
  expect(server.command("verify")).toMatch(/\d+ records/);
});

test("a draft that the server refuses says why", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  dana.mayLoseConnection = true;
  await dana.declare("Queue is stuck", ["Builds & deploys"]);
  const scope = dana.page.getByLabel("Scope", { exact: true });
  await scope.fill("All customers. ".repeat(5000));
  const warning = dana.page.getByRole("status").filter({ hasText: "Not saved on the server; kept in this browser." });
  await expect(warning).toContainText("the limit is 65536");

  await scope.fill("All customers in Europe.");
  await expect(warning).toBeHidden();
  await dana.page.reload();
  await expect(scope).toHaveValue("All customers in Europe.");
});

test("half-typed words wait in their seat while one looks at another", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  await dana.declare("Queue is stuck", ["Builds & deploys"]);
  await dana.sits("Comms");
  await dana.writes(WORDS);
  await dana.sits("Ops");
  const known = dana.page.getByLabel("What we know");
  await known.fill("A worker holds the lock.");
  await dana.sits("IC");
  const scope = dana.page.getByLabel("Scope", { exact: true });
  await scope.fill("All customers.");

  await dana.sits("Comms");
  await expect(dana.page.getByLabel("Public update")).toHaveValue(WORDS);
  await dana.sits("Ops");
  await expect(known).toHaveValue("A worker holds the lock.");
  await dana.sits("IC");
  await expect(scope).toHaveValue("All customers.");
});
