import { describe, expect, test } from "vitest";
import { baselineRanker } from "../../scripts/eval/match-baseline.ts";
import { halvesOf, isJudged, ourRanker, scoresOf } from "../../scripts/eval/match-set.ts";
import { tableOfMatches } from "../../scripts/eval/match-table.ts";

const set = tableOfMatches();

test("the tables by hand are whole", () => {
  expect(set.postings.size).toBe(300);
  expect(set.personas.length).toBe(40);
  expect(new Set(set.personas.map(({ id }) => id)).size).toBe(40);
  for (const persona of set.personas) {
    expect(isJudged(persona), persona.id).toBe(true);
    for (const id of persona.grades.keys()) expect(set.postings.has(id), `${persona.id} ${id}`).toBe(true);
  }
});

/** Floors, below what `npm run eval -- match` prints: a change that costs a persona its digest falls below them. */
describe.each(Object.entries(halvesOf(set.personas)))(
  "what a digest lists for the personas that were %s",
  (_, personas) => {
    const ours = scoresOf(personas, ourRanker(set));

    test("fits", () => {
      expect(ours.personas).toBe(20);
      expect(ours.precision).toBeGreaterThanOrEqual(0.85);
      expect(ours.ndcg).toBeGreaterThanOrEqual(0.9);
    });

    test("fits far better than keyword and city", () => {
      const { precision, ndcg } = scoresOf(personas, baselineRanker(set));
      expect(ours.precision - precision).toBeGreaterThan(0.25);
      expect(ours.ndcg - ndcg).toBeGreaterThan(0.25);
    });
  },
);

test("nothing too old, of another place or above the level stands in a digest", () => {
  const ranker = ourRanker(set);
  const shown = new Set(set.personas.flatMap((persona) => ranker(persona).slice(0, 5)));
  const traps = ["ct-berlin-data", "on-london-soft", "tx-paris-data", "ma-cam-sust", "al-sust", "ca-valencia"];
  const stale = ["ber-data-stale", "fra-inv-stale", "lon-fin-stale"];
  const senior = [...set.postings.keys()].filter((id) => /-(?:sr|vp|head|dir|cfo)$/.test(id));
  for (const id of [...traps, ...stale, ...senior]) expect(shown.has(id), id).toBe(false);
});
