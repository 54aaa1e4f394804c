import { afterAll, beforeEach, expect, test } from "vitest";
import { breakerPause, noteAnswer, noteFailure } from "./breaker.ts";
import { closeRedis, connected, redisKey } from "./redis.ts";
import { minute, second } from "./time.ts";

let number = 0;
let service = "";
beforeEach(() => {
  service = `s${++number}`;
});
afterAll(() => closeRedis());

const fail = async (times: number) => {
  let pauseMs = 0;
  for (let time = 0; time < times; time++) pauseMs = await noteFailure(service, "answered 500");
  return pauseMs;
};
/** As if the pause were over. */
const pauseOver = async () => void (await (await connected()).hset(redisKey("breaker", service), "until", 1));

test("four failures in a row change nothing, the fifth opens it", async () => {
  expect(await fail(4)).toBe(0);
  expect(await breakerPause(service)).toBe(0);
  expect(await fail(1)).toBe(1 * minute);
  const pauseMs = await breakerPause(service);
  expect(pauseMs).toBeGreaterThan(50 * second);
  expect(pauseMs).toBeLessThanOrEqual(1 * minute);
});

test("an answer in between begins the count again", async () => {
  await fail(4);
  await noteAnswer(service);
  expect(await fail(4)).toBe(0);
  expect(await breakerPause(service)).toBe(0);
});

test("after the pause one may try, the others wait for it; its answer closes it for all", async () => {
  await fail(5);
  await pauseOver();
  expect(await breakerPause(service, true)).toBe(0);
  const tries = await Promise.all(Array.from({ length: 8 }, () => breakerPause(service)));
  expect(tries.filter((ms) => ms === 0)).toHaveLength(1);
  await noteAnswer(service);
  expect(await breakerPause(service)).toBe(0);
});

test("each failed try doubles the pause, to an hour", async () => {
  await fail(5);
  const pauses: number[] = [];
  for (let time = 0; time < 7; time++) {
    await pauseOver();
    await breakerPause(service);
    pauses.push((await fail(1)) / minute);
  }
  expect(pauses).toEqual([2, 4, 8, 16, 32, 60, 60]);
});

test("those that were on their way when it opened do not lengthen the pause", async () => {
  await fail(5);
  expect(await fail(10)).toBe(0);
  expect(await breakerPause(service)).toBeLessThanOrEqual(1 * minute);
});
