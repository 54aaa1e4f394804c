import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Played, startPlayed } from "../../test/played.ts";
import { closeRedis, producer, redisKey } from "../redis.ts";
import { type FetchedPage, fetchPage } from "./fetch-page.ts";
import { parseSources, type Source } from "./index.ts";

const ask = { target: "havelwerk", cursor: null };
const conditional = { ...ask, conditional: true };
const page = {
  jobs: [{ id: 7, absolute_url: "https://example.org/7", title: "Analyst", location: { name: "Berlin" } }],
  meta: { total: 1 },
};

let server: Played;
let source: Source;
let headers: Record<string, unknown>[] = [];
beforeAll(async () => {
  server = await startPlayed();
  [source = expect.fail("no source")] = parseSources([`greenhouse=${server.url}`]);
});
afterAll(async () => {
  server.close();
  await closeRedis();
});

const says = (status: number, body: unknown, named: Record<string, string> = {}) => {
  headers = [];
  server.routes = [
    [
      /./,
      (_, request, response) => {
        headers.push(request.headers);
        response.writeHead(status, named);
        return body;
      },
    ],
  ];
};
const fetched = async (about: typeof conditional | typeof ask) => (await fetchPage(source, about)) as FetchedPage;

test("a reply that was stored is asked for by what the source named it, until it is read whole", async () => {
  says(200, page, { etag: '"one"', "last-modified": "Sun, 22 Nov 2026 00:00:00 GMT" });
  const first = await fetched(conditional);
  await fetched(conditional);
  // Not stored yet.
  for (const one of headers) expect(one).not.toHaveProperty("if-none-match");
  await first.remember();
  says(304, null);
  expect(await fetchPage(source, conditional)).toBe("unchanged");
  expect(headers[0]).toMatchObject({
    "if-none-match": '"one"',
    "if-modified-since": "Sun, 22 Nov 2026 00:00:00 GMT",
  });
  says(200, page);
  await (await fetched(ask)).remember();
  await fetched(conditional);
  for (const one of headers) expect(one).not.toHaveProperty("if-none-match");
});

test("a part is never taken for the whole", async () => {
  says(200, { ...page, meta: { total: 2 } }, { etag: '"cut"' });
  await (await fetched(ask)).remember();
  await fetched(conditional);
  expect(headers[1]).not.toHaveProperty("if-none-match");
});

test("nor what the source filtered by date, nor where absence says nothing", async () => {
  const filtering: Source = {
    ...source,
    request: (from) => ({ url: `${source.request(from).url}${from.since ? "&since=x" : ""}` }),
  };
  says(200, page);
  const since = new Date();
  expect(await fetchPage(filtering, { ...ask, since })).toMatchObject({ complete: false });
  expect(await fetchPage(source, { ...ask, since })).toMatchObject({ complete: true });
  expect(await fetchPage({ ...source, absenceCloses: false }, ask)).toMatchObject({ complete: false });
});

test("a Redis that goes while a reply is remembered keeps nothing without an end", async () => {
  const redis = producer();
  says(200, page, { etag: '"half"' });
  const read = await fetched({ ...ask, target: "goes" });
  const gone = vi.spyOn(redis, "pexpire").mockRejectedValue(new Error("Connection is closed."));
  await read.remember().catch(() => {});
  gone.mockRestore();
  const keys = await redis.keys(redisKey("source-page", "*"));
  expect(keys.length).toBeGreaterThan(0);
  expect((await Promise.all(keys.map((key) => redis.pttl(key)))).filter((ms) => ms < 0)).toEqual([]);
});

test("304 to a question without a condition is no answer", async () => {
  says(304, null);
  await expect(fetchPage(source, ask)).rejects.toThrow("304");
});
