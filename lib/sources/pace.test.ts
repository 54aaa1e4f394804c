import { afterAll, beforeEach, expect, test } from "vitest";
import { closeRedis } from "../redis.ts";
import { day, hour, minute } from "../time.ts";
import { sources } from "./index.ts";
import { takeRuns } from "./pace.ts";
import type { Source } from "./source.ts";

let number = 0;
let source: Source;
beforeEach(() => {
  const [any] = sources;
  if (!any) throw new Error("no source");
  source = { ...any, name: `s${++number}`, budget: { perDay: 128 }, maxPages: 4 };
});
afterAll(() => closeRedis());

const noon = Date.UTC(2026, 10, 22, 12);

test("three quarters of a day's budget, spread over the day", async () => {
  let runs = await takeRuns(source, 1000, noon);
  expect(runs).toBeLessThanOrEqual(2);
  for (let now = noon + 5 * minute; now < noon + 1 * day; now += 5 * minute) {
    const taken = await takeRuns(source, 1000, now);
    expect(taken).toBeLessThanOrEqual(1);
    runs += taken;
  }
  // 128 requests * 0.75 / 4 pages a run.
  expect(runs).toBeGreaterThanOrEqual(24);
  expect(runs).toBeLessThanOrEqual(26);
});

test("what nobody wanted for hours is not made up for at once", async () => {
  await takeRuns(source, 1, noon);
  expect(await takeRuns(source, 1000, noon + 9 * hour)).toBeLessThanOrEqual(2);
});

test("never more than is wanted; of a source without a limit, a courtesy", async () => {
  expect(await takeRuns(source, 0, noon)).toBe(0);
  const free = { ...source, name: `${source.name}-free`, budget: {}, maxPages: 1 };
  expect(await takeRuns(free, 3, noon)).toBe(3);
  expect(await takeRuns(free, 1000, noon)).toBeLessThan(20);
});

test("a budget of nothing is nothing", async () => {
  expect(await takeRuns({ ...source, budget: { perDay: 0 } }, 5, noon)).toBe(0);
});
