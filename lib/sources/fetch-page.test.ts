import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { LaterError, PermanentError } from "../errors.ts";
import { closeRedis, connected, redisKey } from "../redis.ts";
import { minute, second } from "../time.ts";
import { type FetchedPage, fetchPage } from "./fetch-page.ts";
import { parseSources, type Source } from "./index.ts";
import { mostRows } from "./source.ts";

let answer: RequestListener = (_, response) => response.end();
let asked: { url: string | undefined; headers: Record<string, unknown> }[] = [];
let server: Server;
let source: Source;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push({ url: request.url, headers: request.headers });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const [parsed] = parseSources([`greenhouse=http://127.0.0.1:${(server.address() as AddressInfo).port}/greenhouse`]);
  source = parsed as Source;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await closeRedis();
});
// What one answer left for the next to heed: pauses and failures in a row.
beforeEach(async () => {
  const [hold, breaker] = [redisKey("source-hold", "greenhouse"), redisKey("breaker", "greenhouse")];
  await (await connected()).del(hold, breaker, redisKey("source-budget", "greenhouse", "second"));
});

const says = (status: number, body = "", headers: Record<string, string> = {}) => {
  asked = [];
  answer = (_, response) => {
    response.writeHead(status, headers).end(body);
  };
};
const ask = { target: "havelwerk", cursor: null };
const quick = { retryPauseMs: 1 };
const outcome = () => fetchPage(source, ask, quick).catch((error: unknown) => error);

const page = JSON.stringify({
  jobs: [{ id: 7, absolute_url: "https://example.org/7", title: "Analyst", location: { name: "Berlin" } }],
  meta: { total: 1 },
});

test("a page, parsed, with the reply as it came", async () => {
  says(200, page, { "content-type": "application/json" });
  const fetched = (await fetchPage(source, ask)) as FetchedPage;
  expect(fetched).toMatchObject({ text: page, next: null, complete: true, dropped: {} });
  expect(fetched.postings.map(({ title }) => title)).toEqual(["Analyst"]);
  expect(asked).toHaveLength(1);
  expect(asked[0]?.url).toBe("/greenhouse/v1/boards/havelwerk/jobs?content=true");
  expect(asked[0]?.headers).toMatchObject({
    accept: "application/json",
    "user-agent": expect.stringContaining("JobPing"),
  });
});

test("a board that has more than are read was seen in part: nothing closes because it was not there", async () => {
  const [job] = JSON.parse(page).jobs as [object];
  const boards: Record<string, (rows: number) => string> = {
    greenhouse: (rows) => JSON.stringify({ jobs: Array(rows).fill(job), meta: { total: rows } }),
    personio: (rows) =>
      `<workzag-jobs>${"<position><id>7</id><name>Analyst</name></position>".repeat(rows)}</workzag-jobs>`,
  };
  for (const [name, board] of Object.entries(boards)) {
    const [at] = parseSources([`${name}=${source.baseUrl}`]);
    const complete = async (rows: number) => {
      says(200, board(rows));
      return ((await fetchPage(at as Source, ask)) as FetchedPage).complete;
    };
    expect([name, await complete(1), await complete(mostRows + 1)]).toEqual([name, true, false]);
  }
});

describe("what a status means", () => {
  test.each([
    [429, "120", 2 * minute],
    [503, "5", 5 * second],
    [429, "0", 1 * second],
    [429, "86400", 20 * minute],
    [429, "soon", 1 * minute],
    [503, undefined, 1 * minute],
  ])("%s with Retry-After %s: later", async (status, retryAfter, ms) => {
    says(status, "", retryAfter === undefined ? {} : { "retry-after": retryAfter });
    const error = await outcome();
    expect(error).toBeInstanceOf(LaterError);
    expect(error).toMatchObject({ ms, reason: expect.stringContaining(String(status)) });
    expect(asked).toHaveLength(1);
  });

  test("Retry-After as a date", async () => {
    says(429, "", { "retry-after": new Date(Date.now() + 10 * minute).toUTCString() });
    const error = (await outcome()) as LaterError;
    expect(error).toBeInstanceOf(LaterError);
    expect(error.ms).toBeGreaterThan(8 * minute);
    expect(error.ms).toBeLessThanOrEqual(10 * minute);
  });

  test.each([
    [404, /greenhouse\/havelwerk: unknown board/],
    [400, /refused with 400/],
    [401, /refused with 401/],
    [403, /refused with 403/],
    [410, /refused with 410/],
  ])("%s: never again", async (status, message) => {
    says(status, "{}");
    const error = await outcome();
    expect(error).toBeInstanceOf(PermanentError);
    expect((error as Error).message).toMatch(message);
  });

  test.each([500, 502, 504, 408, 204])("%s: once more", async (status) => {
    says(status);
    const error = await outcome();
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(PermanentError);
    expect(error).not.toBeInstanceOf(LaterError);
  });
});

test.each([
  ["HTML for JSON", "<html>maintenance</html>"],
  ["another document", '{"data": []}'],
  ["a cut document", page.slice(0, 40)],
])("%s: never again, with the reason", async (_, body) => {
  says(200, body);
  const error = await outcome();
  expect(error).toBeInstanceOf(PermanentError);
  expect((error as Error).message).toMatch(/^greenhouse: /);
});

test("a redirect to another host is not followed", async () => {
  says(302, "", { location: "http://169.254.169.254/latest/meta-data" });
  const error = await outcome();
  // The board has moved: it will not come back in a moment.
  expect(error).toBeInstanceOf(PermanentError);
  expect(asked).toHaveLength(1);
});

test("a connection that breaks: once more", async () => {
  answer = (request) => request.socket.destroy();
  expect(await outcome()).not.toBeInstanceOf(PermanentError);
});

test("the caller's signal ends the waiting", async () => {
  const stop = new AbortController();
  answer = () => stop.abort(new Error("shutdown"));
  await expect(fetchPage(source, ask, { ...quick, signal: stop.signal })).rejects.toThrow("shutdown");
});

describe("what one answer means for those who come after", () => {
  test("429: nobody else asks until its time is over", async () => {
    says(429, "", { "retry-after": "120" });
    await outcome();
    says(200, page);
    const error = await outcome();
    expect(error).toBeInstanceOf(LaterError);
    expect((error as LaterError).ms).toBeGreaterThan(100 * second);
    expect(asked).toHaveLength(0);
  });

  test("a used-up quota: the source is not asked again until the window turns", async () => {
    const metered: Source = { ...source, statusMeans: { 402: "quota" } };
    says(402, "", { "x-ratelimit-requests-reset": "86400" });
    const error = await fetchPage(metered, ask, quick).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "NotAskedError", kind: "quota", retryInMs: 24 * 60 * minute });
    says(200, page);
    expect(await outcome()).toMatchObject({ name: "NotAskedError", kind: "quota" });
    expect(asked).toHaveLength(0);
  });

  test("five that fail in a row: it is left alone", async () => {
    says(500);
    for (let run = 0; run < 5; run++) await outcome();
    expect(asked).toHaveLength(15);
    says(200, page);
    expect(await outcome()).toMatchObject({ name: "NotAskedError", kind: "resting" });
    expect(asked).toHaveLength(0);
  });
});

test("a moment's failure is tried again at once", async () => {
  asked = [];
  answer = (_, response) => (asked.length < 3 ? response.writeHead(502).end() : response.end(page));
  expect(await outcome()).toMatchObject({ complete: true });
  expect(asked).toHaveLength(3);
});
