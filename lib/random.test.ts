import { expect, test } from "vitest";
import { randomBytes, randomId } from "./random.ts";

test("what is given away is never given again, however often the pool is filled anew", () => {
  const taken = Array.from({ length: 3000 }, (_, index) => randomBytes(12 + (index % 5)));
  expect(taken.every((bytes, index) => bytes.length === 12 + (index % 5))).toBe(true);
  const starts = taken.map((bytes) => bytes.subarray(0, 12).toString("hex"));
  expect(new Set(starts).size).toBe(3000);
  expect(starts).not.toContain("0".repeat(24));
});

test("whoever changes their bytes changes nobody else's", () => {
  const first = randomBytes(16);
  const kept = first.toString("hex");
  randomBytes(16).fill(7);
  expect(first.toString("hex")).toBe(kept);
});

test("an id is 22 characters that need no escaping", () => {
  expect(randomId()).toMatch(/^[\w-]{22}$/);
});
