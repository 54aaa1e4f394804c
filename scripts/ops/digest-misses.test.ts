import { expect, test } from "vitest";
import { catalogueOf, entry, now, seeker } from "../../lib/matching/fixtures.ts";
import { rank } from "../../lib/matching/rank.ts";
import { missesOf } from "./digest-misses.ts";

test("of what is not in a digest it is told by which of its rules", () => {
  const least = 85;
  const [chosen, twin] = [entry({ keys: [7, 8], company: "Acme" }), entry({ keys: [9, 8], postedAt: null })];
  const second = entry({ company: "Acme GmbH" });
  const third = entry({ company: "Acme", postedAt: null, quality: 1000 });
  const weak = entry({ locations: [], level: "unknown", programme: null });
  const catalogue = catalogueOf([chosen, twin, second, third, weak]);
  const options = { exclude: [], limit: 5, now };
  const { matches } = rank(seeker(), catalogue, { ...options, least });
  const ids = matches.map(({ postingId }) => postingId);
  expect(ids.toSorted()).toEqual([chosen.id, second.id].toSorted());
  const { nearest } = missesOf({ seeker: seeker(), options, least }, catalogue, ids);
  expect(nearest.map(({ postingId, why }) => [postingId, why])).toEqual([
    [twin.id, "twin"],
    [third.id, "company-limit"],
    [weak.id, "low-score"],
  ]);
});
