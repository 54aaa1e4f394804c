import { baselineRanker } from "./match-baseline.ts";
import { halvesOf, type JudgedSet, ourRanker, type Persona, type Scores, scoresOf } from "./match-set.ts";
import { silver, silverSet } from "./match-silver.ts";
import { tableOfMatches } from "./match-table.ts";
import type { Evaluation, Measure } from "./measure.ts";
import { hasSet } from "./shared-data.ts";

const bars = { precision: 0.92, ndcg: 0.85 };

function pair(set: string, { personas, precision, ndcg }: Scores, on: string, atLeast?: typeof bars): Measure[] {
  const rows = `${personas} personas, ${on}`;
  return [
    { what: `P@5, ${set}`, figure: precision, on: rows, ...(atLeast && { atLeast: atLeast.precision }) },
    { what: `nDCG@10, ${set}`, figure: ndcg, on: rows, ...(atLeast && { atLeast: atLeast.ndcg }) },
  ];
}

function measuresOf(name: string, on: string, set: JudgedSet): Measure[] {
  const ours = ourRanker(set);
  const scores = (personas: readonly Persona[]) => scoresOf(personas, ours);
  return [
    ...pair(name, scores(set.personas), on, bars),
    ...Object.entries(halvesOf(set.personas)).flatMap(([half, some]) => pair(`${name}, ${half}`, scores(some), on)),
    ...pair(`${name}, keyword + city`, scoresOf(set.personas, baselineRanker(set)), `${on}: the baseline`),
  ];
}

/** How well what is listed fits, beside a job alert by keyword and city. */
export function run(): Evaluation {
  const own = measuresOf("own", "300 postings, lib/matching/tables", tableOfMatches());
  if (!hasSet(silverSet)) return { measures: own, leftOut: [silverSet] };
  return { measures: [...measuresOf("silver", "1,005 postings, matching_silver", silver()), ...own] };
}
