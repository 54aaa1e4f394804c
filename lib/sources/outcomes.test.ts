import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";

const keys = vi.hoisted(() => {
  const made = {
    RAPID_API_KEY: "the-rapid-key",
    THEIRSTACK_API_KEY: "the-theirstack-key",
    ADZUNA_APP_ID: "the-adzuna-id",
    ADZUNA_APP_KEY: "the-adzuna-key",
    REED_API_KEY: "the-reed-key",
  };
  Object.assign(process.env, made);
  return made;
});

import { LaterError, PermanentError } from "../errors.ts";
import { OutsideError } from "../http.ts";
import { closeRedis, connected, redisKey } from "../redis.ts";
import { minute, second } from "../time.ts";
import { NotAskedError, UnknownTargetError } from "./ask.ts";
import { fetchPage } from "./fetch-page.ts";
import { parseSources, sources } from "./index.ts";
import type { Source } from "./source.ts";

/** A good reply without postings, so that what fails below is the answer, not the document. */
const emptyReplies: Record<string, string> = {
  greenhouse: '{"jobs":[],"meta":{"total":0}}',
  arbeitnow: '{"data":[],"links":{"next":null}}',
  lever: "[]",
  ashby: '{"apiVersion":"1","jobs":[]}',
  workable: '{"name":"Havelwerk","description":null,"jobs":[]}',
  recruitee: '{"offers":[]}',
  personio: '<?xml version="1.0" encoding="UTF-8"?><workzag-jobs></workzag-jobs>',
  smartrecruiters: '{"offset":0,"limit":100,"totalFound":0,"content":[]}',
  himalayas: '{"jobs":[],"totalCount":0,"offset":0,"limit":20}',
  jobicy: '{"jobCount":0,"jobs":[],"success":true}',
  hackernews: '{"hits":[],"nbHits":0}',
  adzuna: '{"count":0,"results":[]}',
  reed: '{"results":[],"totalResults":0}',
  jsearch: '{"status":"OK","data":{"jobs":[],"cursor":null}}',
  theirstack: '{"metadata":{"total_results":0},"data":[]}',
  remoteok: '[{"legal":"terms"}]',
  themuse: '{"page":0,"page_count":0,"items_per_page":20,"total":0,"results":[]}',
  arbeitsagentur: '{"maxErgebnisse":0,"page":1,"size":50,"stellenangebote":[]}',
};

type Outcome = "page" | "later" | "again" | "never" | "bad-key" | "unknown" | "quota";

/** Where a source's documentation gives an answer an unusual meaning. */
const differs: Record<string, Partial<Record<string, Outcome>>> = {
  adzuna: { 410: "bad-key" },
  jsearch: { 404: "bad-key" },
  theirstack: { 402: "quota" },
  jobicy: { 404: "page" },
  themuse: { 403: "later" },
  personio: { "redirect loop": "unknown", "redirect elsewhere": "unknown" },
};

let answer: RequestListener;
let asked: string[] = [];
let server: Server;
let base = "";
const dripping = new Set<NodeJS.Timeout>();
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  for (const timer of dripping) clearInterval(timer);
  server.closeAllConnections();
  server.close();
  await closeRedis();
});
/** Every case starts with a source that nobody has asked yet. */
beforeEach(async () => {
  const redis = await connected();
  const left = await redis.keys(redisKey("source-*"));
  if (left.length > 0) await redis.del(left);
  asked = [];
});

