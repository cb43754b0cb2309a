// What is different on a phone: the room is one tap away, and what changed since one looked comes first.

import { expect, test } from "../fixtures";
import { commands } from "../commands";

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

test("the room opens over the page at its newest line, with its input at the thumb", async ({ person }) => {
  const dana = await person("Dana Whitfield", phone);
  const priya = await person("Priya Raman");
  const id = await dana.declare("Queue is stuck", ["Builds & deploys"]);
  await expect(dana.room).toBeHidden();
  await priya.goes(`/incidents/${id}/ops`);
  for (let n = 1; n <= 30; n += 1) await priya.says(`line ${n}`);
  await expect(dana.room).toContainText("line 30");

  await dana.opensRoom();
  await expect(dana.room.getByText("line 30", { exact: true })).toBeInViewport();
  const input = (await dana.page.getByLabel("Message to the room").boundingBox())!;
  expect(input.y).toBeGreaterThan(844 / 2);
  expect(await dana.page.evaluate(() => scrollY)).toBe(0);
  await dana.says("On it");
  await expect(dana.room.getByText("On it", { exact: true })).toBeInViewport();

  await dana.page.getByRole("button", { name: "Room", exact: true }).click();
  await expect(dana.room).toBeHidden();
  // From a seat without a room the tap leads to one.
  await dana.sits("Comms");
  await dana.opensRoom();
  await expect(dana.room.getByText("On it", { exact: true })).toBeInViewport();
  await dana.sits("IC");
  await expect(dana.room).toBeHidden();
});

test("the briefing begins with what changed since the last look", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const priya = await person("Priya Raman", phone);
  const id = await dana.declare("Queue is stuck", ["Builds & deploys"]);
  await priya.goes(`/incidents/${id}`);
  await priya.goes("/");
  await dana.confirms("Builds wait", "All customers");
  await priya.goes(`/incidents/${id}`);
  const since = (await priya.page.getByRole("region", { name: "Since you looked" }).boundingBox())!;
  const lead = (await priya.page.getByRole("heading", { level: 1 }).boundingBox())!;
  expect(since.y).toBeLessThan(lead.y);
});

/** The sections of each seat, each with the parts of the page that it shows. */
const SEATS: Record<string, Record<string, (string | RegExp)[]>> = {
  "": { Situation: ["Since you looked", "Connections are refused."], Timeline: ["Timeline"], Help: ["Can I help?", "Words"] },
  "/ic": { "To do": ["Deadlines", "From operations", "Temporary changes", "Follow-ups"], Sitrep: [/^Sitrep/], Who: ["Who does what"] },
  "/ops": { Report: ["Report up", "Reported"], "Left to do": ["Temporary changes", "Follow-ups"] },
  "/comms": { Draft: [/^Update/, "Publishing sends"], Impact: ["Impact"], Preview: ["As on the status page"], Facts: ["Facts from the IC", "Posted"] },
  "/support": { Tickets: ["Incoming"], "This ticket": ["Ticket", "Say now"], Macro: ["Macro"] },
  "/customers": { Customers: ["Top customers affected"], Outreach: ["Outreach"], Restore: ["Restore queue", "Next"], Say: ["What you may say"] },
};

