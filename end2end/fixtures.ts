// What a spec starts with: a server of its own, and people who come and go.

import { type BrowserContextOptions, test as base, expect } from "@playwright/test";
import { Person } from "./people";
import { Server } from "./server";

type Fixtures = {
  server: Server;
  /** A demo person at their own browser; looked at for complaints in the end. */
  person: (name: string, options?: BrowserContextOptions) => Promise<Person>;
  /** Somebody from outside. */
  customer: (options?: BrowserContextOptions) => Promise<Person>;
};

export const test = base.extend<Fixtures>({
  server: async ({}, use, test) => {
    const server = await Server.start();
    await use(server);
    await server.stop();
    if (server.complaints.length > 0) await test.attach("server.log", { body: server.complaints.join("") });
  },
  person: async ({ browser, server }, use) => {
    const people: Person[] = [];
    await use(async (name, options) => {
      const person = await Person.at(browser, server, name, options);
      people.push(person);
      return person;
    });
    for (const person of people) person.hasNothingToComplain();
    for (const person of people) await person.leaves();
  },
  customer: async ({ browser, server }, use) => {
    const people: Person[] = [];
    await use(async (options) => {
      const person = await Person.outside(browser, server, options);
      people.push(person);
      return person;
    });
    for (const person of people) person.hasNothingToComplain();
    for (const person of people) await person.leaves();
  },
});

export { expect };
