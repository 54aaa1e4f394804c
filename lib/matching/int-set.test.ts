import { expect, test } from "vitest";
import { IntSet } from "./int-set.ts";

test("holds what was added since it was emptied, however much that is", () => {
  const set = new IntSet();
  // Some are neighbours in the table, some all start at one place.
  for (const step of [1, -3, 1 << 16]) {
    set.clear();
    const numbers = Array.from({ length: 2000 }, (_, at) => at * step);
    const [added, others] = [numbers.slice(0, 1000), numbers.slice(1000)];
    for (const number of [...added, ...added.slice(0, 10)]) set.add(number);
    expect(added.filter((number) => !set.has(number))).toEqual([]);
    expect(others.filter((number) => set.has(number))).toEqual([]);
  }
});
