import { expect, test, vi } from "vitest";
import { common, inState, runs, workersOfFile } from "../test/workers.ts";
import { LaterError } from "./errors.ts";
import { defineJob } from "./job.ts";
import { enqueue } from "./queue.ts";
import { jobStatus, queueCounts } from "./queue-admin.ts";
import { day, hour, minute, second, wait } from "./time.ts";
import type { Context } from "./worker.ts";

const start = workersOfFile();

test("a postponed job ends with its reason at its maximum age", async () => {
  const job = defineJob({ ...common, name: "too-old-later", maxAgeMs: 1 * second });
  let count = 0;
  start(job, async () => {
    count++;
    throw new LaterError(20, "the vendor asks to wait");
  });
  const status = await inState(job, await enqueue(job, { id: "a" }), "failed");
  expect(status.error).toBe("Given up after 1000 ms: the vendor asks to wait");
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

test("a process whose clock is ahead gives up nothing that is not old", async () => {
  const job = defineJob({ ...common, name: "clock-ahead", maxAgeMs: 1 * hour });
  const { now } = Date;
  start(job, async (_, { attempt }) => {
    if (attempt > 1) return;
    vi.spyOn(Date, "now").mockImplementation(() => now() + 1 * day);
    throw new Error("once");
  });
  try {
    await inState(job, await enqueue(job, { id: "a" }), "completed");
  } finally {
    vi.restoreAllMocks();
  }
});

test("the age of a delayed job counts from when it is due", async () => {
  const job = defineJob({ ...common, name: "delayed", maxAgeMs: 1.2 * second, attempts: 2 });
  start(job, async (_, { attempt }) => {
    if (attempt === 1) throw new Error("once");
  });
  const id = await enqueue(job, { id: "a" }, { delayMs: 1.5 * second });
  expect((await jobStatus("delayed", id))?.state).toBe("delayed");
  await inState(job, id, "completed");
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
  const [begun, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const worker = start(job, () => {
    begun.resolve();
    return release.promise;
  });
  const id = await enqueue(job, { id: "a" });
  await begun.promise;
  const closed = worker.close(1 * minute);
  release.resolve();
  await closed;
  expect(await jobStatus("drained", id)).toMatchObject({ state: "completed", attempts: 1 });
});

test("close interrupts what is left: it waits again, lost no attempt, and runs elsewhere", async () => {
  const job = defineJob({ ...common, name: "interrupted", attempts: 1 });
  const seen: string[] = [];
  const begun = Promise.withResolvers<void>();
  const first = start(job, async (_, { signal, attempt }) => {
    seen.push(`first ${attempt}`);
    begun.resolve();
    await wait(1 * minute, signal);
  });
  const id = await enqueue(job, { id: "a" });
  await begun.promise;
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
  const begun = Promise.withResolvers<void>();
  const worker = start(job, () => {
    begun.resolve();
    return new Promise(() => {});
  });
  const id = await enqueue(job, { id: "a" });
  await begun.promise;
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
  const begun = Promise.withResolvers<void>();
  const worker = start(job, (_, { signal }) => {
    begun.resolve();
    return wait(1 * minute, signal).catch(() => ({ tidied: true }));
  });
  const id = await enqueue(job, { id: "a" });
  await begun.promise;
  await worker.close(0);
  expect(await jobStatus("tidy", id)).toMatchObject({ state: "completed", result: { tidied: true } });
});
