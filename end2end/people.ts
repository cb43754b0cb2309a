// People at their seats: what they do, in the words of the talk. Each waits for what a person would see.

import { type Browser, type BrowserContextOptions, type Locator, type Page, expect } from "@playwright/test";
import type { Server } from "./server";
import { slowLine } from "./slow";

/** What a cut connection writes to the console; everything else there fails a spec. */
const EXPECTED_WHEN_CUT = [/WebSocket/i, /net::ERR_/, /Failed to load resource/, /Failed to fetch/];

export class Person {
  private readonly complaints: string[] = [];
  /** Set by specs that cut the connection or kill the server. */
  mayLoseConnection = false;

  private constructor(readonly page: Page, readonly server: Server, readonly name: string) {
    page.on("console", (message) => {
      if (message.type() === "error") this.complaints.push(message.text());
    });
    page.on("pageerror", (error) => this.complaints.push(String(error)));
  }

  /** Opens a browser of their own and signs in as one of the demo people. */
  static async at(browser: Browser, server: Server, name: string, options: BrowserContextOptions = {}): Promise<Person> {
    const context = await browser.newContext({ ...options, baseURL: server.url });
    await slowLine(context);
    const person = new Person(await context.newPage(), server, name);
    await person.page.goto("/");
    await person.page.getByRole("button", { name: new RegExp(name) }).click();
    await person.isLive();
    return person;
  }

  /** Somebody whose browser knows them, opened again. */
  static async comesBack(browser: Browser, server: Server, name: string, options: BrowserContextOptions): Promise<Person> {
    const context = await browser.newContext({ ...options, baseURL: server.url });
    await slowLine(context);
    return new Person(await context.newPage(), server, name);
  }

  /** Another tab of the same browser. */
  async opensTab(): Promise<Person> {
    const tab = new Person(await this.page.context().newPage(), this.server, this.name);
    tab.mayLoseConnection = this.mayLoseConnection;
    return tab;
  }

  async signsOut(): Promise<void> {
    await this.page.locator(".topbar details.menu summary").click();
    await this.page.getByRole("button", { name: "Sign out" }).click();
    await expect(this.page.getByRole("button", { name: new RegExp(this.name) })).toBeVisible();
  }

  async signsIn(): Promise<void> {
    await this.page.goto("/");
    await this.page.getByRole("button", { name: new RegExp(this.name) }).click();
    await this.isLive();
  }

  /** Somebody who is not signed in. */
  static async outside(browser: Browser, server: Server, options: BrowserContextOptions = {}): Promise<Person> {
    const context = await browser.newContext({ baseURL: server.url, ...options });
    return new Person(await context.newPage(), server, "somebody");
  }

  /** The first admin of a new company. */
  static async founds(browser: Browser, server: Server): Promise<Person> {
    const ada = await Person.outside(browser, server);
    await ada.page.goto("/");
    for (const [label, text] of [["Company", "Harbour Ltd"], ["Your name", "Ada Byron"], ["E-mail", "ada@harbour.example"], ["Password", "a long enough one"]] as const) {
      await ada.page.getByLabel(label).fill(text);
    }
    await ada.page.getByRole("button", { name: "Create the account" }).click();
    await ada.isLive();
    return ada;
  }

  /** On a phone it is there, too, but covers the page only once it is opened. */
  get room(): Locator {
    return this.page.getByRole("list", { name: "Room", includeHidden: true });
  }

  get situation(): Locator {
    return this.page.getByRole("region", { name: "Situation" });
  }

  get dialog(): Locator {
    return this.page.getByRole("dialog");
  }

  async isLive(): Promise<void> {
    await expect(this.page.locator(".live")).toHaveText("Live");
    // What comes after the page: the keys are the last of it that people use without seeing it.
    await expect(this.page.locator("#d-keys")).toBeAttached();
    await expect(this.page.locator("[data-late]")).toHaveCount(0);
  }

  async goes(path: string): Promise<void> {
    await this.page.goto(path);
    await this.isLive();
  }

  async sits(seat: "Briefing" | "IC" | "Ops" | "Comms" | "Support"): Promise<void> {
    const nav = this.page.getByRole("navigation", { name: /^Seats/ }).locator("visible=true").first();
    await nav.getByRole("link", { name: seat, exact: true }).click();
    await expect(nav.getByRole("link", { name: seat, exact: true })).toHaveAttribute("aria-current", "page");
  }

  /** Declares from home and lands on the IC board. Returns the incident's number. */
  async declare(title: string, components: string[] = []): Promise<number> {
    await this.page.getByRole("button", { name: "Declare incident" }).click();
    await this.dialog.getByLabel("What do you see?").fill(title);
    const finder = this.dialog.getByLabel("Find a component");
    for (const name of components) {
      // A company with many has a field that finds them.
      if (await finder.isVisible()) await finder.fill(name);
      await this.dialog.getByRole("button", { name, exact: true }).click();
    }
    await this.dialog.getByRole("button", { name: /^Declare/ }).click();
    await expect(this.page).toHaveURL(/\/incidents\/\d+\/ic$/);
    await expect(this.room).toContainText("declared the incident");
    return Number(this.page.url().match(/incidents\/(\d+)/)![1]);
  }

