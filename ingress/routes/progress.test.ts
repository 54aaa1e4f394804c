import { expect, test } from "vitest";
import { producer, redisKey } from "../../lib/redis.ts";
import { recordDetails, recordStep } from "../../lib/subscribers/progress.ts";
import { until } from "../../test/until.ts";
import { startIngress } from "../server.ts";
import { asBrowser, ingressOfFile, signupJson } from "../test-ingress.ts";

const ingress = ingressOfFile();

interface Progress {
  id: string;
  steps: { step: string; at: string }[];
}

async function signUp(): Promise<{ id: string; status: string }> {
  return (await (await ingress.json("/signups", signupJson())).json()) as { id: string; status: string };
}

const at = (minutes: number) => new Date(Date.UTC(2026, 10, 21, 8, minutes));

test("shows what is accepted before any worker saw it, then the steps in their order", async () => {
  const { id, status } = await signUp();
  const first = (await (await ingress.get(status)).json()) as Progress;
  expect(first).toEqual({ id, steps: [{ step: "received", at: expect.stringMatching(/Z$/) }] });
  await recordStep(id, "verification_sent", at(2));
  await recordStep(id, "received", at(1));
  const { steps } = (await (await ingress.get(status)).json()) as Progress;
  expect(steps).toEqual([
    { step: "received", at: "2026-11-21T08:01:00.000Z" },
    { step: "verification_sent", at: "2026-11-21T08:02:00.000Z" },
  ]);
});

test("an id that nobody has is 404, whatever it looks like", async () => {
  for (const id of ["x", "0123456789012345678901", "..%2f..%2fsecrets-of-others", "a".repeat(100)]) {
    expect((await ingress.get(`/signups/${id}`)).status).toBe(404);
    expect((await ingress.get(`/signups/${id}/events`)).status).toBe(404);
  }
});

test("the page shows what is done, what is next, and has a link to look again without scripts until the end", async () => {
  const { id, status } = await signUp();
  const page = async () => (await ingress.get(status, asBrowser)).text();
  const first = await page();
  expect(first).toMatch(/<li data-step="received" data-state="done"/);
  expect(first).toMatch(/<li data-step="verification_sent" data-state="now"[^>]*aria-current="step"/);
  expect(first).toContain(`<noscript><p><a class="button quiet" href="${status}?lang=en">Look again</a>`);
  for (const step of ["received", "verification_sent", "verified", "matched", "digest_sent"] as const)
    await recordStep(id, step, at(3));
  const last = await page();
  expect(last).toContain("Your first jobs are in your inbox.");
  expect(last).not.toContain("<noscript>");
  expect(last).not.toContain("data-events");
});

test("a first digest without postings is told honestly, on the page and as JSON", async () => {
  const { id, status } = await signUp();
  await recordStep(id, "received", at(1));
  await recordStep(id, "verified", at(3));
  const why = [
    { code: "place", count: 1200 },
    { code: "level", count: 14 },
  ];
  await recordDetails(id, { lookedAt: 1214, why });
  expect(await (await ingress.get(status)).json()).toMatchObject({ lookedAt: 1214, why });
  const page = await (await ingress.get(`${status}?lang=de`, asBrowser)).text();
  expect(page).toContain("Noch passt nichts.");
  expect(page).toContain("1.214 Anzeigen angesehen");
  expect(page).toContain("<li>1.200 sind anderswo</li><li>14 verlangen mehr Erfahrung</li>");
  await recordStep(id, "digest_sent", at(5));
  const over = await (await ingress.get(status, asBrowser)).text();
  // Once beside the reasons and once in the footer, as everywhere: not a third time.
  expect(over.match(/href="\/links/g)).toHaveLength(2);
});

/** The events in order, each once. */
async function* eventsOf(response: Response): AsyncGenerator<{ name: string; data: Progress }> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const [, name = "", data = "{}"] = /^event: (.*)\ndata: (.*)$/.exec(text.slice(0, end)) ?? [];
      text = text.slice(end + 2);
      if (name) yield { name, data: JSON.parse(data) as Progress };
    }
  }
}

test("events come at once, move by themselves, and end with the last step", async () => {
  const { id, status } = await signUp();
  const response = await ingress.get(`${status}/events`, { accept: "text/event-stream" });
  expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  const seen: string[] = [];
  for await (const { name, data } of eventsOf(response)) {
    if (name === "end") break;
    seen.push(data.steps.map(({ step }) => step).join(" "));
    if (seen.length === 1) await recordStep(id, "received", at(1));
    if (data.steps.length === 1 && seen.length > 0) await recordStep(id, "verification_sent", at(2));
    if (data.steps.length === 2) await recordStep(id, "digest_sent", at(5));
  }
  expect(seen[0]).toBe("received");
  expect(seen.at(-1)).toBe("received verification_sent digest_sent");
});

test("a stream that nobody reads any more is let go, and HEAD opens none", async () => {
  const { id, status } = await signUp();
  const listeners = async () => {
    const [, count] = (await producer().call("PUBSUB", "NUMSUB", redisKey("progress-changed", id))) as [string, number];
    return count;
  };
  expect((await fetch(`${ingress.url}${status}/events`, { method: "HEAD" })).status).toBe(200);
  expect(await listeners()).toBe(0);
  const leaving = new AbortController();
  await fetch(`${ingress.url}${status}/events`, { signal: leaving.signal });
  await until("it listens", async () => (await listeners()) === 1);
  leaving.abort();
  await until("it listens no more", async () => (await listeners()) === 0);
});

test("one network does not take all the places of those who watch, nor do all of a site", async () => {
  const { status } = await signUp();
  const leaving = new AbortController();
  const watch = (network: number) => {
    const headers = { "x-forwarded-for": `2001:db8:9:${network}::1` };
    return fetch(`${ingress.url}${status}/events`, { headers, signal: leaving.signal });
  };
  // Kept, as a garbage-collected response closes its connection.
  const streams: Response[][] = [];
  for (let network = 0; network < 6; network++)
    streams.push(await Promise.all(Array.from({ length: 101 }, () => watch(network))));
  const taken = streams.map((answers) => answers.filter((answer) => answer.status === 200).length);
  expect(taken).toEqual([100, 100, 100, 100, 100, 0]);
  leaving.abort();
});

test("a stream ends when the server stops, so that nobody waits for who watches", async () => {
  const stopping = await startIngress({ port: 0, host: "127.0.0.1" });
  const { status } = await signUp();
  const response = await fetch(`${stopping.url}${status}/events`);
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  await reader.read();
  const closed = stopping.close();
  for (;;) if ((await reader.read()).done) break;
  await closed;
});
