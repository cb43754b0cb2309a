// How a long room feels in a real browser: what a message, a key and a change of seat cost, and how large its page is.
// Messages and keys are counted in processor time of the page's own thread, which a busy machine does not change.
// usage: room.mjs BINARY [MESSAGES]

import { declare, withDemo } from "./demo.mjs";

const MESSAGES = Number(process.argv[3] ?? 20_000);
const MESSAGE_MS = 8;
const KEY_MS = 4;
const SEAT_MS = 150;
const HTML_KB = 60;
const TRIES = 60;
/** Requests that are on their way at a time while the room is filled. */
const AT_ONCE = 24;

await withDemo(process.argv[2], measure);

async function measure(browser, url) {
  const context = await browser.newContext({ baseURL: url });
  const page = await context.newPage();
  await declare(page, "A long night");
  const incident = Number(page.url().match(/incidents\/(\d+)/)[1]);
  await page.goto("/practice");
  await page.evaluate(fill, { incident, messages: MESSAGES, atOnce: AT_ONCE });

  const html = await context.request.get(`/incidents/${incident}/ops`, { headers: { "accept-encoding": "br, gzip" } });
  const encoding = html.headers()["content-encoding"] ?? "none";
  const size = await compressedSize(context, `${url}/incidents/${incident}/ops`);
  await page.goto(`/incidents/${incident}/ops`);
  await page.locator(".live", { hasText: "Live" }).waitFor();
  await page.getByRole("list", { name: "Room" }).getByText(`message ${MESSAGES}.`).waitFor();

  const cost = await costOf(context, page);
  const keys = await typeKeys(page, cost);
  const messages = await hearMessages(context, page, incident, cost);
  const seats = [];
  const nav = page.getByRole("navigation", { name: "Seats", exact: true });
  for (let turn = 0; turn < 6; turn += 1) {
    for (const seat of ["IC", "Comms", "Ops"]) seats.push(await nav.getByRole("link", { name: seat, exact: true }).evaluate(changeSeat));
  }
  report(`one message in a room of ${MESSAGES}`, messages, MESSAGE_MS);
  report(`one key in a room of ${MESSAGES}`, keys, KEY_MS);
  report(`a change of seat, ${MESSAGES} messages`, seats.slice(3), SEAT_MS);
  line(`staff page, ${encoding}`, `${(size / 1000).toFixed(1)} kB`, `≤ ${HTML_KB} kB`, size <= HTML_KB * 1000);
}

async function fill({ incident, messages, atOnce }) {
  const say = async (number) => {
    const command = { type: "say", text: `message ${number}.` };
    const body = JSON.stringify({ incident, command, key: crypto.randomUUID() });
    const answer = await fetch("/rpc/send_command", { method: "POST", headers: { "content-type": "application/json" }, body });
    // A body that nobody reads is kept: a browser has room for some thousands, and no connection then.
    const said = await answer.text();
    if (!answer.ok) throw new Error(said);
  };
  for (let said = 0; said < messages - 1; said += atOnce) {
    await Promise.all(Array.from({ length: Math.min(atOnce, messages - 1 - said) }, (_, n) => say(said + n + 1)));
  }
  await say(messages);
}

/** As many bytes as cross the line. */
async function compressedSize(context, address) {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  let request = "";
  const size = new Promise((resolve) => {
    session.on("Network.responseReceived", (event) => {
      if (event.response.url === address) request = event.requestId;
    });
    session.on("Network.loadingFinished", (event) => {
      if (event.requestId === request) resolve(event.encodedDataLength);
    });
  });
  await page.goto(address, { waitUntil: "domcontentloaded" });
  const bytes = await size;
  await page.close();
  return bytes;
}

/** What gives the milliseconds that the page's thread works for something. */
async function costOf(context, page) {
  const session = await context.newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const worked = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration").value * 1000;
  };
  return async (act) => {
    const before = await worked();
    await act();
    return (await worked()) - before;
  };
}

/** What each key costs, layout included. */
async function typeKeys(page, cost) {
  const times = [];
  for (let key = 0; key < TRIES; key += 1) {
    times.push(await cost(() => page.evaluate(typeKey, "abcdefghij"[key % 10])));
  }
  return times;
}

async function typeKey(letter) {
  const box = document.querySelector("#say");
  box.value += letter;
  box.dispatchEvent(new InputEvent("input", { bubbles: true }));
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}

/** What each message of somebody else costs until its line is drawn. */
async function hearMessages(context, page, incident, cost) {
  const times = [];
  for (let n = 0; n < TRIES; n += 1) {
    const text = `measured ${n} ${crypto.randomUUID()}`;
    const data = { incident, command: { type: "say", text }, key: crypto.randomUUID() };
    const headers = { origin: new URL(page.url()).origin };
    times.push(
      await cost(async () => {
        const shown = page.evaluate(shows, text);
        const answer = await context.request.post("/rpc/send_command", { data, headers });
        if (!answer.ok()) throw new Error(await answer.text());
        await shown;
      }),
    );
  }
  return times;
}

/** Waits for the line that has the text, and until it is drawn. */
async function shows(text) {
  const list = document.querySelector("ol.log");
  await new Promise((resolve) => {
    const watch = new MutationObserver(() => {
      if (!list.lastElementChild?.textContent.includes(text)) return;
      watch.disconnect();
      resolve();
    });
    watch.observe(list, { childList: true, subtree: true });
  });
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}

/** From the click until the seat is drawn. */
async function changeSeat(link) {
  const began = performance.now();
  link.click();
  while (link.getAttribute("aria-current") !== "page" || !document.querySelector("main")) {
    await new Promise((resolve) => setTimeout(resolve));
  }
  void document.body.offsetHeight;
  return performance.now() - began;
}

function report(what, times, budget) {
  // The first ones warm the compiler up.
  const sorted = times.slice(Math.floor(times.length / 6)).sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)];
  line(what, `p50 ${at(0.5).toFixed(1)} ms, p95 ${at(0.95).toFixed(1)} ms`, `p95 ≤ ${budget} ms`, at(0.95) <= budget);
}

function line(what, words, budget, held) {
  console.log(`${what} | ${words} | ${budget} | ${held ? "holds" : "OVER"}`);
}
