// Words for customers: the linter's keys, what it knows of the incident, templates, practice, and overrides.

import type { Request } from "@playwright/test";
import { expect, test } from "../fixtures";

/** What is selected in the draft. */
const selected = (element: HTMLTextAreaElement) => element.value.slice(element.selectionStart, element.selectionEnd);

test("from finding to finding, rewritten and overridden by keyboard alone", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  await dana.declare("API is slow", ["API"]);
  await dana.sits("Comms");
  const draft = dana.page.getByLabel("Public update");
  const findings = dana.page.getByRole("list", { name: "Findings" });
  await dana.writes("😀 The API fails for all customers in eu-west. We are sorry for any inconvenience. It will be back by 5pm.");
  await expect(findings.getByRole("listitem")).toHaveCount(2);
  await expect(dana.page.getByRole("status").filter({ hasText: "2 findings" })).toHaveText("2 findings, 1 of them ask for a reason");

  await draft.press("Control+Home");
  await draft.press("Alt+n");
  await expect.poll(() => draft.evaluate(selected)).toMatch(/inconvenience/);
  await expect(findings.getByRole("listitem").first()).toHaveAttribute("aria-current", "true");
  await draft.press("Alt+n");
  await expect.poll(() => draft.evaluate(selected)).toMatch(/by 5pm/);
  await draft.press("Alt+p");
  await expect.poll(() => draft.evaluate(selected)).toMatch(/inconvenience/);
  await draft.press("Alt+a");
  await expect(findings.getByRole("listitem")).toHaveCount(1);
  await expect(draft).not.toHaveValue(/inconvenience/);

  await draft.press("Alt+r");
  await expect(dana.page.getByLabel(/^Publish it anyway/)).toBeFocused();
  await dana.page.keyboard.type("Confirmed by the people who fix it");
  await dana.page.keyboard.press("Control+Enter");
  await expect(draft).toHaveValue("");
  await expect(dana.page.getByRole("region", { name: "Posted" })).toContainText("Confirmed by the people who fix it");
});

test("typing in the middle of a text leaves the caret where it is", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  await dana.declare("API is slow", ["API"]);
  await dana.sits("Comms");
  const draft = dana.page.getByLabel("Public update");
  await dana.writes("The API fails. We expect a fix within the hour.");
  await draft.press("Control+Home");
  for (let i = 0; i < "The API".length; i += 1) await draft.press("ArrowRight");
  await dana.page.keyboard.type(" and the Dashboard");
  await expect(draft).toHaveValue("The API and the Dashboard fails. We expect a fix within the hour.");
});

test("the draft is held against what the incident knows", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  await dana.declare("Databases refuse connections", ["Databases"]);
  await dana.confirms("Connections are refused.", "11% of customers in Europe.");
  await dana.sits("Comms");
  const findings = dana.page.getByRole("list", { name: "Findings" });
  for (const [words, said] of [
    ["Connections to Databases fail for 30% of customers in Europe.", "Not the sitrep’s scope"],
    ["Connections fail. The Dashboard is down.", "Component not marked"],
    ["Connections to Databases fail. Next update in 3 hours.", "Next update too late"],
  ] as const) {
    await dana.writes(words);
    await expect(findings).toContainText(said);
  }
  await dana.writes("Las conexiones fallan para todos los clientes en Europa. Estamos trabajando en una solución.");
  await expect(findings.getByRole("listitem")).toHaveCount(0);
  await expect(dana.page.getByText("Not checked: the linter reads English")).toBeVisible();
});

