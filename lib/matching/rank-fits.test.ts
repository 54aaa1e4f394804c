import { expect, test } from "vitest";
import { type Fit, Fits } from "./rank-fits.ts";
import { Steps } from "./rank-steps.ts";

const best = (a: Fit, b: Fit) => b.score - a.score;
const many = Array.from({ length: 3000 }, (_, slot) => ({ slot, score: 30 + slot }));

test("gives all of a step in order, however many, and those put back again, counted once", () => {
  const steps = new Steps(10);
  const fits = new Fits(steps);
  fits.clear();
  for (const { slot, score } of many) fits.add(slot, score, slot % 2);
  const odd = fits.take(1, best);
  expect(odd).toEqual(many.filter(({ slot }) => slot % 2 === 1).toReversed());
  expect(fits.take(1, best)).toEqual([]);
  for (const fit of odd) fits.putBack(fit, 7);
  expect([steps.from(9), fits.count]).toEqual([7, 3000]);
  expect(fits.take(7, best)).toEqual(odd);
  fits.clear();
  expect([fits.take(0, best), fits.count]).toEqual([[], 0]);
});
