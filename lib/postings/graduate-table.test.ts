import { expect, test } from "vitest";
import { levelFaultOf, tableOfLevels } from "../../scripts/eval/level-table.ts";

test("the table by hand is long enough, and no line stands in it twice", () => {
  const lines = tableOfLevels().map(({ title, text }) => `${title}\t${text}`);
  expect(lines.length).toBeGreaterThanOrEqual(200);
  expect(new Set(lines).size).toBe(lines.length);
});

test.each(tableOfLevels().map((line) => [line.title, line.text, line] as const))("%s %s", (_title, _text, line) => {
  expect(levelFaultOf(line)).toBeNull();
});
