// The last step of the tour, walked as it is written: from the demo to a company of one's own.

import { fileURLToPath } from "node:url";
import { expect, test } from "../fixtures";
import { Person } from "../people";
import { Server } from "../server";
import { step } from "../tour";

test("the tour ends with a company of one’s own", async ({ browser, server }) => {
  await step("Import", [
    "Stop the demo.",
    "`command-post import statuspage FILE --data ./real` imports a Statuspage history.",
    "`command-post serve --data ./real` shows it and asks for the first account, which is an admin's.",
  ], async () => {
    await server.stop();
    const file = fileURLToPath(new URL("../../server/tests/fixtures/statuspage/bakery.json", import.meta.url));
    const real = await Server.startAfter("import", "statuspage", file);
    const outside = await Person.outside(browser, real);
    await outside.page.goto("/status");
    await expect(outside.page.getByRole("main")).toContainText("Ovens & Trays");
    await outside.page.goto("/");
    await expect(outside.page.getByRole("main")).toContainText("Nobody has an account yet. You become the admin");
    const admin = await Person.founds(browser, real);
    await expect(admin.page.getByRole("main")).toContainText("Orders arrive twice");
    await admin.page.getByRole("link", { name: /Orders arrive twice/ }).first().click();
    await expect(admin.page.getByRole("main")).toContainText("An import took over this incident with 4 updates.");
    await expect(admin.page.getByRole("main")).toContainText(/Before it came here, .* UTC, resolved: “Each order is one order again/);
    await outside.page.goto(`/status${new URL(admin.page.url()).pathname}`);
    await expect(outside.page.getByRole("main")).toContainText("Each order is one order again");
    await admin.goes("/people");
    await expect(admin.page.getByLabel("Role of Ada Byron")).toHaveValue("admin");
    for (const who of [outside, admin]) await who.leaves();
    await real.stop();
  });

  await step("Import", ["A company without a history creates its components on `/company`."], async () => {
    const fresh = await Server.start({ demo: false });
    const admin = await Person.founds(browser, fresh);
    await admin.goes("/company");
    await admin.page.getByRole("button", { name: "Add a component" }).click();
    await admin.page.getByLabel("Component 1", { exact: true }).fill("Search");
    await admin.page.getByRole("button", { name: "Save", exact: true }).click();
    await expect(admin.page.getByText("Saved. Open incidents keep")).toBeVisible();
    const outside = await Person.outside(browser, fresh);
    await expect(async () => {
      await outside.page.goto("/status");
      await expect(outside.page.getByRole("main")).toContainText("Search", { timeout: 200 });
    }).toPass();
    for (const who of [outside, admin]) await who.leaves();
    await fresh.stop();
  });
});
