// The app comes in parts: a page is loaded when somebody goes there, and one that does not come says so.

import { expect, test } from "../fixtures";

test("a page whose code fails to load once is asked for again", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  dana.mayLoseConnection = true;
  let failed = 0;
  await dana.page.route("**/practice.wasm", async (route) => {
    if (failed > 0) return route.continue();
    failed += 1;
    await route.abort();
  });
  await dana.page.getByRole("link", { name: "Practice" }).click();
  await expect(dana.page.getByRole("heading", { name: "Practice" })).toBeVisible();
  expect(failed).toBe(1);
});

test("a page that does not come says so, and a reload keeps what was typed", async ({ person }) => {
  const meilin = await person("Mei-Lin Chow");
  meilin.mayLoseConnection = true;
  const { page } = meilin;
  const id = await meilin.declare("Requests time out", ["API"]);
  await meilin.goes(`/incidents/${id}/comms`);
  await meilin.writes("Requests to the API time out for all customers.");
  await page.route("**/home.wasm", (route) => route.abort());
  await page.getByRole("link", { name: "Command Post" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "could not be loaded" })).toBeVisible();
  await expect(page).toHaveURL(/\/$/);

  await page.unroute("**/home.wasm");
  await page.getByRole("button", { name: "Reload" }).click();
  await expect(page.getByRole("button", { name: "Declare incident" })).toBeVisible();
  await meilin.isLive();
  await meilin.goes(`/incidents/${id}/comms`);
  await expect(page.getByLabel("Public update")).toHaveValue("Requests to the API time out for all customers.");
});

test("a first page that does not come says so on what the server rendered", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  dana.mayLoseConnection = true;
  await dana.page.route("**/people.wasm", (route) => route.abort());
  await dana.page.goto("/people");
  const missing = dana.page.getByRole("alert").filter({ hasText: "This page could not be loaded whole." });
  await expect(missing).toBeVisible();
  await expect(dana.page.getByRole("cell", { name: "Dana Whitfield", exact: true })).toBeVisible();
  await dana.page.unroute("**/people.wasm");
  await dana.page.getByRole("link", { name: "Reload" }).click();
  await dana.isLive();
});

test("going on before a page has loaded shows the last page asked for", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  let come = () => {};
  const late = new Promise<void>((done) => (come = done));
  await dana.page.route("**/practice.wasm", async (route) => {
    await late;
    await route.continue();
  });
  await dana.page.getByRole("link", { name: "Practice" }).click();
  await dana.page.getByRole("link", { name: "People" }).click();
  await expect(dana.page.getByRole("heading", { name: "People" })).toBeVisible();
  const practice = dana.page.waitForResponse("**/practice.wasm");
  come();
  await (await practice).finished();
  await expect(dana.page.getByRole("heading", { name: "People" })).toBeVisible();
  await expect(dana.page).toHaveURL(/\/people$/);
});

test("without its linter a page claims nothing, and the server decides", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  dana.mayLoseConnection = true;
  const { page } = dana;
  await page.route("**/linter.wasm", (route) => route.abort());
  const id = await dana.declare("API is slow", ["API"]);
  await dana.goes(`/incidents/${id}/comms`);
  await dana.writes("The API is slow. It will be back by 5pm.");
  await expect(page.getByText("The linter could not be loaded; the server checks what goes out.")).toBeVisible();
  await expect(page.getByText("No findings")).toBeHidden();
  await dana.publishes();
  await expect(page.getByRole("alert").filter({ hasText: "reason" })).toBeVisible();

  await page.unroute("**/linter.wasm");
  await page.reload();
  await expect(page.getByRole("list", { name: "Findings" }).getByRole("listitem")).toHaveCount(1);
});
