import fc from "fast-check";
import { expect, test } from "vitest";
import { IntLists } from "./int-lists.ts";

test("equal lists have one number, and a number gives its list", () => {
  const anyLists = fc.array(fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 4 }), {
    maxLength: 600,
    size: "max",
  });
  fc.assert(
    fc.property(anyLists, (all) => {
      const lists = new IntLists();
      const ids = all.map((list) => lists.id(list));
      const itemsOf = (id: number) =>
        Array.from({ length: lists.start(id + 1) - lists.start(id) }, (_, at) => lists.item(lists.start(id) + at));
      expect(ids.map(itemsOf)).toEqual(all);
      expect(lists.size).toBe(new Set(all.map((list) => list.join())).size);
      expect(all.map((list) => lists.id(list))).toEqual(ids);
    }),
    { numRuns: 30 },
  );
});
