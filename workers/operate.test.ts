import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Operation } from "../jobs/operate.ts";
import { scrape } from "../jobs/scrape.ts";
import { env } from "../lib/env.ts";
import { PermanentError } from "../lib/errors.ts";
import { log } from "../lib/log.ts";
import { enqueue, enqueueMany } from "../lib/queue.ts";
import { jobStatus, queueCounts } from "../lib/queue-admin.ts";
import { runAgain } from "../lib/queue-again.ts";
import { connected, redisKey } from "../lib/redis.ts";
import { scheduleStatuses, upsertSchedules } from "../lib/schedules.ts";
import { hour, second } from "../lib/time.ts";
import { defineWorker, type RunningWorker, startWorker } from "../lib/worker.ts";
import { insertSubscriber } from "../test/people.ts";
import { forgetKeys } from "../test/redis-keys.ts";
import { runOnce } from "../test/run.ts";
import { emptied } from "../test/services.ts";
import { until } from "../test/until.ts";
import { startWorld, type World } from "../test/world.ts";
import deadLetters from "./dead-letters.ts";
import email from "./email.ts";
import erase from "./erase.ts";
import exportData from "./export.ts";
import operate from "./operate.ts";
import sweep from "./sweep.ts";

let world: World;
let worker: RunningWorker;
/** Whether the source is broken, and what was fetched from it since. */
let broken = true;
const ran: string[] = [];

beforeAll(async () => {
  world = await startWorld();
  const options = { concurrency: 4, timeoutMs: 5 * second };
  const fetched = defineWorker(scrape, options, async ({ target }) => {
    if (broken) throw new PermanentError(`${target} is broken`);
    ran.push(target);
  });
  worker = startWorker(fetched);
  await worker.ready();
});
beforeEach(async () => {
  await forgetKeys(env.REDIS_URL, env.REDIS_PREFIX);
  await world.reset();
  await emptied(world.sql, "dead_letters");
  broken = true;
  ran.length = 0;
});
afterAll(async () => {
  await worker.close(1 * second);
  await world.close();
});

const stateIs = (state: string, count: number) =>
  until(`${count} ${state}`, async () => (await queueCounts()).scrape?.states[state] === count);
/** So many scrapes that have failed for good. @returns their ids */
async function failures(count: number): Promise<string[]> {
  const targets = Array.from({ length: count }, (_, at) => ({ source: "greenhouse", target: `t${at}` }));
  const ids = await enqueueMany(scrape, targets);
  await stateIs("failed", count);
  return ids;
}
const bury = () => runOnce(deadLetters, {});
const letters = () => world.sql`select job_id, error, redriven_at, payload from dead_letters order by id`;
let asks = 0;
interface Asked {
  askedAt?: string;
  jobId?: string;
  signal?: AbortSignal;
}
function ask(operation: Operation, { askedAt = new Date().toISOString(), ...options }: Asked = {}) {
  return runOnce(operate, { operation, askedAt }, { jobId: `${++asks}`, ...options });
}
const redrive = { act: "redrive", queue: "scrape", perSecond: 100, max: 1000 } as const;

