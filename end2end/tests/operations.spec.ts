// Operations through an incident and its aftermath: reports up, temporary changes, follow-ups until it is closed.

import { expect, test } from "../fixtures";
import { inEveryLook } from "../looks";
import type { Person } from "../people";

async function reports(who: Person, parts: Record<string, string>): Promise<void> {
  await who.shows("Report");
  for (const [label, text] of Object.entries(parts)) await who.page.getByLabel(label, { exact: true }).fill(text);
  await who.page.getByRole("button", { name: /^Report up/ }).click();
  await expect(who.page.getByRole("region", { name: "Reported" })).toContainText(Object.values(parts)[0]);
}

async function changes(who: Person, what: string, where: string, undo: string): Promise<void> {
  await who.shows("Left to do");
  await who.page.getByRole("region", { name: "Temporary changes" }).getByRole("button", { name: /^Add…/ }).click();
  await who.dialog.getByLabel("What changed").fill(what);
  await who.dialog.getByLabel("Where").fill(where);
  await who.dialog.getByLabel("How to undo it").fill(undo);
  await who.dialog.getByRole("button", { name: /^Add it/ }).click();
  await expect(who.dialog).toBeHidden();
  await expect(who.page.getByRole("region", { name: "Temporary changes" })).toContainText(what);
}

const ONE_IS_OPEN = "One temporary change is open: it becomes a follow-up of its maker, due tomorrow.";

async function publishesPostmortem(who: Person): Promise<void> {
  await who.situation.getByRole("button", { name: "Next: publish the post-mortem…" }).click();
  await who.dialog.getByLabel("Link").fill("https://northwind.example/post-mortem");
  await who.dialog.getByRole("button", { name: "Publish" }).click();
  await expect(who.dialog).toBeHidden();
}

test("operations report up, and nothing that they changed is forgotten", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const tomasz = await person("Tomasz Król");
  const lena = await person("Lena Baum");
  const id = await dana.declare("Databases refuse connections", ["Databases"]);
  await dana.confirms("Connections are refused.", "All customers in eu-west.");

  await test.step("a report goes up in three parts; nothing typed is lost", async () => {
    await tomasz.goes(`/incidents/${id}`);
    await tomasz.page.keyboard.press("g");
    await tomasz.page.keyboard.press("o");
    await expect(tomasz.page).toHaveURL(/\/ops$/);
    await tomasz.page.getByLabel("What we need", { exact: true }).fill("Somebody who knows the pooler.");
    await tomasz.page.reload();
    await tomasz.isLive();
    await expect(tomasz.page.getByLabel("What we need", { exact: true })).toHaveValue("Somebody who knows the pooler.");
    await reports(tomasz, { "What we know": "The pooler on db-fra-3 is full.", "What we try": "Draining it." });
    await expect(tomasz.page.getByLabel("What we need", { exact: true })).toHaveValue("");
  });

  await test.step("the IC takes it into the sitrep with one key, and sends it", async () => {
    await expect(dana.page.getByRole("region", { name: "From operations" })).toContainText("Somebody who knows the pooler.");
    await dana.page.keyboard.press("i");
    await expect(dana.page.getByLabel("What’s broken", { exact: true })).toHaveValue("Connections are refused.\nThe pooler on db-fra-3 is full.");
    await expect(dana.page.getByLabel("What we’re doing", { exact: true })).toHaveValue("Draining it.\nNeeded: Somebody who knows the pooler.");
    await expect(dana.room).not.toContainText("sent a sitrep");
    await dana.page.getByRole("button", { name: /^Send sitrep/ }).click();
    await expect(tomasz.page.getByRole("region", { name: "Reported" })).toContainText("sitrep 1 came after");
  });

  await test.step("a viewer reads why not", async () => {
    await lena.goes(`/incidents/${id}/ops`);
    await lena.page.getByLabel("What we know", { exact: true }).fill("Customers call.");
    await expect(lena.page.getByRole("button", { name: /^Report up/ })).toBeDisabled();
    await expect(lena.page.getByText("This needs the role responder").first()).toBeVisible();
    await expect(lena.page.getByLabel("What we know", { exact: true })).toHaveValue("Customers call.");
  });

  await test.step("temporary changes stand on every board; one is rolled back", async () => {
    await changes(tomasz, "Pool limit 400 instead of 200", "db-fra-3", "Set max_client_conn back to 200");
    await changes(tomasz, "Nightly export off", "export-1", "Start its timer");
    await tomasz.sits("Briefing");
    await expect(tomasz.page.getByRole("region", { name: "Changed for now" })).toContainText("Pool limit 400 instead of 200");
    const register = dana.page.getByRole("region", { name: "Temporary changes" });
    await register.getByRole("listitem").filter({ hasText: "Nightly export off" }).getByRole("button", { name: "Rolled back" }).click();
    await expect(register).toContainText("Rolled back · Dana Whitfield");
    await expect(tomasz.page.getByRole("region", { name: "Changed for now" })).not.toContainText("Nightly export off");
  });

  await test.step("what is open at the end becomes its maker's follow-up", async () => {
    await dana.resolves(ONE_IS_OPEN);
    await tomasz.goes("/");
    const left = tomasz.page.getByRole("region", { name: "Follow‑ups" });
    await expect(left).toContainText("Yours");
    await left.getByRole("link", { name: "Undo: Pool limit 400 instead of 200" }).click();
    await expect(tomasz.page).toHaveURL(new RegExp(`/incidents/${id}#follow-ups$`));
  });

  await test.step("close names what is open, and waits for the answer", async () => {
    await publishesPostmortem(dana);
    await expect(dana.situation).toContainText("Next: answer the follow-ups, then close");
    await dana.situation.getByLabel("Other changes").click();
    await dana.situation.getByRole("button", { name: "Close…" }).click();
    await dana.dialog.getByRole("button", { name: "Close the incident" }).click();
    await expect(dana.dialog.getByRole("alert")).toContainText("Undo “Pool limit 400 instead of 200” (Tomasz Król)");
    await dana.page.keyboard.press("Escape");

    const mine = tomasz.page.getByRole("region", { name: "Follow-ups" });
    await mine.getByRole("button", { name: "Done…" }).click();
    await tomasz.dialog.getByLabel("Note").fill("Back to 200, watched for an hour.");
    await tomasz.dialog.getByRole("button", { name: "It is done" }).click();
    await expect(mine).toContainText("Done: Back to 200, watched for an hour.");

    await dana.situation.getByRole("button", { name: "Next: close…" }).click();
    await dana.dialog.getByRole("button", { name: "Close the incident" }).click();
    await expect(dana.situation).toContainText("Closed");
    await tomasz.goes("/");
    await expect(tomasz.page.getByRole("region", { name: "Follow‑ups" })).not.toContainText("Pool limit 400");
  });
});

