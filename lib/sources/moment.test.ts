import { expect, test } from "vitest";
import { instantOf } from "./json.ts";
import { moment } from "./moment.ts";

test.each([
  [1_763_802_000, "2025-11-22T09:00:00.000Z"],
  [1_763_802_000_000, "2025-11-22T09:00:00.000Z"],
  ["1763802000", "2025-11-22T09:00:00.000Z"],
  ["1763802000000", "2025-11-22T09:00:00.000Z"],
  [" 2025-11-22T10:00:00+01:00 ", "2025-11-22T09:00:00.000Z"],
  ["2025-11-22 09:00:00", "2025-11-22T09:00:00.000Z"],
  ["2025-11-22", "2025-11-22T00:00:00.000Z"],
  ["2026", null],
  ["soon", null],
  ["", null],
  [0, null],
  [null, null],
  [undefined, null],
  [true, null],
  [{}, null],
])("%j is %s", (value, instant) => {
  expect(instantOf(moment.parse(value))).toBe(instant);
});