describe("dead letters", () => {
  test("keep each failure exactly once, also when two runs look at the same time", async () => {
    await failures(120);
    await Promise.all([bury(), bury()]);
    expect(await bury()).toEqual({ kept: {}, over: {} });
    const kept = await letters();
    expect(kept).toHaveLength(120);
    expect(new Set(kept.map(({ job_id }) => job_id)).size).toBe(120);
    expect(kept.find(({ payload }) => payload.target === "t7")).toMatchObject({ error: "t7 is broken" });
  });

  test("are kept although the clock of who looks for them runs ahead", async () => {
    vi.setSystemTime(Date.now() + 1 * hour);
    await bury().finally(() => vi.useRealTimers());
    await failures(1);
    await bury();
    expect(await letters()).toHaveLength(1);
  });

  test("are not what a clock asked for: it asks again", async () => {
    const payload = { source: "greenhouse", target: "by-the-clock" };
    await upsertSchedules([{ id: "each-second", job: scrape, payload, pattern: "* * * * * *" }]);
    await until("one has failed", async () => ((await queueCounts()).scrape?.states.failed ?? 0) > 0);
    await upsertSchedules([]);
    await bury();
    expect(await letters()).toEqual([]);
  });

  test("are kept although one among them cannot be", async () => {
    const [bad = ""] = await failures(5);
    await (await connected()).hset(redisKey("scrape", bad), "data", '{"p":{"source":"greenhouse","target":"\\u0000"}}');
    expect(await bury()).toEqual({ kept: { scrape: 4 }, over: {} });
    expect(await letters()).toHaveLength(4);
  });

  test("catch up on what failed while Postgres was away, and name nobody", async () => {
    await bury();
    const [id = ""] = await failures(3);
    const told = { failedReason: "no to a@example.org", stacktrace: '["Error: no to a@example.org at x?token=abc"]' };
    await (await connected()).hset(redisKey("scrape", id), told);
    await world.sql`alter table dead_letters rename to away`;
    await expect(bury()).rejects.toThrow("bury");
    await world.sql`alter table away rename to dead_letters`;
    expect(await bury()).toEqual({ kept: { scrape: 3 }, over: {} });
    const [row] = await world.sql`select error, stack from dead_letters where job_id = ${id}`;
    expect(row).toEqual({ error: "no to [mailbox]", stack: "Error: no to [mailbox] at x?token=[redacted]" });
  });
});

test("dead letters are over when somebody has retried their job elsewhere; what Redis has lost is not", async () => {
  const [one = ""] = await failures(2);
  await bury();
  broken = false;
  await runAgain(scrape, one);
  await stateIs("completed", 1);
  expect(await bury()).toEqual({ kept: {}, over: { scrape: 1 } });
  await forgetKeys(env.REDIS_URL, env.REDIS_PREFIX);
  expect(await bury()).toEqual({ kept: {}, over: {} });
  expect((await letters()).map(({ redriven_at }) => redriven_at !== null)).toEqual([true, false]);
});

