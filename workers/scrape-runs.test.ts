import { beforeEach, describe, expect, test, vi } from "vitest";

vi.hoisted(() => {
  const boards = /=(http[^|,]*\/boards)\//.exec(process.env.SOURCES ?? "")?.[1];
  const entries = ["arbeitnow", "greenhouse|fjordbyte"];
  process.env.SOURCES = entries.map((entry) => entry.replace(/^[a-z]+/, (name) => `${name}=${boards}/${name}`)).join();
});

import { PermanentError } from "../lib/errors.ts";
import { log } from "../lib/log.ts";
import { closeQueues } from "../lib/queue.ts";
import { connected, redisKey } from "../lib/redis.ts";
import { feedsOfFile } from "../test/feeds.ts";
import { runOnce } from "../test/run.ts";
import { emptied } from "../test/services.ts";
import scrape from "./scrape.ts";

const feeds = feedsOfFile();

/** The pages that a run asked for: which jobs follow is in Redis. */
const waitingPages = async () => {
  const redis = await connected();
  const ids = await redis.lrange(redisKey("scrape", "wait"), 0, -1);
  return Promise.all(ids.map(async (id) => JSON.parse((await redis.hget(redisKey("scrape", id), "data")) ?? "{}").p));
};

describe("a feed", () => {
  const feed = { source: "arbeitnow", target: "all" };
  const job = (id: number) => ({
    slug: `job-${id}`,
    url: `https://jobs.example.com/${id}`,
    title: `Analyst ${id}`,
    company_name: "Havelwerk",
    description: "<p>Numbers.</p>",
    location: "Berlin",
    created_at: 1_795_000_000,
  });
  const pages: Record<string, number[]> = {};
  beforeEach(async () => {
    Object.assign(pages, { "1": [1, 2], "2": [3, 4] });
    feeds.routes = [
      [
        /page=(\d+)/,
        ([, page = ""]) => ({ data: pages[page]?.map(job), links: { next: page === "1" ? "more" : null } }),
      ],
    ];
    await closeQueues();
  });

  test("goes on while there is something new, and stops where all is known", async () => {
    const first = (await runOnce(scrape, feed)) as { runId: string };
    expect(await waitingPages()).toMatchObject([{ ...feed, cursor: "2", page: 2, runId: first.runId }]);
    expect((await feeds.runs())[0]).toMatchObject({ status: "running" });
    await feeds.sql`update source_runs set status = 'done'`;
    expect(await runOnce(scrape, feed)).toMatchObject({ added: 0 });
    expect((await feeds.runs()).at(-1)).toMatchObject({ status: "done", complete: false });
    expect(await waitingPages()).toHaveLength(1);
  });

  test("once a day it is read to its end, and is complete then", async () => {
    await runOnce(scrape, feed);
    await emptied(feeds.sql, "source_runs");
    const again = (await runOnce(scrape, { ...feed, complete: true })) as { runId: string };
    expect((await feeds.runs())[0]).toMatchObject({ status: "running" });
    const second = { ...feed, cursor: "2", page: 2, runId: again.runId, complete: true };
    expect(await waitingPages()).toContainEqual(second);
    await runOnce(scrape, second);
    expect(await feeds.runs()).toMatchObject([{ status: "done", complete: true, pages: 2 }]);
    const [target] = await feeds.sql`select complete_at, done_at from source_targets`;
    expect(target).toMatchObject({ complete_at: expect.any(Date), done_at: expect.any(Date) });
  });

  test("a row with NUL or half a character, which Postgres does not take, keeps back none of the others", async () => {
    const odd = (id: number, text: string) => {
      const { slug, title } = job(id);
      return { ...job(id), slug: slug + text, title: title + text, company_name: text, location: `Ber${text}lin` };
    };
    const data = [job(1), odd(2, "\0"), odd(3, "\ud800"), odd(4, "\udfff 😀"), job(5)];
    feeds.routes = [[/page=/, () => ({ data, links: { next: null } })]];
    expect(await runOnce(scrape, feed)).toMatchObject({ seen: 5, added: 5, rejected: 0 });
    expect(await runOnce(scrape, { ...feed, complete: true })).toMatchObject({ seen: 5, added: 0, changed: 0 });
    expect(await feeds.sql`select title from postings where title like '%😀'`).toHaveLength(1);
  });

  test("no run is longer than the source's pages", async () => {
    feeds.routes = [[/page=(\d+)/, ([, page]) => ({ data: [job(Number(page))], links: { next: "more" } })]];
    const { runId } = (await runOnce(scrape, feed)) as { runId: string };
    await runOnce(scrape, { ...feed, cursor: "3", page: 10, runId });
    expect((await feeds.runs())[0]).toMatchObject({ status: "done", complete: false });
  });
});

