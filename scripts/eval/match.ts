import { maxPerCompany } from "../../lib/matching/weights.ts";
import { goldSet } from "../train/gold.ts";
import { baselineRanker } from "./match-baseline.ts";
import { halvesOf, type JudgedSet, ourRanker, type Ranker, type Scores, scoresOf } from "./match-set.ts";
import { silver, silverHeldOut, silverSet } from "./match-silver.ts";
import { tableOfMatches } from "./match-table.ts";
import type { Evaluation, Measure } from "./measure.ts";
import { hasSet } from "./shared-data.ts";

interface Bars {
  precision: number;
  ndcg: number;
}
/** The bars, for the shipped model; figures with held-out companies stand beside them. */
const silverBars: Bars = { precision: 0.92, ndcg: 0.85 };
/** The bars for personas and postings that nobody tuned on. */
const ownBars: Bars = { precision: 0.89, ndcg: 0.82 };

function pair(set: string, { personas, precision, ndcg }: Scores, on: string, atLeast?: Bars): Measure[] {
  const rows = `${personas} personas, ${on}`;
  return [
    { what: `P@5, ${set}`, figure: precision, on: rows, ...(atLeast && { atLeast: atLeast.precision }) },
    { what: `nDCG@10, ${set}`, figure: ndcg, on: rows, ...(atLeast && { atLeast: atLeast.ndcg }) },
  ];
}

/** The best possible result with at most two postings of a company. */
const cappedIdeal =
  ({ postings }: JudgedSet): Ranker =>
  ({ grades }) => {
    const listed = new Map<string, number>();
    return [...grades]
      .toSorted(([, a], [, b]) => b - a)
      .flatMap(([id, grade]) => {
        const company = postings.get(id)?.company ?? "";
        const count = (listed.get(company) ?? 0) + 1;
        if (grade > 0) listed.set(company, count);
        return grade > 0 && count <= maxPerCompany ? id : [];
      });
  };

/** Our lists: everything that fits, to which the bars apply, its halves, and the digest. */
function oursOf(name: string, on: string, set: JudgedSet, bars: Bars): Measure[] {
  const whole = ourRanker(set, "whole");
  return [
    ...pair(name, scoresOf(set.personas, whole), on, bars),
    ...Object.entries(halvesOf(set.personas)).flatMap(([half, some]) =>
      pair(`${name}, ${half}`, scoresOf(some, whole), on),
    ),
    ...pair(`${name}, as a digest`, scoresOf(set.personas, ourRanker(set)), `${on}: at most two of a company`),
  ];
}

/** Results that do not depend on weights: a job alert, and the best possible digest. */
const othersOf = (name: string, on: string, set: JudgedSet): Measure[] => [
  ...pair(`${name}, keyword + city`, scoresOf(set.personas, baselineRanker(set)), `${on}: the baseline`),
  ...pair(`${name}, two of a company at best`, scoresOf(set.personas, cappedIdeal(set)), `${on}: by the grades`),
];

/** Twice: with the shipped model, and with models that have not seen the companies. */
function silverMeasures(): Measure[] {
  const set = silver();
  const on = "1,005 postings, matching_silver";
  return [
    ...oursOf("silver, by weights that have seen them", on, set, silverBars),
    ...(hasSet(goldSet) ? oursOf("silver, companies held out", on, silverHeldOut(set), silverBars) : []),
    ...othersOf("silver", on, set),
  ];
}

/** How well our lists fit, compared with a job alert by keyword and city. */
export function run(): Evaluation {
  const table = tableOfMatches();
  const on = "300 postings, lib/matching/tables";
  const own = [...oursOf("own", on, table, ownBars), ...othersOf("own", on, table)];
  if (!hasSet(silverSet)) return { measures: own, leftOut: [silverSet] };
  return { measures: [...silverMeasures(), ...own], leftOut: [goldSet].filter((name) => !hasSet(name)) };
}
