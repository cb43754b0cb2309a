// Accounts: the first run, signing in and out, roles.

import { test as base, expect } from "@playwright/test";
import { Person } from "../people";
import { Server } from "../server";

const test = base.extend<{ server: Server }>({
  server: async ({}, use) => {
    const server = await Server.start({ demo: false });
    await use(server);
    await server.stop();
  },
});

test("the first account is an admin's, who adds a colleague; both sign in with their passwords", async ({ browser, server }) => {
  const ada = await Person.outside(browser, server);
  await ada.page.goto("/");
  await ada.page.getByLabel("Company").fill("Harbour Ltd");
  await ada.page.getByLabel("Your name").fill("Ada Byron");
  await ada.page.getByLabel("E-mail").fill("ada@harbour.example");
  await ada.page.getByLabel("Password").fill("short");
  await ada.page.getByRole("button", { name: "Create the account" }).click();
  await expect(ada.page.getByRole("alert")).toContainText("Password");
  await expect(ada.page.getByLabel("Company")).toHaveValue("Harbour Ltd");
  await ada.page.getByLabel("Password").fill("a long enough one");
  await ada.page.getByRole("button", { name: "Create the account" }).click();
  await ada.isLive();

  await ada.goes("/people");
  await ada.page.getByLabel("Name", { exact: true }).fill("Bob Noyce");
  await ada.page.getByLabel("E-mail").fill("bob@harbour.example");
  await ada.page.getByLabel("First password").fill("another long one");
  await ada.page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(ada.page.getByRole("row", { name: /Bob Noyce/ })).toBeVisible();

  const bob = await Person.outside(browser, server);
  await bob.page.goto("/people");
  await bob.page.getByLabel("E-mail").fill("bob@harbour.example");
  await bob.page.getByLabel("Password").fill("not his password");
  await bob.page.getByRole("button", { name: "Sign in" }).click();
  await expect(bob.page.getByRole("alert")).not.toBeEmpty();
  await bob.page.getByLabel("Password").fill("another long one");
  await bob.page.getByRole("button", { name: "Sign in" }).click();
  await bob.isLive();
  await expect(bob.page.getByText("An admin adds people and changes roles.")).toBeVisible();
  await bob.page.locator("summary", { hasText: "Bob Noyce, account" }).click();
  await bob.page.getByRole("button", { name: "Sign out" }).click();
  await expect(bob.page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});

test("a new company gets its components, and declares an incident with them", async ({ browser, server }) => {
  const ada = await Person.founds(browser, server);
  await ada.goes("/company");
  for (const [number, name] of ["Web shop", "Payments"].entries()) {
    await ada.page.getByRole("button", { name: "Add a component" }).click();
    await ada.page.getByLabel(`Component ${number + 1}`).fill(name);
  }
  await ada.page.getByRole("button", { name: "Up : Payments" }).click();
  await expect(ada.page.getByLabel("Component 1")).toHaveValue("Payments");
  await ada.page.getByLabel("Public update in state 1").fill("90");
  await ada.page.getByRole("button", { name: "Save", exact: true }).click();
  const refused = "Public update in state 1: choose between 1 minute and 1 hour.";
  await expect(ada.page.getByRole("alert").filter({ hasText: refused })).toBeVisible();
  await ada.page.getByLabel("Public update in state 1").fill("15");
  await ada.page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(ada.page.getByText("Saved.")).toBeVisible();
  await ada.page.reload();
  await ada.isLive();
  await expect(ada.page.getByLabel("Component 2")).toHaveValue("Web shop");

  await ada.page.getByRole("link", { name: "Home", exact: true }).locator("visible=true").first().click();
  await ada.declare("Nobody can pay", ["Payments"]);
  await ada.page.goto("/status");
  await expect(ada.page.getByRole("main")).toContainText("We are looking into problems with Payments.");
  await expect(ada.page.getByRole("main")).toContainText("Web shop");
});

test("an invited colleague chooses a password, changes it, and signs out elsewhere", async ({ browser, server }) => {
  const ada = await Person.founds(browser, server);
  await ada.goes("/people");
  await ada.page.getByLabel("Name", { exact: true }).fill("Bob Noyce");
  await ada.page.getByLabel("E-mail").fill("bob@harbour.example");
  await ada.page.getByRole("button", { name: "Add", exact: true }).click();
  const link = await ada.page.getByLabel("Give this link to Bob Noyce").inputValue();

  const bob = await Person.outside(browser, server);
  await bob.page.goto(link);
  await expect(bob.page.getByLabel("E-mail")).toHaveValue("bob@harbour.example");
  await bob.page.getByLabel("Password").fill("chosen by Bob");
  await bob.page.getByRole("button", { name: "Choose it and sign in" }).click();
  await bob.isLive();

  const late = await Person.outside(browser, server);
  late.mayLoseConnection = true; // the link is gone: 404
  await late.page.goto(link);
  await expect(late.page.getByRole("alert")).toContainText("no longer works");
  await late.page.getByRole("link", { name: "Sign in" }).click();
  await late.page.getByLabel("E-mail").fill("bob@harbour.example");
  await late.page.getByLabel("Password").fill("chosen by Bob");
  await late.page.getByRole("button", { name: "Sign in" }).click();
  await late.isLive();

  await bob.page.locator("summary", { hasText: "Bob Noyce, account" }).click();
  await bob.page.getByRole("link", { name: "Password and sessions" }).click();
  const sessions = bob.page.getByRole("region", { name: "Where you are signed in" });
  await expect(sessions.getByText("this one")).toBeVisible();
  await sessions.getByRole("button", { name: "Sign out there" }).click();
  await expect(sessions.getByRole("button", { name: "Sign out there" })).toHaveCount(0);
  await expect(late.page.locator(".live")).toHaveText("Signed out");

  await bob.page.getByLabel("Old password").fill("chosen by Bob");
  await bob.page.getByLabel("New password").fill("changed by Bob");
  await bob.page.getByRole("button", { name: "Change it" }).click();
  await expect(bob.page.getByText("The password is changed.")).toBeVisible();

  await ada.page.getByRole("button", { name: "Sign out Bob Noyce everywhere" }).click();
  await expect(bob.page.locator(".live")).toHaveText("Signed out");
});

test("a new company is led through its first steps, which go once they are done", async ({ browser, server }) => {
  const ada = await Person.founds(browser, server);
  const steps = ada.page.getByRole("region", { name: "Before the first incident" });
  const step = (name: string) => steps.getByRole("listitem").filter({ hasText: name });
  await expect(step("Name your components")).toContainText("To do:");
  await expect(step("Give the status page its address")).toContainText("To do:");
  await step("Name your components").getByRole("link").click();

  await ada.page.getByRole("button", { name: "Paste a list" }).click();
  await ada.page.getByLabel("Components, one in each line").fill("- Web shop\n- Payments\n\nweb shop");
  await ada.page.getByRole("button", { name: "Add them" }).click();
  await expect(ada.page.getByLabel("Component 1", { exact: true })).toHaveValue("Web shop");
  await expect(ada.page.getByLabel("Component 2", { exact: true })).toHaveValue("Payments");
  await expect(ada.page.getByLabel("Component 3", { exact: true })).toHaveCount(0);
  await ada.page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(ada.page.getByText("Saved. Open incidents keep")).toBeVisible();
  await ada.goes("/");
  await expect(step("Name your components")).toContainText("Done:");
  await expect(step("Add your colleagues")).toContainText("To do:");
});

test("a colleague is renamed, leaves, and is forgotten", async ({ browser, server }) => {
  const ada = await Person.founds(browser, server);
  await ada.goes("/people");
  await ada.page.getByLabel("Name", { exact: true }).fill("Bob Noyse");
  await ada.page.getByLabel("E-mail").fill("bob@harbour.example");
  await ada.page.getByLabel("First password").fill("another long one");
  await ada.page.getByRole("button", { name: "Add", exact: true }).click();
  const row = (name: string) => ada.page.getByRole("row").filter({ hasText: name });

  await row("Bob Noyse").getByRole("button", { name: "Rename… Bob Noyse" }).click();
  await expect(ada.dialog.getByLabel("Name")).toHaveValue("Bob Noyse");
  await ada.dialog.getByLabel("Name").fill("Bob Noyce");
  await ada.dialog.getByLabel("Team").fill("database");
  await ada.dialog.getByRole("button", { name: "Save" }).click();
  await expect(ada.dialog).toBeHidden();
  await expect(row("Bob Noyce")).toContainText("database");

  await row("Bob Noyce").getByRole("button", { name: /^Deactivate/ }).click();
  await expect(row("Bob Noyce")).toContainText("left");
  ada.page.once("dialog", (dialog) => dialog.dismiss());
  await row("Bob Noyce").getByRole("button", { name: "Remove… Bob Noyce" }).click();
  await expect(row("Bob Noyce")).toBeVisible();
  ada.page.once("dialog", (dialog) => dialog.accept());
  await row("Bob Noyce").getByRole("button", { name: "Remove… Bob Noyce" }).click();
  await expect(row("Bob Noyce")).toHaveCount(0);
});
