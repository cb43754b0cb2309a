// What one may not do is seen as such before it is tried: why, who can, and the way to it.

import { expect, test } from "../fixtures";

const NEEDS = "This needs the role responder. An admin can give it to you. Dana Whitfield is one.";

test("a viewer is offered nothing that would be refused", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const lena = await person("Lena Baum");
  const id = await dana.declare("API is slow", ["API"]);
  await dana.goes(`/incidents/${id}/ops`);
  await dana.page.getByRole("region", { name: "Temporary changes" }).getByRole("button", { name: /^Add…/ }).click();
  await dana.dialog.getByLabel("What changed").fill("Pool limit 400");
  await dana.dialog.getByLabel("Where").fill("db-fra-3");
  await dana.dialog.getByLabel("How to undo it").fill("Set it to 100");
  await dana.dialog.getByRole("button", { name: /^Add it/ }).click();
  await dana.page.getByRole("region", { name: "Follow-ups" }).getByRole("button", { name: /^Add…/ }).click();
  await dana.dialog.getByLabel("What is left to do").fill("Alert earlier");
  await dana.dialog.getByRole("button", { name: /^Add the follow-up/ }).click();
  await expect(dana.dialog).toBeHidden();

  const seats: Record<string, RegExp[]> = {
    "": [/^Send to the room/, /^Done…/, /^Not needed…/, /^Change…/],
    "/ic": [/^Hand off…/, /^Send sitrep/, /^Nothing new/, /^Rolled back/, /^Add…/],
    "/ops": [/^Report up/, /^Rolled back/, /^Add…/, /^Done…/],
    "/comms": [/^Publish/, /^Still working on it/],
    "/support": [/^Add tickets…/, /^Edit/, /^Tag( T)?$/],
  };
  for (const [seat, buttons] of Object.entries(seats)) {
    await lena.goes(`/incidents/${id}${seat}`);
    for (const name of buttons) {
      for (const button of await lena.page.getByRole("main").getByRole("button", { name }).all()) {
        await expect(button, `${seat} ${name}`).toBeDisabled();
      }
      await expect(lena.page.getByRole("main").getByRole("button", { name }).first()).toBeVisible();
    }
    await expect(lena.page.getByText(NEEDS).first()).toBeVisible();
  }
  await lena.goes(`/incidents/${id}/ic`);
  await expect(lena.page.getByLabel("Message to the room")).toBeDisabled();
  for (const key of ["t", "h"]) await lena.page.keyboard.press(key);
  await expect(lena.dialog).toBeHidden();
});

test("a person without a duty sees who has it, asks with one click, or takes it over", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const meilin = await person("Mei-Lin Chow");
  const id = await dana.declare("API is slow", ["API"]);
  await meilin.goes(`/incidents/${id}/ic`);
  await expect(meilin.page.getByRole("button", { name: /^Send sitrep/ })).toBeDisabled();
  await expect(meilin.page.getByText(/Dana Whitfield has been incident commander since .+ UTC\. Ask Dana Whitfield, or take the duty over\./)).toBeVisible();

  await meilin.sits("Comms");
  const words = "The API is slow for all customers. We are investigating.";
  await meilin.writes(words);
  await expect(meilin.page.getByRole("button", { name: /^Publish/ })).toBeDisabled();
  await expect(meilin.page.getByText("Dana Whitfield is communications.")).toBeVisible();
  await meilin.page.getByRole("button", { name: "Ask Dana" }).click();
  await expect(meilin.page.getByRole("button", { name: "Asked in the room" })).toBeDisabled();
  await expect(dana.page.getByRole("region", { name: "For you" })).toContainText("Mei-Lin Chow asks you in the room");

  await meilin.page.getByRole("button", { name: "Take over…" }).click();
  await expect(meilin.dialog.getByLabel("Duty")).toHaveValue("communications");
  await meilin.dialog.getByLabel("Reason").fill("Dana is on the phone");
  await meilin.dialog.getByRole("button", { name: /^Take over/ }).click();
  await expect(meilin.dialog).toBeHidden();
  await expect(meilin.page.getByRole("button", { name: /^Publish/ })).toBeEnabled();
  await expect(meilin.page.getByLabel("Public update")).toHaveValue(words);
});

test("on the customers' seat one reads who may call, and asks or takes over", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const [lena, noor] = [await person("Lena Baum"), await person("Noor Haddad")];
  const id = await dana.declare("Databases refuse connections", ["Databases"]);
  await dana.confirms("Connections are refused.", "All customers in eu-west.");
  const pane = (who: typeof dana, name: string) => who.page.getByRole("region", { name, exact: true });
  const row = (who: typeof dana, name: string) => who.page.getByRole("row").filter({ hasText: name });

  // Lena, a viewer, manages Voltra Energy and not Halden Bank.
  await lena.goes(`/incidents/${id}/customers`);
  await expect(row(lena, "Voltra Energy").getByRole("button", { name: /^Claim/ })).toBeEnabled();
  await expect(row(lena, "Halden Bank").getByRole("button", { name: /^Claim/ })).toBeDisabled();
  await row(lena, "Halden Bank").click();
  await expect(pane(lena, "Halden Bank")).toContainText("Noor Haddad manages this account. Ask Noor Haddad, or whoever is customer liaison.");
  for (const button of await pane(lena, "Halden Bank").getByRole("button").all()) await expect(button).toBeDisabled();
  await lena.page.keyboard.press("c");
  await row(lena, "Voltra Energy").click();
  await expect(pane(lena, "Voltra Energy").getByRole("button", { name: /^Ask to restore next/ })).toBeEnabled();
  await expect(pane(lena, "Next")).toContainText(NEEDS);
  await expect(lena.page.getByRole("main").getByRole("alert").filter({ hasText: /./ })).toHaveCount(0);

  // Noor takes part: the manager can be asked, the duty taken over.
  await noor.goes(`/incidents/${id}/customers`);
  await row(noor, "Voltra Energy").click();
  const voltra = pane(noor, "Voltra Energy");
  await expect(voltra.getByRole("button", { name: /^Claim/ })).toBeDisabled();
  await expect(voltra.getByRole("button", { name: /^Ask to restore next/ })).toBeEnabled();
  await voltra.getByRole("button", { name: "Ask Lena" }).click();
  await expect(lena.page.getByRole("region", { name: "For you" })).toContainText("Noor Haddad asks you in the room");
  await voltra.getByRole("button", { name: "Take over…" }).click();
  await expect(noor.dialog.getByLabel("Duty")).toHaveValue("liaison");
  await noor.dialog.getByLabel("Reason").fill("Lena is on a plane");
  await noor.dialog.getByRole("button", { name: /^Take over/ }).click();
  await expect(voltra.getByRole("button", { name: /^Claim/ })).toBeEnabled();
  await expect(pane(noor, "Next")).toContainText("Dana Whitfield has been incident commander since");
  await expect(pane(noor, "Next").getByRole("button", { name: "Ask Dana" })).toBeVisible();
});

test("who may not write down what is over reads so in the dialog", async ({ person }) => {
  const lena = await person("Lena Baum");
  await lena.page.keyboard.press("d");
  await expect(lena.dialog.getByRole("button", { name: "It is already over…" })).toBeDisabled();
  await expect(lena.dialog).toContainText(NEEDS);
  await expect(lena.dialog.getByRole("button", { name: /^Declare/ })).toBeEnabled();
});
