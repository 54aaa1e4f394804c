import { afterAll, afterEach, expect, test } from "vitest";
import { z } from "zod";
import { until } from "../test/until.ts";
import { LaterError, PermanentError } from "./errors.ts";
import { defineJob, type Job } from "./job.ts";
import { registry } from "./metrics.ts";
import { closeQueues, enqueue } from "./queue.ts";
import { type JobStatus, jobStatus, queueCounts } from "./queue-admin.ts";
import { runAgain } from "./queue-again.ts";
import { closeRedis } from "./redis.ts";
import { hour, minute, second, wait } from "./time.ts";
import { type Context, defineWorker, type RunningWorker, startWorker, type WorkersFor } from "./worker.ts";

const payload = z.object({ id: z.string() });
const common = { payload, attempts: 3, backoffMs: 1, maxAgeMs: 1 * hour };
const options = { concurrency: 4, timeoutMs: 5 * second };

let running: RunningWorker[] = [];
afterEach(async () => {
  await Promise.all(running.map((worker) => worker.close(0)));
  running = [];
});
afterAll(async () => {
  await closeQueues();
  await closeRedis();
});

type Handle = (payload: { id: string }, context: Context) => Promise<unknown>;

function start(job: Job<string, typeof payload>, handle: Handle, overrides: Parameters<typeof startWorker>[1] = {}) {
  const worker = startWorker(defineWorker(job, options, handle), overrides);
  running.push(worker);
  return worker;
}

const inState = (job: Job, id: string, state: string): Promise<JobStatus> =>
  until(`${job.name} ${state}`, async () => {
    const status = await jobStatus(job.name, id);
    return status?.state === state && status;
  });

async function runs(job: string, outcome: string): Promise<number> {
  const metric = await registry.getSingleMetric("jobping_job_runs_total")?.get();
  const found = metric?.values.find(({ labels }) => labels.job === job && labels.outcome === outcome);
  return found?.value ?? 0;
}

test("done: the handler gets the payload and its context, its result is kept", async () => {
  const job = defineJob({ ...common, name: "done" });
  const seen: unknown[] = [];
  start(job, async ({ id }, { attempt, jobId, signal }) => {
    seen.push({ id, attempt, jobId, aborted: signal.aborted });
    return { stored: 1 };
  });
  const id = await enqueue(job, { id: "a" });
  const status = await inState(job, id, "completed");
  expect(seen).toEqual([{ id: "a", attempt: 1, jobId: id, aborted: false }]);
  expect(status).toMatchObject({ id, name: "done", outcome: "done", attempts: 1, result: { stored: 1 } });
  expect(JSON.stringify(status)).not.toContain("payload");
  await until("counted", async () => (await runs("done", "done")) === 1);
});

test("thrown: runs again up to its attempts, and keeps error, stack and attempts", async () => {
  const job = defineJob({ ...common, name: "thrown" });
  const attempts: number[] = [];
  start(job, async (_, { attempt }) => {
    attempts.push(attempt);
    throw new Error(`broken by ada@example.com, attempt ${attempt}`);
  });
  const status = await inState(job, await enqueue(job, { id: "a" }), "failed");
  expect(attempts).toEqual([1, 2, 3]);
  expect(status).toMatchObject({ attempts: 3, outcome: "failed", error: "broken by [mailbox], attempt 3" });
  await until("counted", async () => (await runs("thrown", "failed")) === 1 && (await runs("thrown", "retry")) === 2);
});

test("retry then done: one job, its attempts counted", async () => {
  const job = defineJob({ ...common, name: "retry-then-done" });
  start(job, async (_, { attempt }) => {
    if (attempt < 3) throw new Error("not yet");
  });
  const status = await inState(job, await enqueue(job, { id: "a" }), "completed");
  expect(status.attempts).toBe(3);
});

test("PermanentError: never again, whatever attempts are left", async () => {
  const job = defineJob({ ...common, name: "permanent", attempts: 10 });
  let count = 0;
  start(job, async () => {
    count++;
    throw new PermanentError("gone", { cause: new Error("410") });
  });
  const status = await inState(job, await enqueue(job, { id: "a" }), "failed");
  expect(count).toBe(1);
  expect(status).toMatchObject({ attempts: 1, error: "gone" });
});

test("LaterError: comes back and loses no attempt", async () => {
  const job = defineJob({ ...common, name: "later", attempts: 1 });
  const attempts: number[] = [];
  start(job, async (_, { attempt }) => {
    attempts.push(attempt);
    if (attempts.length < 5) throw new LaterError(5, "busy");
  });
  const status = await inState(job, await enqueue(job, { id: "a" }), "completed");
  expect(attempts).toEqual([1, 1, 1, 1, 1]);
  expect(status.attempts).toBe(1);
  expect(await runs("later", "later")).toBe(4);
});

test("a postponed job ends with its reason at its maximum age", async () => {
  const job = defineJob({ ...common, name: "too-old-later", maxAgeMs: 200 });
  let count = 0;
  start(job, async () => {
    count++;
    throw new LaterError(20, "the vendor asks to wait");
  });
  const status = await inState(job, await enqueue(job, { id: "a" }), "failed");
  expect(status.error).toBe("Given up after 200 ms: the vendor asks to wait");
  expect(count).toBeGreaterThan(1);
});

