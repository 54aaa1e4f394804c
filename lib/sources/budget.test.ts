import fc from "fast-check";
import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import { closeRedis, connected, openRedis, redisKey } from "../redis.ts";
import { day, hour, minute, second } from "../time.ts";
import { budgetOf, budgetsUsed, holdSource, requestsPerDay, takeFromBudget, untilTurn } from "./budget.ts";

vi.hoisted(() => {
  process.env.SCRAPER_RATE_LIMITS = "overridden:3/day,overridden:7/week,other:1/day";
});

let number = 0;
let source = { name: "s0", budget: {} };
beforeEach(() => {
  source = { name: `s${++number}`, budget: {} };
});
afterAll(() => closeRedis());

const noon = Date.UTC(2026, 10, 22, 12);
const take = (budget: object, now: number, count = 1) => takeFromBudget({ ...source, budget }, count, { now });

test("1,000 wanted against 250 a day, on eight connections: 250, and every other is told when to come back", async () => {
  const connections = Array.from({ length: 8 }, () => openRedis("worker"));
  const limited = { ...source, budget: { perSecond: 2000, perMinute: 2000, perDay: 250, perMonth: 2500 } };
  const wanted = Array.from({ length: 1000 }, (_, at) =>
    takeFromBudget(limited, 1, { redis: connections[at % 8] as (typeof connections)[number] }),
  );
  const answers = await Promise.all(wanted);
  for (const connection of connections) connection.disconnect();
  expect(answers.filter(({ ok }) => ok)).toHaveLength(250);
  for (const answer of answers) {
    if (!answer.ok) expect(answer).toMatchObject({ window: "day", retryInMs: expect.any(Number) });
  }
});

test("no stretch of a window's length holds more than its limit, and as much fits as may", async () => {
  const scenario = fc.record({
    perMinute: fc.integer({ min: 1, max: 8 }),
    perHour: fc.integer({ min: 1, max: 20 }),
    steps: fc.array(
      fc.record({ ms: fc.integer({ min: 0, max: 20 * minute }), count: fc.integer({ min: 1, max: 3 }) }),
      {
        minLength: 1,
        maxLength: 40,
      },
    ),
  });
  await fc.assert(
    fc.asyncProperty(scenario, async ({ steps, ...budget }) => {
      const limited = { name: `p${++number}`, budget };
      const made: number[] = [];
      const within = (now: number, ms: number) => made.filter((at) => at > now - ms).length;
      let now = noon;
      for (const { ms, count } of steps) {
        now += ms;
        const taken = await takeFromBudget(limited, count, { now });
        if (taken.ok) made.push(...Array.from({ length: count }, () => now));
        expect(within(now, 1 * minute)).toBeLessThanOrEqual(budget.perMinute);
        expect(within(now, 1 * hour)).toBeLessThanOrEqual(budget.perHour);
        // Counting in sixtieths may cost one sixtieth, and the one it began in.
        const room =
          within(now, 1.04 * minute) + count <= budget.perMinute && within(now, 1.04 * hour) + count <= budget.perHour;
        if (!taken.ok) expect(room).toBe(false);
        if (!taken.ok && count <= Math.min(budget.perMinute, budget.perHour)) {
          expect(await takeFromBudget(limited, count, { now: now + taken.retryInMs, dry: true })).toEqual({ ok: true });
        }
      }
    }),
    { numRuns: 60 },
  );
});

test("all windows or none: what the day refuses is not taken from the minute", async () => {
  const budget = { perMinute: 2, perDay: 1 };
  expect(await take(budget, noon)).toEqual({ ok: true });
  for (let again = 0; again < 5; again++) expect(await take(budget, noon)).toMatchObject({ ok: false, window: "day" });
  expect(await take({ ...budget, perDay: 2 }, noon)).toEqual({ ok: true });
  expect(await take({ ...budget, perDay: 9 }, noon)).toMatchObject({ ok: false, window: "minute" });
});

test.each([
  ["perSecond", 1 * second],
  ["perMinute", 1 * minute],
  ["perHour", 1 * hour],
  ["perDay", 1 * day],
  ["perWeek", 7 * day],
  ["perMonth", 31 * day],
])("%s: free again after its length, not before", async (window, ms) => {
  const budget = { [window]: 1 };
  await take(budget, noon);
  expect(await take(budget, noon + ms - 1)).toMatchObject({ ok: false });
  const refused = await take(budget, noon);
  if (refused.ok) throw new Error("not refused");
  expect(refused.retryInMs).toBeGreaterThanOrEqual(ms);
  expect(refused.retryInMs).toBeLessThanOrEqual(ms * 1.04);
  expect(await take(budget, noon + refused.retryInMs)).toEqual({ ok: true });
});

