import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { email } from "../jobs/email.ts";
import { match } from "../jobs/match.ts";
import { scrape } from "../jobs/scrape.ts";
import { env } from "../lib/env.ts";
import type { Figures } from "../lib/figures/model.ts";
import { figures, history } from "../lib/figures/store.ts";
import { pauseSending } from "../lib/mail/rate.ts";
import { noteRefused } from "../lib/mail/refused.ts";
import { countOutcome } from "../lib/matching/ai-outcomes.ts";
import { closeQueues, enqueue } from "../lib/queue.ts";
import { closeRedis, connected, redisKey } from "../lib/redis.ts";
import { takeFromBudget } from "../lib/sources/budget.ts";
import { pauseSource } from "../lib/sources/pause.ts";
import { hour, minute } from "../lib/time.ts";
import { startWorker } from "../lib/worker.ts";
import { insertDelivery, insertPosting, insertSubscriber } from "../test/people.ts";
import { runOnce } from "../test/run.ts";
import { play, startDatabase, type TestDatabase } from "../test/services.ts";
import { until } from "../test/until.ts";
import worker from "./figures.ts";

let database: TestDatabase;
const people: string[] = [];

const ago = (ms: number) => new Date(Date.now() - ms);
const gathered = async (): Promise<Figures> => {
  await runOnce(worker, {});
  return (await figures.read()) ?? expect.fail("no figures");
};
/** As if a minute had gone by: the counts of the day are read again. */
const forgetDay = async () => {
  const redis = await connected();
  const text = (await redis.get(redisKey("figures-carried"))) ?? "";
  await redis.set(redisKey("figures-carried"), text.replace(/"dayAskedAt":"[^"]*"/, '"dayAskedAt":null'));
};

beforeAll(async () => {
  database = await startDatabase();
  await smallWorld();
});
afterAll(async () => {
  await closeQueues();
  await closeRedis();
  await database.stop();
});

/** Some of everything, the times told so that each number is known. */
async function smallWorld() {
  const { sql } = database;
  const person = async (over: Record<string, unknown> = {}) => {
    const { id, email: mailbox } = await insertSubscriber(sql, {
      created_at: ago(48 * hour),
      verified_at: ago(48 * hour),
      ...over,
    });
    people.push(id, mailbox);
    return id;
  };
  const someone = await person();
  await person({ created_at: ago(2 * hour), verified_at: ago(hour), next_digest_at: ago(5 * minute) });
  await person({ next_digest_at: ago(3 * minute), paused_until: ago(-hour) });
  await person({ status: "unverified", created_at: ago(hour), verified_at: null });
  await person({ status: "unsubscribed", unsubscribed_at: ago(hour) });
  await sql`insert into suppressions (mailbox_hash, reason) values ('a', 'erased'), ('b', 'bounce')`;

  const dates = { ends_at: ago(-hour), asked_at: ago(4 * minute) };
  await sql`insert into billing ${sql({ subscriber_id: someone, plan: "quarterly", status: "active", ...dates })}`;
  await sql`insert into billing_checks ${sql({ part: "endpoint", endpoint: "disabled" })}`;

  const digest = (status: string, over: Record<string, unknown> = {}) =>
    insertDelivery(sql, someone, {
      kind: "digest",
      status,
      created_at: ago(30 * minute),
      settled_at: ago(minute),
      ...over,
    });
  for (let n = 0; n < 3; n++) await digest("sent");
  await digest("sent", { bounced_at: ago(minute) });
  await digest("sent", { created_at: ago(25 * hour) });
  await digest("planned", { settled_at: null, created_at: ago(10 * minute) });
  // Not before an hour: nobody owes it now.
  await digest("pending", { settled_at: null, created_at: ago(20 * minute), not_before: ago(-hour) });
  await digest("failed");
  await digest("unknown");
  for (const reason of ["no_new", "no_new", "paused"]) await digest("skipped", { reason });
  await insertDelivery(sql, someone, { kind: "links", status: "sent", settled_at: ago(minute) });
  await sql`insert into mail_figures (slot, bulk, accepted, delivered, bounced, complained)
    values (${ago(hour)}, true, 40, 30, 2, 1), (${ago(hour)}, false, 5, 5, 0, 0), (${ago(30 * hour)}, true, 900, 900, 9, 9)`;

  await insertPosting(sql, { first_seen_at: ago(hour) });
  await insertPosting(sql, { first_seen_at: ago(2 * hour) });
  await insertPosting(sql, { first_seen_at: ago(minute), closed_at: ago(1000), closed_reason: "unseen" });
  await sql`insert into source_targets (source, target, done_at, failures_in_row, error, parked_until) values
    ('greenhouse', 'fjordbyte', ${ago(hour)}, 0, null, null),
    ('greenhouse', 'havelwerk', ${ago(5 * hour)}, 3, 'greenhouse answered 500', null),
    ('greenhouse', 'gone', null, 3, 'unknown', ${ago(-hour)}),
    ('arbeitnow', 'all', null, 1, 'arbeitnow: not its format', null),
    ('lever', 'nobody-runs-this', null, 9, 'x', null)`;
  await sql`insert into source_targets (source, target, asked_at, failures_in_row)
    values ('greenhouse', 'nobody-asks-for-this', ${ago(9 * 24 * hour)}, 9)`;
  await sql`insert into dead_letters (queue, job_id, payload, ids, error, attempts, failed_at, redriven_at) values
    ('email', '1', '{}', '{}', 'x', 1, now(), null), ('email', '2', '{}', '{}', 'x', 1, now(), now())`;

  const payload = { deliveries: [crypto.randomUUID()] };
  await enqueue(email, payload);
  await enqueue(email, { deliveries: [crypto.randomUUID()] }, { delayMs: hour });
  await enqueue(scrape, { source: "arbeitnow", target: "all" });
  await pauseSource("arbeitnow");
  await pauseSending(2 * minute, "rate_limit_exceeded");
  await noteRefused("invalid_api_key");
  for (const outcome of ["rerank", "cache", "quota", "quota", "off"] as const) countOutcome(outcome);
  const redis = await connected();
  await redis.hset(redisKey("ai-cost"), "day", Math.floor(Date.now() / (24 * hour)), "sum", 1.5e9);
  await redis.hset(redisKey("breaker", "greenhouse"), "until", Date.now() + minute);
}

describe("the figures of a small world", () => {
  test("every number is the world's", async () => {
    const now = await gathered();
    expect(now.delivering).toEqual({
      ...{ eligible: 8, delivered: 3, planned: 1, pending: 1, failed: 1, unknown: 1 },
      ...{ skipped: { no_new: 2, paused: 1 }, dueNow: 2, stopped: null, pausedBecause: "rate_limit_exceeded" },
      oldestDueAt: expect.any(String),
      owedSince: expect.any(String),
      pausedMs: expect.any(Number),
      refused: { reason: "invalid_api_key", since: expect.any(String) },
    });
    const age = (at: string | null | undefined) => Math.round((Date.now() - Date.parse(at ?? "")) / minute);
    expect([age(now.delivering?.oldestDueAt), age(now.delivering?.owedSince)]).toEqual([5, 10]);
    expect(now.mail).toEqual({
      ...{ accepted: 45, delivered: 35, bounced: 2, complained: 1 },
      byKind: { digest: 4, links: 1 },
    });
    expect(now.people).toEqual({ signups: 2, verified: 1, active: 3, unsubscribed: 1, erased: 1, pausedNow: 1 });
    const check = { at: null, held: false, differing: 0, unseen: 0, strangers: 0, doubled: 0 };
    expect(now.billing).toEqual({
      ...{ polar: "elsewhere", premium: { monthly: 0, quarterly: 1 }, pastDue: 0, ending: 1, waiting: 1 },
      ...{ oldestWaitingAt: expect.any(String), erasing: 0, oldestErasureAt: null, undelivered: 0 },
      check: { ...check, since: expect.any(String), endpoint: "disabled", endpointAt: expect.any(String) },
    });
    expect(now.ai).toEqual({ calls: 2, fallbacks: { quota: 2 }, costToday: 1.5, budget: 5, breakerOpen: false });
    expect(now.freshness).toMatchObject({
      openPostings: 2,
      sources: [{ source: "arbeitnow", lastSuccessAt: null }, { source: "greenhouse" }],
    });
    expect([age(now.freshness?.newestPostingAt), age(now.freshness?.sources[1]?.lastSuccessAt)]).toEqual([60, 60]);
  });

  test("sources: the fleet, which of them fails and why, and what is left of their budgets", async () => {
    const limited = { name: "arbeitnow", budget: { perSecond: 100 } };
    await takeFromBudget(limited);
    const { sources } = await gathered();
    expect(sources).toMatchObject({
      ...{ targets: 4, healthy: 1, failing: 2, parked: 1, silent: 1, paused: ["arbeitnow"] },
      bySource: [
        { source: "arbeitnow", targets: 1, failing: 1, parked: 0 },
        { source: "greenhouse", targets: 3, failing: 1, parked: 1 },
      ],
      resting: [{ source: "greenhouse", ms: expect.any(Number) }],
      worst: [
        { source: "greenhouse", target: "gone", failuresInRow: 3 },
        { source: "greenhouse", target: "havelwerk", error: "greenhouse answered 500", failuresInRow: 3 },
        {
          source: "arbeitnow",
          target: "all",
          error: "arbeitnow: not its format",
          failuresInRow: 1,
          lastSuccessAt: null,
        },
      ],
    });
  });

  test("queues: what waits and since when, what failed for good, and what was done in the last minute", async () => {
    const mails = { name: "email", waiting: 1, active: 0, delayed: 1, failed: 0, paused: false, deadLetters: 1 };
    const byName = async (name: string) => (await gathered()).queues.find((queue) => queue.name === name);
    expect(await byName("email")).toEqual({
      ...mails,
      oldestWaitingMs: expect.any(Number),
      donePerMinute: 0,
      failedPerMinute: 0,
    });
    expect(await byName("scrape")).toMatchObject({ waiting: 1 });
    const ran: string[] = [];
    const running = startWorker({
      job: match,
      concurrency: 1,
      timeoutMs: minute,
      handle: async () => void ran.push("match"),
    });
    for (let n = 0; n < 3; n++) await enqueue(match, { subscribers: [crypto.randomUUID()] });
    await until("three matches were done", () => ran.length === 3);
    await until("their counts", async () => ((await byName("match"))?.donePerMinute ?? 0) > 0);
    await running.close(0);
  });

  test("the database and the environment: sizes, the newest migration, which keys are set, and no key's value", async () => {
    const now = await gathered();
    expect(now.database).toMatchObject({ up: true, latencyMs: expect.any(Number), bytes: expect.any(Number) });
    expect(now.database.tables.map(({ name }) => name)).toContain("deliveries");
    expect(now.environment).toMatchObject({
      name: "development",
      migrationsPending: 0,
      commit: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
    expect(now.environment.keys).toMatchObject({ RESEND_API_KEY: true, OPENAI_API_KEY: false, SEAL_SECRET: true });
    const text = JSON.stringify([now, await history.read()]);
    for (const secret of [env.RESEND_API_KEY, env.SEAL_SECRET, env.ADMIN_API_KEY, ...people])
      expect(text).not.toContain(secret);
    expect(text).not.toContain("@");
  });

  test("the charts get a point", async () => {
    // Where a point's time has passed meanwhile there are two.
    expect((await history.read())?.day.at(-1)).toEqual({
      at: expect.any(String),
      values: expect.objectContaining({ delivered: 3, eligible: 8, postings: 2, waiting: 2, aiCost: 1.5 }),
    });
  });
});

describe("while something is away or held", () => {
  test("counts of the day are read once a minute, and a stop is seen at once", async () => {
    const before = await gathered();
    await database.sql`insert into sending_stops (reason, figures) values ('complaints', '{}')`;
    await database.sql`update deliveries set status = 'sent', settled_at = now() where status = 'planned'`;
    const now = await gathered();
    expect(now.slowAt).toBe(before.slowAt);
    expect(now.delivering).toMatchObject({ delivered: 3, owedSince: null, stopped: { reason: "complaints" } });
    await forgetDay();
    expect((await gathered()).delivering).toMatchObject({ delivered: 4, planned: 0 });
  });

  test("without Postgres: what it said last, with its time, and what Redis knows now", async () => {
    const before = await gathered();
    play("database", "http://127.0.0.1:1");
    const now = await gathered();
    play("database", database.supabaseUrl);
    expect(now.database).toEqual({ ...before.database, up: false, latencyMs: null });
    const { slowAt, databaseAt, people, mail } = before;
    expect(now).toMatchObject({ slowAt, databaseAt, people, mail });
    expect(now.delivering).toEqual({ ...before.delivering, pausedMs: expect.any(Number) });
    expect(now.at > before.at).toBe(true);
    expect((await gathered()).database.up).toBe(true);
  });

  test("that Postgres never answered says nothing about it: no part is zero", async () => {
    await (await connected()).del(redisKey("figures-carried"));
    play("database", "http://127.0.0.1:1");
    const now = await gathered();
    play("database", database.supabaseUrl);
    const unknown = {
      delivering: null,
      freshness: null,
      sources: null,
      mail: null,
      people: null,
      slowAt: null,
      databaseAt: null,
    };
    expect(now).toMatchObject({ ...unknown, database: { up: false }, ai: { calls: 2 } });
  });
});
