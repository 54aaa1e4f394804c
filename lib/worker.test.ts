import { expect, test } from "vitest";
import { z } from "zod";
import { until } from "../test/until.ts";
import { common, inState, options, runs, workersOfFile } from "../test/workers.ts";
import { LaterError, PermanentError } from "./errors.ts";
import { defineJob } from "./job.ts";
import { enqueue, onQueue } from "./queue.ts";
import { jobStatus } from "./queue-admin.ts";
import { runAgain } from "./queue-again.ts";
import { hour } from "./time.ts";
import { defineWorker, type WorkersFor } from "./worker.ts";

const start = workersOfFile();

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
  const job = defineJob({ ...common, name: "redriven", attempts: 2, key: ({ id }) => id });
  let broken = true;
  const attempts: number[] = [];
  start(job, async (_, { attempt }) => {
    attempts.push(attempt);
    if (broken || attempt === 1) throw new Error("broken");
  });
  const id = await enqueue(job, { id: "a" });
  await inState(job, id, "failed");
  expect(await runAgain(job, "999")).toBe("there is no such job");
  broken = false;
  // As if it had failed long ago.
  const bull = await onQueue(job, (queue) => queue.getJob(id));
  await bull?.updateData({ ...bull.data, t: Date.now() - 2 * job.maxAgeMs });
  expect(await runAgain(job, id)).toBe("queued");
  await inState(job, id, "completed");
  expect(attempts).toEqual([1, 2, 1, 2]);
  expect(await runAgain(job, id)).toBe("it runs or has run since");
});

test("again: asked while it runs, it runs once more afterwards with the latest payload", async () => {
  const job = defineJob({ ...common, name: "again", key: () => "all", again: true });
  const ids: string[] = [];
  const release = Promise.withResolvers<void>();
  start(job, async ({ id }) => {
    ids.push(id);
    if (ids.length === 1) await release.promise;
  });
  const first = await enqueue(job, { id: "1" });
  await until("it began", () => ids.length === 1);
  expect(await enqueue(job, { id: "2" })).toBe(first);
  expect(await enqueue(job, { id: "3" })).toBe(first);
  release.resolve();
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
