import { expect, test } from "vitest";
import { faultOf, tableOfPlaces } from "../../scripts/eval/place-table.ts";

test("the table by hand is long enough, and no line stands in it twice", () => {
  const lines = tableOfPlaces().map(({ raw, home, language }) => [raw, home, language].join("\t"));
  expect(lines.length).toBeGreaterThanOrEqual(300);
  expect(new Set(lines).size).toBe(lines.length);
});

test.each(tableOfPlaces().map((line) => [line.raw, line] as const))("%s", (_, line) => {
  expect(faultOf(line)).toBeNull();
});