test("several at once fit whole or not at all; more than ever fits is refused", async () => {
  expect(await take({ perHour: 5 }, noon, 3)).toEqual({ ok: true });
  expect(await take({ perHour: 5 }, noon, 3)).toMatchObject({ ok: false });
  expect(await take({ perHour: 5 }, noon, 2)).toEqual({ ok: true });
  expect(await take({ perHour: 0 }, noon)).toMatchObject({ ok: false, window: "hour" });
});

test("no limit, no refusal; and asking alone takes nothing", async () => {
  for (let again = 0; again < 50; again++) expect(await take({}, noon)).toEqual({ ok: true });
  const limited = { ...source, budget: { perHour: 1 } };
  for (let again = 0; again < 5; again++) {
    expect(await takeFromBudget(limited, 1, { now: noon, dry: true })).toEqual({ ok: true });
  }
});

test("a source that is held is not asked, and nothing is taken", async () => {
  await holdSource(source.name, "pause", 1 * minute);
  const held = await take({ perHour: 1 }, noon);
  expect(held).toMatchObject({ ok: false, window: "pause" });
  if (!held.ok) expect(held.retryInMs).toBeLessThanOrEqual(1 * minute);
  await holdSource(source.name, "quota", 1);
});

test("how full a long window is can be read, and is said once when it is nearly full", async () => {
  const budget = { perSecond: 100, perDay: 5 };
  const said = async () => (await connected()).exists(redisKey("source-budget", source.name, "day", "warned"));
  const used = async () => budgetsUsed([{ ...source, budget }], noon);
  const window = { source: source.name, window: "day", limit: 5 };
  for (let time = 0; time < 3; time++) await take(budget, noon);
  expect([await used(), await said()]).toEqual([[{ ...window, used: 3 }], 0]);
  await take(budget, noon);
  expect([await used(), await said()]).toEqual([[{ ...window, used: 4 }], 1]);
});

describe("what is allowed", () => {
  test("SCRAPER_RATE_LIMITS stands for the windows it names", () => {
    const overridden = { name: "overridden", budget: { perSecond: 1, perDay: 250 } };
    expect(budgetOf(overridden)).toEqual({ perSecond: 1, perDay: 3, perWeek: 7 });
    expect(budgetOf({ ...overridden, name: "else" })).toEqual(overridden.budget);
    expect(requestsPerDay(overridden)).toBe(1);
  });

  test("a server on this machine is not spared by the second, but by the day", () => {
    const budget = { perSecond: 1, perMinute: 25, perDay: 250 };
    for (const baseUrl of ["http://127.0.0.1:4000/adzuna", "http://localhost:1"]) {
      expect(budgetOf({ name: "a", budget, baseUrl })).toEqual({ perDay: 250 });
    }
    expect(budgetOf({ name: "a", budget, baseUrl: "https://api.adzuna.com" })).toEqual(budget);
    const played = { name: "overridden", budget, baseUrl: "http://127.0.0.1:4000" };
    expect(budgetOf(played)).toEqual({ perDay: 3, perWeek: 7 });
  });

  test("a day's requests are what the tightest window allows", () => {
    expect(requestsPerDay({ name: "a", budget: { perMinute: 25, perDay: 250, perWeek: 1000, perMonth: 2480 } })).toBe(
      80,
    );
    expect(requestsPerDay({ name: "a", budget: {} })).toBeNull();
  });
});

test.each([
  [{ perDay: 5 }, "2026-11-23T00:00Z"],
  [{ perSecond: 5 }, "2026-11-23T00:00Z"],
  [{ perDay: 5, perWeek: 9 }, "2026-11-23T00:00Z"],
  [{ perDay: 5, perMonth: 9 }, "2026-12-01T00:00Z"],
])("a used-up quota of %j turns at %s", (budget, turn) => {
  const now = Temporal.ZonedDateTime.from("2026-11-22T13:30[UTC]");
  expect(now.epochMilliseconds + untilTurn({ name: "a", budget }, now)).toBe(Date.parse(turn));
});
