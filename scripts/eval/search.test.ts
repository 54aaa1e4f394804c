import { expect, test } from "vitest";
import { judge } from "./search.ts";

test("a search's criteria are judged as a person judges them, nearly always, each of them", () => {
  const { rows } = judge();
  expect(rows).toHaveLength(7);
  for (const { criterion, pairs, right } of rows) {
    expect(pairs, criterion).toBeGreaterThanOrEqual(14);
    expect(right / pairs, criterion).toBeGreaterThanOrEqual(0.9);
  }
});