test("a template is filled from the incident, and a blank that is left holds it back", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  await dana.declare("API is slow", ["API"]);
  await dana.sits("Comms");
  const draft = dana.page.getByLabel("Public update");
  await dana.page.getByLabel("Start from a template").selectOption("First facts");
  await expect(draft).toHaveValue(/\{What fails\} for \{who is affected\}\. We are investigating\. Next update by \d\d:\d\d UTC\./);
  await expect(dana.page.getByRole("list", { name: "Findings" })).toContainText("Blank not filled");
  await expect.poll(() => draft.evaluate(selected)).toBe("What fails");
  await dana.publishes();
  await expect(dana.page.getByRole("alert").filter({ hasText: "reason" })).toBeVisible();

  await draft.fill((await draft.inputValue()).replace("{What fails}", "One in nine requests to the API fails").replace("{who is affected}", "all customers in Europe"));
  await expect(dana.page.getByText("No findings")).toBeVisible();
  await dana.publishes();
  await expect(draft).toHaveValue("");
});

test("an admin writes a template, and it is in the next composer at once", async ({ person }) => {
  const meilin = await person("Mei-Lin Chow");
  const admin = await person("Dana Whitfield");
  await meilin.declare("API is slow", ["API"]);
  await meilin.sits("Comms");

  await admin.page.getByRole("link", { name: "Words" }).locator("visible=true").first().click();
  const form = admin.page.getByRole("region", { name: "Add a template" });
  await form.getByLabel("Name").fill("Our first words");
  await form.getByLabel("Template").fill("{components} fails. It will be back by {next} UTC.");
  await expect(form).toContainText("Promises a repair time");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(form.getByRole("alert")).toContainText("breaks trust (eta)");
  await form.getByLabel("Template").fill("{components} fails for {who is affected}. We are looking into it.");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(admin.page.getByRole("region", { name: "Templates" })).toContainText("Our first words");
  await expect(form.getByLabel("Name")).toHaveValue("");

  await meilin.page.getByLabel("Start from a template").selectOption("Our first words");
  await expect(meilin.page.getByLabel("Public update")).toHaveValue("API fails for {who is affected}. We are looking into it.");
});

test("only admins see counts of what went out in spite of the linter", async ({ person }) => {
  const meilin = await person("Mei-Lin Chow");
  const admin = await person("Dana Whitfield");
  await meilin.declare("API is slow", ["API"]);
  await meilin.sits("Comms");
  await meilin.writes("The API fails for all customers. It will be back by 5pm.");
  await meilin.page.getByRole("button", { name: "Customers already know this" }).click();
  await meilin.publishes();
  await expect(meilin.page.getByLabel("Public update")).toHaveValue("");

  await admin.goes("/words");
  const row = admin.page.getByRole("region", { name: "Published in spite of the linter" }).getByRole("row").filter({ hasText: "Promises a repair time" });
  await expect(row).toContainText("Customers already know this");
  await meilin.goes("/words");
  await expect(meilin.page.getByRole("region", { name: "Templates" })).toBeVisible();
  await expect(meilin.page.getByRole("region", { name: "Published in spite of the linter" })).toHaveCount(0);
});

test("practice lints and keeps the words, and sends them nowhere", async ({ person }) => {
  const lena = await person("Lena Baum");
  await lena.goes("/practice");
  const sent: string[] = [];
  // Code may still come, such as the linter's; it is asked for by its name alone.
  const isCode = (request: Request) => request.method() === "GET" && new URL(request.url()).pathname.startsWith("/pkg/");
  lena.page.on("request", (request) => {
    if (!isCode(request)) sent.push(request.url());
  });
  const text = lena.page.getByLabel("Words to practise on");
  await text.fill("We are sorry. A full disk stopped the queue. We now watch its size, and will add a second one.");
  await expect(lena.page.getByRole("list", { name: "Findings" })).toContainText("Presumed cause");
  await lena.page.getByRole("button", { name: "Post-mortem" }).click();
  await expect(lena.page.getByRole("list", { name: "Findings" }).getByRole("listitem")).toHaveCount(0);
  await expect(lena.page.getByRole("list", { name: "Parts of a good update" })).toContainText("We say what we will do");
  expect(sent).toEqual([]);
  await lena.page.reload();
  await expect(text).toHaveValue(/A full disk stopped the queue/);
});