describe("a redrive", () => {
  test("runs again once what Redis has lost, however often and by how many it is asked", async () => {
    await failures(5);
    await bury();
    await forgetKeys(env.REDIS_URL, env.REDIS_PREFIX);
    broken = false;
    const both = await Promise.all([ask(redrive), ask(redrive)]);
    expect(both).toMatchObject([{ more: false }, { more: false }]);
    await stateIs("completed", 5);
    expect(ran.sort()).toEqual(["t0", "t1", "t2", "t3", "t4"]);
    expect(await ask(redrive)).toEqual({ redriven: 0, passedOver: {}, more: false });
    await stateIs("waiting", 0);
    expect(ran).toHaveLength(5);
  });

  test("goes on where a try of it died: the key of the work is that job's own", async () => {
    const [id = ""] = await failures(1);
    await bury();
    await (await connected()).set(redisKey("scrape", "de", "greenhouse/t0/first"), id);
    broken = false;
    expect(await ask(redrive)).toMatchObject({ redriven: 1, passedOver: {} });
    await until("it ran", () => ran.length === 1);
    await until(
      "its key is free",
      async () => (await (await connected()).exists(redisKey("scrape", "de", "greenhouse/t0/first"))) === 0,
    );
  });

  test("runs once what it had handed out when it could not note that any more", async () => {
    await failures(2);
    await bury();
    await forgetKeys(env.REDIS_URL, env.REDIS_PREFIX);
    broken = false;
    await world.sql`alter function note_redriven rename to note_away`;
    await expect(ask(redrive)).rejects.toThrow("note_redriven");
    await stateIs("completed", 1);
    await world.sql`alter function note_away rename to note_redriven`;
    expect(await ask(redrive)).toMatchObject({ redriven: 2 });
    await stateIs("completed", 2);
    expect(ran.sort()).toEqual(["t0", "t1"]);
  });

  test("hands out the job that Redis still has, with all its attempts, and is not misled by a new one of its id", async () => {
    const [id = ""] = await failures(1);
    await bury();
    await forgetKeys(env.REDIS_URL, env.REDIS_PREFIX);
    const fresh = await enqueue(scrape, { source: "greenhouse", target: "another" });
    expect(fresh).toBe(id);
    await stateIs("failed", 1);
    await bury();
    broken = false;
    expect(await ask(redrive)).toEqual({ redriven: 2, passedOver: {}, more: false });
    await stateIs("completed", 2);
    expect(ran.sort()).toEqual(["another", "t0"]);
    expect(await jobStatus("scrape", id)).toMatchObject({ state: "completed", attempts: 1 });
  });

  test("goes on where it was interrupted, and does no more than was asked", async () => {
    await failures(6);
    await bury();
    const asked = { askedAt: new Date().toISOString(), jobId: "77" };
    const stop = new AbortController();
    const slow = ask({ ...redrive, perSecond: 2, max: 5 }, { ...asked, signal: stop.signal });
    await until("two are done", async () => (await letters()).filter(({ redriven_at }) => redriven_at).length === 2);
    stop.abort(new Error("the process stops"));
    await expect(slow).rejects.toThrow("the process stops");
    broken = false;
    expect(await ask({ ...redrive, max: 5 }, asked)).toMatchObject({ redriven: 5, more: true });
  });

  test("takes those of an age and with a part of an error, and never what fails after it was asked", async () => {
    await failures(3);
    await bury();
    const [, { at } = { at: "" }] = await world.sql<{ at: string }[]>`
      update dead_letters set failed_at = failed_at - interval '1 day' * substr(payload ->> 'target', 2)::int
      returning to_jsonb(failed_at) #>> '{}' as at`;
    await forgetKeys(env.REDIS_URL, env.REDIS_PREFIX);
    expect(await ask({ ...redrive, error: "T2 is" })).toMatchObject({ redriven: 1 });
    const early = { askedAt: new Date(Date.now() - 3600_000).toISOString() };
    expect(await ask({ ...redrive, failedAfter: at }, early)).toMatchObject({ redriven: 1 });
    expect((await letters()).filter(({ redriven_at }) => !redriven_at)).toMatchObject([{ payload: { target: "t0" } }]);
  });

  test("leaves to others what waits already, what ran since, and what nobody understands any more", async () => {
    const [first = ""] = await failures(3);
    await bury();
    await world.sql`update dead_letters set payload = '{"source": 7}' where payload ->> 'target' = 't2'`;
    broken = false;
    await ask({ act: "pause", queue: "scrape" });
    await enqueue(scrape, { source: "greenhouse", target: "t1" });
    expect(await ask({ act: "retry", queue: "scrape", ids: [first, "999", "wait", "meta"] })).toEqual({
      retried: 1,
      passedOver: {
        "999": "there is no such job",
        wait: "there is no such job",
        meta: "there is no such job",
      },
    });
    // Retried, it holds its key again: the same work is not asked for beside it.
    expect(await enqueue(scrape, { source: "greenhouse", target: "t0" })).toBe(first);
    expect(await ask({ act: "retry", queue: "scrape", ids: [first] })).toMatchObject({
      passedOver: { [first]: "it runs or has run since" },
    });
    const passedOver = { "the same work waits already": 1, "its payload does not parse any more": 1 };
    expect(await ask(redrive)).toEqual({ redriven: 0, passedOver, more: false });
    expect(ran).toEqual([]);
    await ask({ act: "resume", queue: "scrape" });
    await until("both ran", () => ran.length === 2);
    expect(ran.sort()).toEqual(["t0", "t1"]);
    // Its key is free again.
    expect(await enqueue(scrape, { source: "greenhouse", target: "t0" })).not.toBe(first);
  });
});