test("a follow-up changes hands and may turn out not to be needed", async ({ person }) => {
  const dana = await person("Dana Whitfield");
  const meilin = await person("Mei-Lin Chow");
  const id = await dana.declare("API is slow", ["API"]);
  const list = dana.page.getByRole("region", { name: "Follow-ups" });
  await list.getByRole("button", { name: "Add…" }).click();
  await dana.dialog.getByRole("button", { name: "Ask", exact: true }).click();
  await dana.dialog.getByLabel("What is left to do").fill("Ask the supplier for the logs");
  await dana.dialog.getByRole("button", { name: "Add the follow-up" }).click();
  await expect(list).toContainText("Ask the supplier for the logs");

  await list.getByRole("button", { name: "Change…" }).click();
  await dana.dialog.getByRole("button", { name: "Change it" }).click();
  await expect(dana.dialog.getByRole("alert")).toContainText("Owner and due date are as before");
  await dana.dialog.getByLabel("Owner").selectOption({ label: "Mei-Lin Chow" });
  await dana.dialog.getByRole("button", { name: "Change it" }).click();
  await expect(list).toContainText("Mei-Lin Chow");

  await meilin.goes("/");
  await meilin.page.getByRole("region", { name: "Follow‑ups" }).getByRole("link", { name: "Ask: Ask the supplier for the logs" }).click();
  await expect(meilin.page).toHaveURL(new RegExp(`/incidents/${id}#follow-ups$`));
  const hers = meilin.page.getByRole("region", { name: "Follow-ups" });
  await hers.getByRole("button", { name: "Not needed…" }).click();
  await meilin.dialog.getByLabel("Reason").fill("They sent them by themselves");
  await meilin.dialog.getByRole("button", { name: "Not needed", exact: true }).click();
  await expect(list).toContainText("Not needed: They sent them by themselves · Mei-Lin Chow");
});

inEveryLook("operations and what is left", async ({ person, look }) => {
  const dana = await person("Dana Whitfield");
  const id = await dana.declare("Elevated errors on database connections", ["Databases"]);
  await dana.confirms("New connections to shared databases in eu-west are refused or time out.", "6.4 % of apps (2,310), Standard plan, eu-west only.");
  await dana.sits("Ops");
  await look(dana.page, "ops-empty");
  await reports(dana, {
    "What we know": "The pooler on db-fra-3 is full: 200 of 200 clients, 61 waiting.",
    "What we try": "Draining it host by host, three minutes each.",
    "What we need": "Somebody who knows the pooler.",
  });
  await changes(dana, "Pool limit 400 instead of 200", "db-fra-3", "Set max_client_conn back to 200 and reload.");
  await dana.page.getByRole("region", { name: "Follow-ups" }).getByRole("button", { name: "Add…" }).click();
  await dana.dialog.getByLabel("What is left to do").fill("Alert before the pooler is full");
  await look(dana.page, "follow-up-add");
  await dana.dialog.getByRole("button", { name: "Add the follow-up" }).click();
  await expect(dana.dialog).toBeHidden();
  await look(dana.page, "ops");
  await dana.sits("IC");
  await look(dana.page, "ic-reports");
  await dana.resolves(ONE_IS_OPEN);
  await dana.goes(`/incidents/${id}`);
  await look(dana.page, "briefing-left");
  await dana.goes("/");
  await look(dana.page, "home-left");
});