test("a job postponed beyond its maximum age ends at once instead of waiting for nothing", async () => {
  const job = defineJob({ ...common, name: "too-far", maxAgeMs: 1 * minute });
  start(job, async () => {
    throw new LaterError(1 * hour, "come back tomorrow");
  });
  const status = await inState(job, await enqueue(job, { id: "a" }), "failed");
  expect(status.error).toBe("Given up after 60000 ms: come back tomorrow");
});

test("a retried job ends at its maximum age too, attempts left or not", async () => {
  const job = defineJob({ ...common, name: "too-old-retry", attempts: 1000, maxAgeMs: 100 });
  start(job, async () => {
    await wait(30);
    throw new Error("still broken");
  });
  const status = await inState(job, await enqueue(job, { id: "a" }), "failed");
  expect(status.error).toBe("Given up after 100 ms: still broken");
  expect(status.attempts).toBeLessThan(20);
});

test("the age of a delayed job counts from when it is due", async () => {
  const job = defineJob({ ...common, name: "delayed", maxAgeMs: 200, attempts: 2 });
  start(job, async (_, { attempt }) => {
    if (attempt === 1) throw new Error("once");
  });
  const id = await enqueue(job, { id: "a" }, { delayMs: 400 });
  expect((await jobStatus("delayed", id))?.state).toBe("delayed");
  await inState(job, id, "completed");
});

test("a payload that does not parse fails for good, and the handler never sees it", async () => {
  const before = defineJob({ ...common, name: "unparsed", payload: z.object({}).loose() });
  const id = await enqueue(before, { id: 7 });
  let called = false;
  // As after a deploy whose schema is stricter than what lies in the queue.
  start({ ...common, name: "unparsed" }, async () => {
    called = true;
  });
  const status = await inState(before, id, "failed");
  expect(status.error).toContain("The payload does not parse");
  expect(status.attempts).toBe(1);
  expect(called).toBe(false);
});

test("what throws no Error fails like one", async () => {
  const job = defineJob({ ...common, name: "no-error", attempts: 1 });
  start(job, () => Promise.reject(undefined));
  const status = await inState(job, await enqueue(job, { id: "a" }), "failed");
  expect(status.error).toBe("undefined");
});

test("the time limit aborts the signal, and the attempt has failed", async () => {
  const job = defineJob({ ...common, name: "slow", attempts: 1 });
  let reason: unknown;
  start(
    job,
    (_, { signal }) =>
      wait(1 * minute, signal).catch((error) => {
        reason = error;
        throw new DOMException("This operation was aborted", "AbortError");
      }),
    { timeoutMs: 50 },
  );
  const status = await inState(job, await enqueue(job, { id: "a" }), "failed");
  expect(status.error).toBe("ran longer than 50 ms");
  expect(reason).toBeInstanceOf(Error);
});

test("a handler that does not hear its signal loses its slot", async () => {
  const job = defineJob({ ...common, name: "deaf", attempts: 1 });
  const never = new Promise(() => {});
  start(job, ({ id }) => (id === "deaf" ? never : Promise.resolve()), { timeoutMs: 50, concurrency: 1 });
  const deaf = await enqueue(job, { id: "deaf" });
  const next = await enqueue(job, { id: "next" });
  await inState(job, next, "completed");
  expect((await jobStatus("deaf", deaf))?.error).toBe("ran longer than 50 ms");
});

test("close lets a running job finish within the soft limit", async () => {
  const job = defineJob({ ...common, name: "drained" });
  let release = () => {};
  const worker = start(job, () => new Promise<void>((resolve) => (release = resolve)));
  const id = await enqueue(job, { id: "a" });
  await inState(job, id, "active");
  const closed = worker.close(10 * second);
  release();
  await closed;
  expect(await jobStatus("drained", id)).toMatchObject({ state: "completed", attempts: 1 });
});

test("close interrupts what is left: it waits again, lost no attempt, and runs elsewhere", async () => {
  const job = defineJob({ ...common, name: "interrupted", attempts: 1 });
  const seen: string[] = [];
  const first = start(job, async (_, { signal, attempt }) => {
    seen.push(`first ${attempt}`);
    await wait(1 * minute, signal);
  });
  const id = await enqueue(job, { id: "a" });
  await inState(job, id, "active");
  await first.close(0);
  expect(await jobStatus("interrupted", id)).toMatchObject({ state: "waiting", attempts: 0 });
  start(job, async (_, { attempt }) => {
    seen.push(`second ${attempt}`);
  });
  await inState(job, id, "completed");
  expect(seen).toEqual(["first 1", "second 1"]);
  // A worker that closes may fetch it once more before it is gone.
  expect(await runs("interrupted", "interrupted")).toBeGreaterThan(0);
});

test("close ends although a handler does not hear that the process stops", async () => {
  const job = defineJob({ ...common, name: "stubborn" });
  const worker = start(job, () => new Promise(() => {}));
  const id = await enqueue(job, { id: "a" });
  await inState(job, id, "active");
  await worker.close(0);
  expect(await jobStatus("stubborn", id)).toMatchObject({ state: "waiting", attempts: 0 });
});

