import { expect, test } from "vitest";
import { tableOfWhom, whomFaultOf } from "../../scripts/eval/whom-table.ts";

test("the table by hand is long enough, and no line stands in it twice", () => {
  const texts = tableOfWhom().map(({ text }) => text);
  expect(texts.length).toBeGreaterThanOrEqual(100);
  expect(new Set(texts).size).toBe(texts.length);
});

test.each(tableOfWhom().map((line) => [line.text, line] as const))("%s", (_, line) => {
  expect(whomFaultOf(line)).toBeNull();
});
