import { expect, test } from "vitest";
import { jobs } from "../jobs/index.ts";
import { backoffMs } from "./backoff.ts";
import type { Job } from "./job.ts";
import { hour, minute, second } from "./time.ts";

test.each([
  [1, 1 * second, 1 * second],
  [3, 1 * second, 4 * second],
  [6, 1 * second, 20 * second],
  [500, 1 * second, 20 * second],
  [1, 1 * minute, 1 * minute],
  [9, 1 * minute, 1 * minute],
])("attempt %i on a base of %i ms waits half to all of %i ms", (attempt, base, expected) => {
  for (let turn = 0; turn < 50; turn++) {
    const ms = backoffMs(attempt, base);
    expect(ms).toBeGreaterThanOrEqual(expected / 2);
    expect(ms).toBeLessThanOrEqual(expected);
  }
});

test("what was promised to a person is tried until its age ends it, not until a count does", () => {
  const counted = Object.values<Job>(jobs).filter(({ attempts }) => attempts !== undefined);
  const clocks = ["dead-letters", "figures", "snapshot", "supply", "sweep"];
  expect(counted.map(({ name }) => name).sort()).toEqual([...clocks, "scrape", "search"].sort());
});

test("an hour without Polar is asked through, and within half a minute of its return; only a checkout ends, and says so", () => {
  const { billing, checkout, erase, reconcile, webhook } = jobs;
  for (const { maxAgeMs } of [billing, erase, reconcile, webhook]) expect(maxAgeMs).toBeGreaterThan(5 * hour);
  // Nobody looks at a page for an hour: lib/billing/visits.ts has it say then that nothing was charged.
  expect(checkout.maxAgeMs).toBeLessThan(hour);
  for (const { backoffMs: base } of [billing, checkout, erase, webhook]) {
    const waits = Array.from({ length: 500 }, (_, attempt) => backoffMs(attempt + 1, base));
    expect(Math.max(...waits)).toBeLessThanOrEqual(20 * second);
  }
});
