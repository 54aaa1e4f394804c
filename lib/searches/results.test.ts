import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { until } from "../../test/until.ts";
import { closeChannels } from "../channels.ts";
import { closeRedis, producer, redisKey, redisReady } from "../redis.ts";
import { day, hour, second } from "../time.ts";
import { readSearch, type Search, watchSearch, writeSearch } from "./results.ts";

beforeAll(() => redisReady(5 * second));
afterAll(async () => {
  await closeChannels();
  await closeRedis();
});

const source = {
  name: "jobping",
  label: "JobPing",
  status: "running" as const,
  count: 0,
  cached: false,
  attribution: { label: "JobPing", url: "https://example.com" },
};
const running = (id: string = randomUUID()): Search => ({
  id,
  status: "running",
  criteria: { jobTitle: "Data Analyst", datePosted: "any" },
  sources: [source],
  results: [],
});
const ended = (search: Search): Search => ({ ...search, status: "done", sources: [{ ...source, status: "done" }] });
const keyOf = ({ id }: Search) => redisKey("search-result", id);
const listeners = async ({ id }: Search) => {
  const channel = redisKey("search-changed", id);
  const [, count] = (await producer().call("PUBSUB", "NUMSUB", channel)) as [string, number];
  return count;
};
/** As if it had been written so long ago. */
async function age(search: Search, ms: number): Promise<void> {
  const stored = JSON.parse((await producer().get(keyOf(search))) ?? "") as { writtenAt: number };
  await producer().set(keyOf(search), JSON.stringify({ ...stored, writtenAt: Date.now() - ms }));
}

function watch(search: Search) {
  const seen: Search[] = [];
  const stop = new AbortController();
  const over = (async () => {
    for await (const state of watchSearch(search.id, stop.signal)) seen.push(state);
  })();
  const end = () => {
    stop.abort();
    return over;
  };
  return { seen, over, end };
}

describe("a search", () => {
  test("is kept beside the newest three thousand: no crowd of them fills Redis", async () => {
    const [oldest, older, newest] = [running(), running(), running()];
    await writeSearch(oldest);
    await writeSearch(older);
    const many = Array.from({ length: 2999 }, (_, at) => [Date.now() + at + 1, randomUUID()]).flat();
    await producer().zadd(redisKey("search-results"), ...(many as [number, string]));
    await writeSearch(newest);
    expect(await Promise.all([oldest, older, newest].map(({ id }) => readSearch(id)))).toEqual([null, null, newest]);
    expect(await producer().zcard(redisKey("search-results"))).toBe(3000);
    await producer().del(redisKey("search-results"));
  });

  test("is null until it is written, then as written, for a day", async () => {
    const search = running();
    expect(await readSearch(search.id)).toBeNull();
    await writeSearch(search);
    expect(await readSearch(search.id)).toEqual(search);
    await writeSearch(ended(search));
    expect(await readSearch(search.id)).toEqual(ended(search));
    const ttl = await producer().pttl(keyOf(search));
    expect(ttl).toBeGreaterThan(23 * hour);
    expect(ttl).toBeLessThanOrEqual(1 * day);
  });

  test("that nobody works on any more is over, and says so", async () => {
    const search = running();
    await writeSearch(search);
    await age(search, 2 * 60 * second);
    expect(await readSearch(search.id)).toMatchObject({
      status: "done",
      sources: [{ status: "failed", message: expect.stringMatching(/too long/) }],
    });
  });
});

describe("watching", () => {
  test("shows what is there, every change, and ends with the search", async () => {
    const search = running();
    await writeSearch(search);
    const { seen, over } = watch(search);
    await until("the first state", () => seen.length === 1);
    const halfway: Search = { ...search, sources: [{ ...source, count: 3 }] };
    await writeSearch(halfway);
    await until("the second", () => seen.length === 2);
    await writeSearch(halfway);
    await writeSearch(ended(search));
    await over;
    expect(seen).toEqual([search, halfway, ended(search)]);
    await until("nobody listens", async () => (await listeners(search)) === 0);
  });

  test("ends at once for a search that is done, that nobody knows, or that is silent", async () => {
    const done = ended(running());
    await writeSearch(done);
    const { seen, over } = watch(done);
    await over;
    expect(seen).toEqual([done]);

    const unknown = watch(running());
    await unknown.over;
    expect(unknown.seen).toEqual([]);

    const silent = running();
    await writeSearch(silent);
    await age(silent, 60 * second - 50);
    const last = watch(silent);
    await last.over;
    expect(last.seen.map(({ status }) => status)).toEqual(["running", "done"]);
  });

  test("serves many with one connection, lets go of those who leave, and leaves nothing behind", async () => {
    const search = running();
    await writeSearch(search);
    const watchers = Array.from({ length: 20 }, () => watch(search));
    await until("all see it", () => watchers.every(({ seen }) => seen.length === 1));
    await until("it listens", async () => (await listeners(search)) === 1);
    await watchers.pop()?.end();
    expect(await listeners(search)).toBe(1);
    await Promise.all(watchers.map(({ end }) => end()));
    await until("nobody listens", async () => (await listeners(search)) === 0);
  });

  test("goes on after its connection was cut", async () => {
    const search = running();
    await writeSearch(search);
    const { seen, over } = watch(search);
    await until("it listens", async () => seen.length === 1 && (await listeners(search)) === 1);
    await producer().set(keyOf(search), JSON.stringify({ writtenAt: Date.now(), search: ended(search) }));
    await producer().call("CLIENT", "KILL", "TYPE", "pubsub");
    await over;
    expect(seen.at(-1)?.status).toBe("done");
  });
});
