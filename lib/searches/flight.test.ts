import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
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
  const flights = Array.from({ length: 5 }, () => singleFlight(key, soon(), routine));
  setImmediate(gate.resolve);
  const landed = await Promise.all(flights);
  expect(landed.map(({ brought }) => brought)).toEqual([1, 1, 1, 1, 1]);
  expect(landed.filter(({ byAnother }) => !byAnother)).toHaveLength(1);
  expect(await singleFlight(key, soon(), routine)).toEqual({ brought: 2, byAnother: false });
});

test("who throws throws alone: the next one tries", async () => {
  const key = randomUUID();
  let tries = 0;
  const routine = async () => {
    if (++tries === 1) throw new Error("fell");
    return tries;
  };
  const landed = await Promise.allSettled([singleFlight(key, soon(), routine), singleFlight(key, soon(), routine)]);
  expect(landed.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});

test("who has no time left stops waiting", async () => {
  const key = randomUUID();
  const gate = Promise.withResolvers<string>();
  const first = singleFlight(key, soon(), () => gate.promise);
  const impatient = new AbortController();
  const second = singleFlight(key, impatient.signal, () => gate.promise);
  impatient.abort(new Error("no time"));
  await expect(second).rejects.toThrow("no time");
  gate.resolve("late");
  expect((await first).brought).toBe("late");
});
