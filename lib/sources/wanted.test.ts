import { expect, test } from "vitest";
import { defaultWanted, searchWords, targetOf, wantedOf } from "./wanted.ts";

test.each([
  ["DE", { country: "DE", city: null, path: null }],
  ["PL:Łódź", { country: "PL", city: "Łódź", path: null }],
  ["PT:Lisbon:data-analytics", { country: "PT", city: "Lisbon", path: "data-analytics" }],
  ["FR::sustainability-esg", { country: "FR", city: null, path: "sustainability-esg" }],
] as const)("%s, there and back", (target, wanted) => {
  expect(wantedOf(target)).toEqual(wanted);
  expect(targetOf(wanted)).toBe(target);
});

test.each(["", "de", "all", "DE:Berlin:unsure", "DE:Berlin:constructor", "DE:a:b:c"])(
  "%j is no such target",
  (target) => {
    expect(() => wantedOf(target)).toThrow("is no place and field");
  },
);

test("every default can be asked for, and every field has its words", () => {
  for (const target of defaultWanted) expect(targetOf(wantedOf(target))).toBe(target);
  expect(searchWords("finance-investment")[0]).toBe("finance");
  expect(searchWords(null)).toContain("graduate");
});