describe("a board", () => {
  const board = { source: "greenhouse", target: "fjordbyte" };
  const place = { location: { name: "Berlin" } };
  const reply = {
    jobs: [{ id: 7, absolute_url: "https://example.org/7", title: "Analyst", ...place }],
    meta: { total: 1 },
  };

  test("that is as it was is seen again without its reply, in a complete run", async () => {
    feeds.routes = [
      [
        /\/boards\/fjordbyte/,
        (_, request, response) => {
          if (request.headers["if-none-match"] === '"one"') return void response.writeHead(304);
          response.setHeader("etag", '"one"');
          return reply;
        },
      ],
    ];
    await runOnce(scrape, board);
    await feeds.sql`update sightings set last_seen_at = now() - interval '1 hour'`;
    await feeds.sql`update source_runs set started_at = now() - interval '2 hours'`;
    expect(await runOnce(scrape, board)).toMatchObject({ unchanged: true, seen: 1 });
    expect(await feeds.runs()).toMatchObject([{ pages: 1 }, { status: "done", complete: true, seen: 1, pages: 0 }]);
    expect(await feeds.sql`select from sightings where last_seen_at > now() - interval '1 minute'`).toHaveLength(1);
    // Nobody knows what it was: it is read.
    await emptied(feeds.sql, "postings", "source_runs");
    expect(await runOnce(scrape, board)).toMatchObject({ added: 1 });
    // Once a day it is read whatever is known.
    expect(await runOnce(scrape, { ...board, complete: true })).toMatchObject({ added: 0, seen: 1 });
  });

  test("that is unknown three times is parked, and its run says so", async () => {
    feeds.routes = [];
    for (let time = 0; time < 3; time++) await expect(runOnce(scrape, board)).rejects.toBeInstanceOf(PermanentError);
    expect((await feeds.runs()).map(({ error }) => error)).toEqual([
      "greenhouse/fjordbyte: unknown board (404)",
      "greenhouse/fjordbyte: unknown board (404)",
      "greenhouse/fjordbyte: unknown board (404); parked for a week",
    ]);
    const [target] = await feeds.sql`select parked_until > now() + interval '6 days' as parked from source_targets`;
    expect(target?.parked).toBe(true);
  });

  test("that fails is not asked by the clock beside the job's own retries; the last one ends its run", async () => {
    feeds.routes = [[/\/boards\/fjordbyte/, (_, __, response) => void response.writeHead(500)]];
    await expect(runOnce(scrape, board)).rejects.toThrow("greenhouse/fjordbyte answered 500");
    expect(await feeds.sql`select asked_at, done_at from source_targets`).toMatchObject([
      { asked_at: expect.any(Date), done_at: null },
    ]);
    expect(await feeds.runs()).toEqual([]);
    const last = { log, signal: new AbortController().signal, attempt: 4, jobId: "last", progress: async () => {} };
    await expect(scrape.handle(board, last)).rejects.toThrow("answered 500");
    expect(await feeds.runs()).toMatchObject([{ status: "failed", error: "greenhouse/fjordbyte answered 500" }]);
  });

  test("of a source that rests after failures is not asked, and the job is done with that reason", async () => {
    const resting = { until: Date.now() + 60_000 };
    await (await connected()).hset(redisKey("breaker", "greenhouse"), resting);
    expect(await runOnce(scrape, board)).toEqual({ skipped: "left alone after failures" });
    expect(feeds.asked).toEqual([]);
    expect(await feeds.runs()).toEqual([]);
  });
});
