// What the editors do with what is typed: parts, templates, refusals, and what was sent.

import { expect, test } from "../fixtures";

test("a workaround is inserted as a sentence that counts, and once", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  await dana.declare("API is slow", ["API"]);
  await dana.sendsSitrep({ "What’s broken": "Requests to the API time out.", "Customers can": "Use the EU endpoint" });
  await dana.sits("Comms");
  await dana.writes("Requests to the API time out for all customers in eu-west. We are investigating.");
  const part = dana.page.getByRole("list", { name: "Parts of a good update" }).getByRole("listitem").filter({ hasText: "Workaround" });
  await expect(part).toContainText("missing");
  // The label on the left, the button on the right.
  const [row, button] = await Promise.all([part.boundingBox(), part.getByRole("button", { name: "Insert" }).boundingBox()]);
  expect(Math.abs(row!.x + row!.width - (button!.x + button!.width))).toBeLessThan(2);
  await part.getByRole("button", { name: "Insert" }).click();
  await expect(part).toContainText("present");
  await expect(part.getByRole("button")).toHaveCount(0);
  await expect(dana.page.getByLabel("Public update")).toHaveValue(
    /^Requests to the API time out for all customers in eu-west\. We are investigating\. [^.]*[Uu]se the EU endpoint\.$/,
  );
});

test("a second template takes the place of the first, until somebody writes into it", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  await dana.declare("API is slow", ["API"]);
  await dana.sits("Comms");
  const words = dana.page.getByLabel("Public update");
  const template = dana.page.getByLabel("Start from a template");
  await template.selectOption({ label: "First facts" });
  await expect(words).toHaveValue(/^\{What fails\} for \{who is affected\}\. We are investigating/);
  await template.selectOption({ label: "Nothing new" });
  await expect(words).toHaveValue(/^\{What fails\} for \{who is affected\}, as before/);
  await expect(words).not.toHaveValue(/\n/);
  await words.fill("Uploads fail for everybody.");
  await template.selectOption({ label: "First facts" });
  await expect(words).toHaveValue(/^Uploads fail for everybody\.\n\n\{What fails\}/);
});

test("a refusal goes with the words that it was about", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  await dana.declare("API is slow", ["API"]);
  await dana.sits("Comms");
  await dana.writes("The API fails for all customers. It will work again within 30 minutes.");
  await dana.publishes();
  const refused = dana.page.getByRole("alert").filter({ hasText: "break trust" });
  await expect(refused).toBeVisible();
  await dana.writes("The API fails for all customers. We are investigating.");
  await expect(dana.page.getByText("No findings")).toBeVisible();
  await expect(refused).toHaveCount(0);
});

test("a sitrep that was sent is no draft any more", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  await dana.declare("API is slow", ["API"]);
  await dana.sendsSitrep({ "What’s broken": "Requests to the API time out.  \n" });
  const broken = dana.page.getByLabel("What’s broken", { exact: true });
  await expect(broken).toHaveValue("Requests to the API time out.");
  await dana.page.getByRole("button", { name: "Changes", exact: true }).click();
  await expect(dana.page.getByRole("region", { name: "Sitrep 2" }).locator("ins, del")).toHaveCount(0);
  await dana.confirms("Every second request fails", "All customers");
  await dana.page.reload();
  await dana.isLive();
  await expect(broken).toHaveValue("Every second request fails");
});