for (const [seat, sections] of Object.entries(SEATS)) {
  test(`${seat || "the briefing"} shows one section at a time on a phone, and all of them at 720 pixels`, async ({ person }) => {
    const dana = await person("Dana Whitfield", phone);
    const id = await dana.declare("Connections are refused.", ["Databases"]);
    await dana.confirms("Connections are refused.", "All customers in eu-west.");
    await commands(dana, id, { type: "report_up", report: { know: "The pooler is full.", trying: "", need: "" } });
    await dana.goes(`/incidents/${id}${seat}`);
    const links = dana.page.getByRole("navigation", { name: "Sections of this seat" });
    const region = (name: string | RegExp) => dana.page.getByRole("region", { name, exact: true });
    const names = Object.keys(sections);
    await expect(links.getByRole("link")).toHaveText(names);
    for (const shown of names) {
      await dana.page.evaluate(() => scrollTo(0, 10_000));
      await dana.shows(shown);
      await expect(links.locator("[aria-current]")).toHaveText([shown]);
      for (const [name, parts] of Object.entries(sections)) {
        for (const part of parts) {
          if (name === shown) await expect(region(part), `${part} in ${shown}`).toBeVisible();
          else await expect(region(part), `${part} in ${shown}`).toBeHidden();
        }
      }
      // Wherever one was in the section before, this one begins at its beginning.
      await expect(region(sections[shown][0])).toBeInViewport();
      const box = (await links.boundingBox())!;
      expect(box.y + box.height, "at the thumb").toBeGreaterThan(700);
    }
    await test.step("this browser remembers it, and by keyboard the section comes after its link", async () => {
      await dana.page.reload();
      await dana.isLive();
      const last = links.getByRole("link", { name: names.at(-1), exact: true });
      await expect(last).toHaveAttribute("aria-current", "true");
      await links.getByRole("link", { name: names[0], exact: true }).press("Enter");
      await expect(region(sections[names[0]][0])).toBeVisible();
      await last.focus();
      await dana.page.keyboard.press("Tab");
      await expect(dana.page.getByRole("main").locator(":focus")).toBeVisible();
    });
    await dana.page.setViewportSize({ width: 720, height: 900 });
    await expect(links).toBeHidden();
    for (const part of Object.values(sections).flat()) await expect(region(part)).toBeVisible();
  });
}

test("what leads to a part of a seat shows its section", async ({ person }) => {
  const dana = await person("Dana Whitfield", phone);
  const id = await dana.declare("Queue is stuck", ["Builds & deploys"]);
  await commands(dana, id, { type: "report_up", report: { know: "The pooler is full.", trying: "", need: "" } });
  const section = (name: string) => dana.page.getByRole("navigation", { name: "Sections of this seat" }).getByRole("link", { name, exact: true });
  await dana.page.getByRole("button", { name: /^Into the sitrep/ }).click();
  await expect(dana.page.getByLabel("What’s broken", { exact: true })).toBeFocused();
  await expect(section("Sitrep")).toHaveAttribute("aria-current", "true");
  // Only a tap is remembered.
  await dana.goes(`/incidents/${id}/ic`);
  await expect(section("To do")).toHaveAttribute("aria-current", "true");
  await dana.goes(`/incidents/${id}/ic#h-org`);
  await expect(section("Who")).toHaveAttribute("aria-current", "true");

  await dana.goes("/incidents/8/support");
  await dana.page.getByText("Rate limit far below our plan").first().click();
  await expect(section("This ticket")).toHaveAttribute("aria-current", "true");
  await expect(dana.page.getByRole("heading", { name: "How it is going" })).toBeVisible();

  await dana.goes("/");
  const other = await dana.declare("Databases refuse connections", ["Databases"]);
  await dana.goes(`/incidents/${other}/customers`);
  await dana.page.getByRole("row").filter({ hasText: "Halden Bank" }).click();
  await expect(dana.page.getByRole("region", { name: "Halden Bank" }).getByRole("button", { name: /^Claim/ })).toBeInViewport({ ratio: 1 });
});

test("while the server is away the seats and the room stay at the thumb", async ({ person, server }) => {
  const dana = await person("Dana Whitfield", phone);
  dana.mayLoseConnection = true;
  await dana.declare("Queue is stuck", ["Builds & deploys"]);
  await server.kill();
  const banner = dana.page.locator(".banner.offline");
  await expect(banner).toContainText("Reconnecting");
  // Each would take the tap: nothing lies over it.
  for (const name of ["Comms", "Support"]) {
    await dana.page.locator(".dock").getByRole("link", { name, exact: true }).click({ trial: true });
  }
  await dana.opensRoom();
  await dana.page.getByLabel("Message to the room").click();
  await banner.getByRole("button", { name: "Retry now" }).click({ trial: true });
  await server.restart();
  await expect(banner).toBeHidden();
});