test("a paused queue starts nothing until it is resumed; that of the acts cannot be paused", async () => {
  broken = false;
  const said = vi.spyOn(log, "info");
  expect(await ask({ act: "pause", queue: "scrape" })).toEqual({ queue: "scrape", paused: true });
  const audit = { audit: true, operator: "key", act: "pause", queue: "scrape" };
  expect(said).toHaveBeenCalledWith(expect.objectContaining(audit), "audit: pause is done");
  said.mockRestore();
  await enqueue(scrape, { source: "greenhouse", target: "later" });
  expect((await queueCounts()).scrape).toMatchObject({ paused: true, states: { waiting: 1, active: 0 } });
  expect(ran).toEqual([]);
  expect(await ask({ act: "resume", queue: "scrape" })).toEqual({ queue: "scrape", paused: false });
  await until("it ran", () => ran.length === 1);
  await expect(ask({ act: "pause", queue: "operate" })).rejects.toThrow("cannot be paused");
  await expect(ask({ act: "pause", queue: "nope" })).rejects.toThrow('There is no queue "nope"');
});

test("a schedule runs now, with its own payload", async () => {
  await upsertSchedules([
    { id: "soon", job: scrape, payload: { source: "greenhouse", target: "t" }, pattern: "0 0 1 1 *" },
  ]);
  broken = false;
  const { status } = (await ask({ act: "run-schedule", schedule: "soon" })) as { status: string };
  await until("it ran", () => ran.includes("t"));
  expect(status).toMatch(/^\/jobs\/scrape\/\d+$/);
  expect((await scheduleStatuses()).filter(({ id }) => id === "soon")).toEqual([
    {
      id: "soon",
      queue: "scrape",
      pattern: "0 0 1 1 *",
      timeZone: "UTC",
      next: expect.stringMatching(/-01-01T00:00/),
      last: null,
    },
  ]);
  await expect(ask({ act: "run-schedule", schedule: "never" })).rejects.toThrow('There is no schedule "never"');
});

describe("a person", () => {
  const jobOf = (result: unknown) => (result as { status: string }).status.split("/").at(-1) ?? "";
  const payloadOf = async (queue: string, id: string) =>
    JSON.parse((await (await connected()).hget(redisKey(queue, id), "data")) ?? "{}").p;

  test("is erased as if they had asked, also when no mail may reach them", async () => {
    for (const suppressed of [false, true]) {
      const { id, email: address } = await insertSubscriber(world.sql);
      if (suppressed)
        await world.sql`insert into suppressions select mailbox_hash, 'complaint' from subscribers where id = ${id}`;
      const result = await ask({ act: "erase", subscriber: id });
      expect(result).toMatchObject({ found: true, mail: !suppressed });
      expect(JSON.stringify(result)).not.toContain(address);
      await runOnce(erase, await payloadOf("erase", jobOf(result)));
      const [{ id: delivery } = { id: "" }] = await world.sql<{ id: string }[]>`select id from deliveries`;
      await runOnce(email, { deliveries: [delivery] });
      await runOnce(sweep, {});
      expect(await world.outbox.mails(address)).toHaveLength(suppressed ? 0 : 1);
      expect(await world.sql`select from subscribers`).toHaveLength(0);
      expect(await ask({ act: "erase", subscriber: id })).toEqual({ found: false });
    }
  });

  test("gets the mail with the link to their data", async () => {
    const { id } = await insertSubscriber(world.sql);
    const result = await ask({ act: "export", subscriber: id });
    await runOnce(exportData, await payloadOf("export", jobOf(result)));
    expect(await world.sql`select kind, status from deliveries`).toEqual([{ kind: "export", status: "pending" }]);
  });
});
