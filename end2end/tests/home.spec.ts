// Home: what is over, the last ones first, and older ones on request.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "../fixtures";

/** A history of so many incidents, each an hour long and a day after the one before. */
function history(count: number): object {
  const incident = (number: number) => {
    const day = new Date(Date.UTC(2021, 0, number)).toISOString().slice(0, 10);
    const [began, ended] = [`${day}T10:00:00Z`, `${day}T11:00:00Z`];
    const update = { id: `u${number}`, status: "resolved", body: "Search works again.", created_at: ended };
    return {
      id: `i${number}`, name: `Search was slow on day ${number}`, status: "resolved", impact: "minor",
      created_at: began, resolved_at: ended, incident_updates: [update],
    };
  };
  return {
    page: { id: "p1", name: "Northwind Cloud" },
    components: [{ id: "c1", name: "Search", position: 1, group: false }],
    incidents: Array.from({ length: count }, (_, index) => incident(index + 1)),
  };
}

test("older incidents are shown when somebody asks for them", async ({ server, person }) => {
  const folder = mkdtempSync(join(tmpdir(), "command-post-history-"));
  const file = join(folder, "history.json");
  writeFileSync(file, JSON.stringify(history(50)));
  server.command("import", "statuspage", file);
  rmSync(folder, { recursive: true });

  const dana = await person("Dana Whitfield");
  const recent = dana.page.getByRole("region", { name: "Recent incidents" });
  const rows = recent.getByRole("row");
  const older = recent.getByRole("button", { name: "Show older" });
  const shown = async () => (await rows.count()) - 1;
  await expect(rows).toHaveCount(1 + 12);
  const first = await rows.nth(1).innerText();
  await older.click();
  await expect(rows).toHaveCount(1 + 12 + 25);
  expect(await rows.nth(1).innerText(), "the last ones stay first").toBe(first);
  while (await older.isVisible()) {
    const before = await shown();
    await older.click();
    await expect.poll(shown).toBeGreaterThan(before);
  }
  await expect(rows.last()).toContainText("Search was slow on day 1");
  await dana.page.reload();
  await expect(rows).toHaveCount(1 + 12);
});