test("a job that arrives while it closes is not begun and left behind", async () => {
  const job = defineJob({ ...common, name: "arriving" });
  const hang = (_: unknown, { signal }: Context) => wait(1 * minute, signal);
  for (let round = 0; round < 30; round++) {
    const worker = start(job, hang);
    await worker.ready();
    await Promise.all([enqueue(job, { id: `${round}` }), wait(round % 5).then(() => worker.close(0))]);
    expect((await queueCounts()).arriving?.states).toMatchObject({ active: 0, waiting: round + 1 });
  }
});

test("a handler that finishes while it is told to stop is done", async () => {
  const job = defineJob({ ...common, name: "tidy" });
  const worker = start(job, (_, { signal }) => wait(1 * minute, signal).catch(() => ({ tidied: true })));
  const id = await enqueue(job, { id: "a" });
  await inState(job, id, "active");
  await worker.close(0);
  expect(await jobStatus("tidy", id)).toMatchObject({ state: "completed", result: { tidied: true } });
});

test("asked again with the same key after a failure, it runs again", async () => {
  const job = defineJob({ ...common, name: "after-failure", attempts: 1, key: ({ id }) => id });
  let broken = true;
  start(job, async () => {
    if (broken) throw new Error("broken");
  });
  const first = await enqueue(job, { id: "a" });
  await inState(job, first, "failed");
  broken = false;
  const second = await enqueue(job, { id: "a" });
  expect(second).not.toBe(first);
  await inState(job, second, "completed");
  expect((await jobStatus("after-failure", first))?.state).toBe("failed");
});

test("a failed job that is retried runs with all its attempts and a fresh age, its key notwithstanding", async () => {
  const job = defineJob({ ...common, name: "redriven", attempts: 2, maxAgeMs: 300, key: ({ id }) => id });
  let broken = true;
  const attempts: number[] = [];
  start(job, async (_, { attempt }) => {
    attempts.push(attempt);
    if (broken || attempt === 1) throw new Error("broken");
  });
  const id = await enqueue(job, { id: "a" });
  const failed = await inState(job, id, "failed");
  expect(await runAgain(job, "999")).toBe("there is no such job");
  broken = false;
  await until("older than its maximum age", () => Date.now() - Date.parse(failed.enqueuedAt) > 400);
  expect(await runAgain(job, id)).toBe("queued");
  await inState(job, id, "completed");
  expect(attempts).toEqual([1, 2, 1, 2]);
  expect(await runAgain(job, id)).toBe("it runs or has run since");
});

test("again: asked while it runs, it runs once more afterwards with the latest payload", async () => {
  const job = defineJob({ ...common, name: "again", key: () => "all", again: true });
  const ids: string[] = [];
  let release = () => {};
  start(job, async ({ id }) => {
    ids.push(id);
    if (ids.length === 1) await new Promise<void>((resolve) => (release = resolve));
  });
  const first = await enqueue(job, { id: "1" });
  await inState(job, first, "active");
  expect(await enqueue(job, { id: "2" })).toBe(first);
  expect(await enqueue(job, { id: "3" })).toBe(first);
  release();
  await until("ran once more", () => ids.length === 2);
  expect(ids).toEqual(["1", "3"]);
});

test("a limiter holds over two workers of the same job", async () => {
  const job = defineJob({ ...common, name: "limited" });
  let count = 0;
  const limiter = { max: 2, durationMs: 1 * hour };
  const handle = async () => void count++;
  await Promise.all([start(job, handle, { limiter }).ready(), start(job, handle, { limiter }).ready()]);
  const ids = await Promise.all(["a", "b", "c", "d"].map((id) => enqueue(job, { id })));
  await until("two have run", () => count === 2);
  const states = await Promise.all(ids.map(async (id) => (await jobStatus("limited", id))?.state));
  expect(states.filter((state) => state === "waiting")).toHaveLength(2);
});

test("leaving a worker out of the table does not compile", () => {
  const jobs = {
    one: defineJob({ ...common, name: "table-one" }),
    two: defineJob({ ...common, name: "table-two", payload: z.object({ n: z.number() }) }),
  } as const;
  const one = defineWorker(jobs.one, options, async ({ id }) => id.length);
  const two = defineWorker(jobs.two, options, async ({ n }) => n.toFixed());
  const complete = { one, two } satisfies WorkersFor<typeof jobs>;
  // @ts-expect-error two is missing
  ({ one }) satisfies WorkersFor<typeof jobs>;
  // @ts-expect-error a worker under another job's name
  ({ one, two: one }) satisfies WorkersFor<typeof jobs>;
  // @ts-expect-error a handler that expects another payload
  defineWorker(jobs.one, options, async ({ n }: { n: number }) => n);
  // @ts-expect-error a payload of another shape
  const wrong: Parameters<typeof enqueue<typeof jobs.one>>[1] = { n: 1 };
  expect([...Object.keys(complete), ...Object.keys(wrong)]).toEqual(["one", "two", "n"]);
});
