// A slow line: with COMMAND_POST_E2E_SLOW=600 every third answer to a call comes up to 600 ms late, at random, while
// live updates come as ever. Whoever counts on their order fails.

import type { BrowserContext } from "@playwright/test";

const LATE_MAX = Number(process.env.COMMAND_POST_E2E_SLOW ?? 0);

export async function slowLine(context: BrowserContext): Promise<void> {
  if (LATE_MAX === 0) return;
  await context.addInitScript((most) => {
    const ask = window.fetch;
    window.fetch = async (...wish) => {
      const answer = await ask(...wish);
      if (Math.random() < 1 / 3) await new Promise((late) => setTimeout(late, Math.random() * most));
      return answer;
    };
  }, LATE_MAX);
}