  async confirms(symptoms: string, scope: string): Promise<void> {
    await this.situation.getByRole("button", { name: /^(Next: c|C)onfirm…$/ }).click();
    await this.dialog.getByLabel("Symptoms").fill(symptoms);
    await this.dialog.getByLabel("Scope").fill(scope);
    await this.dialog.getByRole("button", { name: /^Confirm/ }).click();
    await this.reaches("2 Confirmed");
  }

  /** Resolves it with the post that is proposed; `reads` is what the dialog has to say. */
  async resolves(reads = ""): Promise<void> {
    await this.situation.getByRole("button", { name: /^(Next: r|R)esolve…$/ }).click();
    await expect(this.dialog).toContainText(reads);
    await this.dialog.getByRole("button", { name: "Resolve and post" }).click();
    await expect(this.situation).toContainText("Resolved");
  }

  async reaches(state: string): Promise<void> {
    await expect(this.situation.locator("[aria-current=step]")).toContainText(state);
  }

  /** A tap on a phone, which shows one section of a seat at a time; elsewhere all of them are there. */
  async shows(section: string): Promise<void> {
    const link = this.page.getByRole("navigation", { name: "Sections of this seat" }).getByRole("link", { name: section, exact: true });
    if (!(await link.isVisible())) return;
    await link.click();
    await expect(link).toHaveAttribute("aria-current", "true");
  }

  /** A tap on a phone; on a wide screen the room is there already. Says whether it took the tap. */
  async opensRoom(): Promise<boolean> {
    const toRoom = this.page.getByRole("button", { name: "Room", exact: true });
    const isAway = (await toRoom.isVisible()) && (await toRoom.getAttribute("aria-pressed")) === "false";
    if (isAway) await toRoom.click();
    await expect(this.page.getByLabel("Message to the room")).toBeVisible();
    return isAway;
  }

  async says(text: string): Promise<void> {
    const wasAway = await this.opensRoom();
    await this.page.getByLabel("Message to the room").fill(text);
    await this.page.getByLabel("Message to the room").press("Enter");
    if (wasAway) await this.page.getByRole("button", { name: "Room", exact: true }).click();
  }

  async offers(duty: string, to: string): Promise<void> {
    await this.shows("Who");
    await this.page.getByRole("button", { name: /^Hand off…/ }).first().click();
    await this.dialog.getByLabel("Duty").selectOption({ label: duty });
    await this.dialog.getByLabel("To", { exact: true }).selectOption({ label: to });
    await this.dialog.getByRole("button", { name: "Offer" }).click();
    await expect(this.dialog).toBeHidden();
  }

  async accepts(): Promise<void> {
    await this.page.getByRole("button", { name: "Accept" }).click();
    await expect(this.page.getByRole("button", { name: "Accept" })).toBeHidden();
  }

  async takesOver(duty: string, reason: string): Promise<void> {
    await this.shows("Who");
    await this.page.getByRole("button", { name: /^Hand off…/ }).first().click();
    await this.dialog.getByLabel("Duty").selectOption({ label: duty });
    await this.dialog.getByLabel("Reason").fill(reason);
    await this.dialog.getByRole("button", { name: "Take over" }).click();
  }

  async sendsSitrep(fields: Record<string, string>): Promise<void> {
    await this.shows("Sitrep");
    for (const [label, text] of Object.entries(fields)) {
      await this.page.getByLabel(label, { exact: true }).fill(text);
    }
    await this.page.getByRole("button", { name: /^Send sitrep/ }).click();
    await expect(this.room).toContainText("sent a sitrep to everyone");
  }

  async writes(words: string): Promise<void> {
    await this.shows("Draft");
    await this.page.getByLabel("Public update").fill(words);
  }

  async publishes(): Promise<void> {
    await this.page.getByRole("button", { name: /^Publish/ }).click();
  }

  /** Keeps the answers to a call back, as a slow line does, while live updates come. What it gives lets them through. */
  async waitsFor(call: string): Promise<() => void> {
    let come = () => {};
    const late = new Promise<void>((done) => (come = done));
    await this.page.route(`**/rpc/${call}`, async (route) => {
      const answer = await route.fetch();
      await late;
      await route.fulfill({ response: answer });
    });
    return come;
  }

  /** Nothing unexpected was written to the browser's console. */
  hasNothingToComplain(): void {
    const unexpected = this.complaints.filter(
      (text) => !(this.mayLoseConnection && EXPECTED_WHEN_CUT.some((known) => known.test(text))),
    );
    expect(unexpected, `${this.name}'s console`).toEqual([]);
  }

  async leaves(): Promise<void> {
    await this.page.context().close();
  }
}
