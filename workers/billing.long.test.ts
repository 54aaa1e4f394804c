import fc from "fast-check";
import { test } from "vitest";
import { minute } from "../lib/time.ts";
import { shopOfFile } from "../test/shop.ts";
import { live, steps } from "../test/subscription-life.ts";

const shop = shopOfFile();

test(
  "80 lives at Polar, their events in any order, twice or never: the tier follows and never flaps",
  async () => {
    await fc.assert(
      fc.asyncProperty(steps, (told) => live(told, shop)),
      { numRuns: 80 },
    );
  },
  10 * minute,
);
