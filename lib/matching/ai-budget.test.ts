import fc from "fast-check";
import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { closeRedis, connected, openRedis, redisKey } from "../redis.ts";
import { day, hour } from "../time.ts";
import { costOf, type Reservation, reserve, settle } from "./ai-budget.ts";

vi.hoisted(() => {
  process.env.AI_MAX_DAILY_COST = "0.01";
});

const noon = Date.UTC(2026, 10, 22, 12);
const key = () => redisKey("ai-cost");
const spent = async () => Number(await (await connected()).hget(key(), "sum")) / 1e9;
let person = 0;
/** A subscriber without calls today. */
const somebody = () => `subscriber ${person++}`;

beforeEach(async () => void (await (await connected()).del(key())));
afterAll(() => closeRedis());

test("tokens cost what gpt-4o-mini's do, cached ones half", () => {
  expect(costOf({ input: 1e6, cached: 0, output: 0 })).toBeCloseTo(0.15);
  expect(costOf({ input: 1e6, cached: 1e6, output: 0 })).toBeCloseTo(0.075);
  expect(costOf({ input: 2000, cached: 1000, output: 300 })).toBeCloseTo(0.000405);
});

test("200 calls wanted on eight connections at once: as many as the day's dollars bear, and not one more", async () => {
  const connections = Array.from({ length: 8 }, () => openRedis("worker"));
  const wanted = Array.from({ length: 200 }, (_, at) =>
    reserve(somebody(), 0.0003, { now: noon, redis: connections[at % 8] as (typeof connections)[number] }),
  );
  const taken = (await Promise.all(wanted)).filter(Boolean);
  for (const connection of connections) connection.disconnect();
  expect(taken).toHaveLength(33);
  expect(await spent()).toBeCloseTo(0.0099);
});

test("what a call did not cost is free for the next", async () => {
  const first = await reserve(somebody(), 0.008, { now: noon });
  expect(await reserve(somebody(), 0.008, { now: noon })).toBeNull();
  await settle(first as Reservation, 0.001);
  expect(await spent()).toBeCloseTo(0.001);
  expect(await reserve(somebody(), 0.008, { now: noon })).not.toBeNull();
});

test("a new day begins with nothing spent, and what is settled late belongs to the old one", async () => {
  const late = await reserve(somebody(), 0.01, { now: noon });
  const midnight = noon + 12 * hour;
  expect(await reserve(somebody(), 0.001, { now: midnight - 1 })).toBeNull();
  expect(await reserve(somebody(), 0.001, { now: midnight })).not.toBeNull();
  await settle(late as Reservation, 0);
  expect(await spent()).toBeCloseTo(0.001);
});

test("a clock that goes back over midnight finds no day's dollars anew; one that was days ahead holds up nobody", async () => {
  const midnight = noon + 12 * hour;
  expect(await reserve(somebody(), 0.01, { now: midnight - 1 })).not.toBeNull();
  const first = await reserve(somebody(), 0.01, { now: midnight });
  for (const now of [midnight - 1, midnight, midnight - 1]) expect(await reserve(somebody(), 0.01, { now })).toBeNull();
  await settle(first as Reservation, 0);
  expect(await reserve(somebody(), 0.01, { now: midnight + 5 * day })).not.toBeNull();
  expect(await reserve(somebody(), 0.01, { now: midnight })).not.toBeNull();
});

test("one subscriber has four calls a day, whoever else asks; refused ones take nothing", async () => {
  const one = somebody();
  for (let call = 0; call < 4; call++) expect(await reserve(one, 0.0001, { now: noon })).not.toBeNull();
  expect(await reserve(one, 0.0001, { now: noon })).toBeNull();
  expect(await spent()).toBeCloseTo(0.0004);
  expect(await reserve(somebody(), 0.0001, { now: noon })).not.toBeNull();
  expect(await reserve(one, 0.0001, { now: noon + 1 * day })).not.toBeNull();
});

test("nobody's id stands in Redis, and a day's figures leave by themselves", async () => {
  const id = "5f0c8a52-1111-4222-8333-944444444444";
  await reserve(id, 0.0001, { now: noon });
  const redis = await connected();
  const keys = await redis.keys(`${redisKey("ai-")}*`);
  expect(keys.join()).not.toContain(id.slice(0, 8));
  for (const each of keys) expect(await redis.pttl(each)).toBeGreaterThan(0);
});

test("whatever is taken and given back in whatever order, no day's bill is above its dollars", async () => {
  const step = fc.record({ most: fc.integer({ min: 1, max: 40 }), share: fc.double({ min: 0, max: 1, noNaN: true }) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 60 }), async (steps) => {
      await (await connected()).del(key());
      let bill = 0;
      const open: { reserved: Reservation; cost: number }[] = [];
      for (const { most, share } of steps) {
        const dollars = most / 10_000;
        const reserved = await reserve(somebody(), dollars, { now: noon });
        if (reserved) open.push({ reserved, cost: dollars * share });
        const ended = open.length > 3 || !reserved ? open.shift() : undefined;
        if (ended) {
          await settle(ended.reserved, ended.cost);
          bill += ended.cost;
        }
      }
      const most = open.reduce((sum, { cost }) => sum + cost, bill);
      expect(most).toBeLessThanOrEqual(0.01);
    }),
    { numRuns: 50 },
  );
});
