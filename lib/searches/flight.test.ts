import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../../test/until.ts";
import { closeRedis, redisReady } from "../redis.ts";
import { second } from "../time.ts";
import { singleFlight } from "./flight.ts";

beforeAll(() => redisReady(5 * second));
afterAll(() => closeRedis());

const soon = () => AbortSignal.timeout(10 * second);

test("one does it, the others get what it brought; whoever comes later does it again", async () => {
  const key = randomUUID();
  const gate = Promise.withResolvers<void>();
  let done = 0;
  const routine = async () => {
    await gate.promise;
    return ++done;
  };
  const flights = Array.from({ length: 5 }, () => singleFlight(key, { signal: soon() }, routine));
  // What lands within the millisecond of the asking counts as earlier.
  const asked = Date.now();
  await until("a later millisecond", async () => Date.now() > asked);
  gate.resolve();
  const landed = await Promise.all(flights);
  expect(landed.map(({ brought }) => brought)).toEqual([1, 1, 1, 1, 1]);
  expect(landed.filter(({ byAnother }) => !byAnother)).toHaveLength(1);
  expect(await singleFlight(key, { signal: soon() }, routine)).toEqual({ brought: 2, byAnother: false });
});

test("who asked before it landed and comes to the lock a moment later gets it too", async () => {
  const key = randomUUID();
  const at = Date.now() - 1;
  expect((await singleFlight(key, { signal: soon() }, async () => "first")).byAnother).toBe(false);
  const late = await singleFlight(key, { signal: soon(), at }, async () => "second");
  expect(late).toEqual({ brought: "first", byAnother: true });
});

test("who throws throws alone: the next one tries", async () => {
  const key = randomUUID();
  let tries = 0;
  const routine = async () => {
    if (++tries === 1) throw new Error("fell");
    return tries;
  };
  const landed = await Promise.allSettled([
    singleFlight(key, { signal: soon() }, routine),
    singleFlight(key, { signal: soon() }, routine),
  ]);
  expect(landed.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});

test("who has no time left stops waiting", async () => {
  const key = randomUUID();
  const gate = Promise.withResolvers<string>();
  const first = singleFlight(key, { signal: soon() }, () => gate.promise);
  const impatient = new AbortController();
  const second = singleFlight(key, { signal: impatient.signal }, () => gate.promise);
  impatient.abort(new Error("no time"));
  await expect(second).rejects.toThrow("no time");
  gate.resolve("late");
  expect((await first).brought).toBe("late");
});
