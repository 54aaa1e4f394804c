import { expect, test } from "vitest";
import { jobs } from "../jobs/index.ts";
import { backoffMs } from "./backoff.ts";
import type { Job } from "./job.ts";
import { minute, second } from "./time.ts";

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
