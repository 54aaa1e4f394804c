import fc from "fast-check";
import { afterAll, beforeAll, test } from "vitest";
import { minute } from "../lib/time.ts";
import { openShop, type Shop } from "../test/shop.ts";
import { live, steps } from "../test/subscription-life.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

test(
  "120 lives at Polar, their events in any order, twice or never: the tier follows and never flaps",
  async () => {
    await fc.assert(
      fc.asyncProperty(steps, (told) => live(told, shop)),
      { numRuns: 120 },
    );
  },
  10 * minute,
);
