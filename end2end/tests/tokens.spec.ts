// Tokens: an admin makes one for a program, which acts with it until it is revoked.

import { expect, test } from "../fixtures";
import { inEveryLook } from "../looks";

test("a token is shown once, acts in its own name, and is good for nothing once it is revoked", async ({ person }) => {
  const dana = await person("Dana");
  await dana.goes("/tokens");
  await expect(dana.page.getByText("No program has a token yet.")).toBeVisible();
  await dana.page.getByRole("textbox", { name: /^Name/ }).fill("deploy bot");
  await dana.page.getByRole("button", { name: "Make it" }).click();
  const shown = dana.page.getByLabel("The token of deploy bot");
  await expect(shown).toHaveValue(/^cp_[0-9a-f]{64}$/);
  const token = await shown.inputValue();

  const api = (path: string, body?: object) =>
    fetch(`${dana.server.url}/api/v1/${path}`, {
      method: body ? "POST" : "GET",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: body && JSON.stringify(body),
    });
  const people = (await (await api("people")).json()) as { id: number; name: string }[];
  const commander = people.find(({ name }) => name.startsWith("Mei-Lin"))?.id;
  const declared = await api("incidents", {
    type: "declare", title: "Errors since deploy 4f3c", components: [], post: { post: "standard" }, commander,
  });
  expect(declared.status).toBe(201);
  const { incident } = (await declared.json()) as { incident: number };
  await dana.goes(`/incidents/${incident}/ic`);
  await expect(dana.room).toContainText("deploy bot declared the incident.");
  await expect(dana.room).toContainText(/Mei-Lin .* is incident commander/);

  await dana.goes("/tokens");
  await expect(dana.page.getByText("No program has a token yet.")).toBeHidden();
  await expect(dana.page.getByLabel("The token of deploy bot")).toBeHidden();
  const row = dana.page.getByRole("listitem").filter({ hasText: "deploy bot" });
  await expect(row).toContainText("responder");
  await expect(row).toContainText("last used about");
  await row.getByRole("button", { name: "Revoke deploy bot" }).click();
  await expect(row).toBeHidden();
  expect((await api("token")).status).toBe(401);
});

test("only admins make tokens", async ({ person }) => {
  const lena = await person("Lena");
  await lena.goes("/tokens");
  await expect(lena.page.getByText("An admin makes and revokes the tokens")).toBeVisible();
  await expect(lena.page.getByRole("button", { name: "Make it" })).toBeHidden();
});

inEveryLook("the tokens of other programs", async ({ person, look }) => {
  const dana = await person("Dana");
  await dana.goes("/tokens");
  for (const name of ["pager", "deploy bot"]) {
    await dana.page.getByRole("textbox", { name: /^Name/ }).fill(name);
    await dana.page.getByRole("button", { name: "Make it" }).click();
    await expect(dana.page.getByLabel(`The token of ${name}`)).toBeVisible();
  }
  await look(dana.page, "tokens");
});