const status =
  (code: number, headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    response.writeHead(code, headers).end("{}");

const silence: RequestListener = () => {};
const drip: RequestListener = (_, response) => {
  response.writeHead(200, { "content-type": "application/json" });
  const timer = setInterval(() => response.write(" "), 5);
  dripping.add(timer);
  response.on("close", () => clearInterval(timer));
};

/** What the vendor answers, what becomes of the job, and how often it is asked. */
const table: [string, RequestListener, Outcome, number][] = [
  ["429 with Retry-After", status(429, { "retry-after": "7" }), "later", 1],
  ["429", status(429), "later", 1],
  ["503", status(503), "later", 1],
  ["500", status(500), "again", 3],
  ["502", status(502), "again", 3],
  ["400", status(400), "never", 1],
  ["401", status(401), "bad-key", 1],
  ["402", status(402), "never", 1],
  ["403", status(403), "bad-key", 1],
  ["404", status(404), "unknown", 1],
  ["410", status(410), "never", 1],
  ["a connection that breaks", (request) => request.socket.destroy(), "again", 3],
  ["redirect loop", (request, response) => status(302, { location: `${request.url}` })(request, response), "again", 6],
  ["redirect elsewhere", status(302, { location: "http://169.254.169.254/latest" }), "again", 1],
  ["HTML for its document", (_, response) => response.end("<html>maintenance</html>"), "never", 1],
];

function outcomeOf(thrown: unknown, source: Source): Outcome {
  if (thrown instanceof LaterError) return "later";
  if (thrown instanceof NotAskedError && thrown.kind === "quota") return "quota";
  if (thrown instanceof UnknownTargetError) return "unknown";
  if (!(thrown instanceof PermanentError)) return "again";
  const named = source.credentials.length > 0 && source.credentials.every((name) => thrown.message.includes(name));
  return named ? "bad-key" : "never";
}

describe.each(sources.map(({ name }) => name))("%s", (name) => {
  const played = () => {
    const [source] = parseSources([`${name}=${base}`]);
    if (!source) throw new Error("no source");
    return { ...source, budget: {} };
  };
  const first = (source: Source) => {
    const [target = "acme"] = source.targets();
    return { target, cursor: null, baseUrl: source.baseUrl, credentials: {} };
  };
  const ask = (source: Source, timeoutMs: number = 5 * second) =>
    fetchPage(source, first(source), { timeoutMs, retryPauseMs: 1 });
  const thrownBy = (asking: Promise<unknown>) =>
    asking.then(
      () => null,
      (error: unknown) => error,
    );

  test("200: a page", async () => {
    const source = played();
    answer = (_, response) => response.end(emptyReplies[name]);
    expect(await ask(source)).toMatchObject({ postings: [], complete: false });
    expect(asked).toHaveLength(1);
  });

  test.each(table)("%s", async (what, play, usual, times) => {
    const source = played();
    answer = play;
    const keyless = usual === "bad-key" && source.credentials.length === 0 ? "never" : usual;
    const moved = source.kind === "boards" && what.startsWith("redirect") ? "never" : keyless;
    const expected = differs[name]?.[what] ?? moved;
    const thrown = await thrownBy(ask(source));
    expect(thrown === null ? "page" : outcomeOf(thrown, source), String(thrown)).toBe(expected);
    // Only a GET follows a redirect.
    const follows = expected !== "unknown" && source.request(first(source)).method !== "POST";
    expect(asked).toEqual(Array.from({ length: what === "redirect loop" && !follows ? 1 : times }, () => asked[0]));
    for (const key of Object.values(keys)) expect(`${(thrown as Error)?.stack}`).not.toContain(key);
  });

  test.each([
    ["429 with Retry-After waits as long as that", "7", 7 * second],
    ["429 without waits a minute", "", 1 * minute],
  ])("%s", async (_, retryAfter, ms) => {
    answer = status(429, retryAfter ? { "retry-after": retryAfter } : {});
    expect(await thrownBy(ask(played()))).toMatchObject({ ms });
  });

  test.each([
    ["silence", silence],
    ["slow drip", drip],
  ])("%s: its time is over, and somebody tries again", async (_, play) => {
    answer = play;
    const thrown = await thrownBy(ask(played(), 50));
    expect(thrown).toBeInstanceOf(OutsideError);
    expect(thrown).toMatchObject({ kind: "timeout" });
    expect(asked.length).toBeLessThanOrEqual(3);
  });
});

test("boards that have moved give the others no rest from us", async () => {
  const [source] = parseSources([`recruitee=${base}`]);
  if (!source) throw new Error("no source");
  answer = status(302, { location: "https://careers.example.com/" });
  for (let n = 0; n < 6; n++) {
    await expect(fetchPage(source, { target: `moved-${n}`, cursor: null })).rejects.toThrow(/the board has moved/);
  }
  answer = (_, response) => response.end(emptyReplies.recruitee);
  expect(await fetchPage(source, { target: "another", cursor: null })).toMatchObject({ postings: [] });
});

test("a reply that repeats our key is kept without it", async () => {
  const [source] = parseSources([`adzuna=${base}`]);
  answer = (_, response) =>
    response.end(`{"results":[],"asked":"?app_id=${keys.ADZUNA_APP_ID}&app_key=${keys.ADZUNA_APP_KEY}"}`);
  const ask = { target: "GB:London", cursor: null };
  const page = source && (await fetchPage(source, ask));
  expect(page).toMatchObject({ text: '{"results":[],"asked":"?app_id=the-adzuna-id&app_key=[key]"}' });
  expect(asked[0]).toContain(keys.ADZUNA_APP_KEY);
});
