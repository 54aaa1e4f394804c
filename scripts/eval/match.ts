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
/** The issue's, for the model as it is shipped; beside what is held out they show how far it is. */
const silverBars: Bars = { precision: 0.92, ndcg: 0.85 };
/** What is asked of personas and postings that nobody has tuned on. */
const ownBars: Bars = { precision: 0.89, ndcg: 0.82 };

function pair(set: string, { personas, precision, ndcg }: Scores, on: string, atLeast?: Bars): Measure[] {
  const rows = `${personas} personas, ${on}`;
  return [
    { what: `P@5, ${set}`, figure: precision, on: rows, ...(atLeast && { atLeast: atLeast.precision }) },
    { what: `nDCG@10, ${set}`, figure: ndcg, on: rows, ...(atLeast && { atLeast: atLeast.ndcg }) },
  ];
}

/** What nobody could do better who lists at most two of a company. */
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

/** What we list: all that fits, which the bars are for, its halves, and the digest. */
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

/** What no weights have a part in: a job alert, and the best that a digest could be. */
const othersOf = (name: string, on: string, set: JudgedSet): Measure[] => [
  ...pair(`${name}, keyword + city`, scoresOf(set.personas, baselineRanker(set)), `${on}: the baseline`),
  ...pair(`${name}, two of a company at best`, scoresOf(set.personas, cappedIdeal(set)), `${on}: by the grades`),
];

/** Twice: by the model that is shipped, and by models that have not seen the companies. */
function silverMeasures(): Measure[] {
  const set = silver();
  const on = "1,005 postings, matching_silver";
  return [
    ...oursOf("silver, by weights that have seen them", on, set, silverBars),
    ...(hasSet(goldSet) ? oursOf("silver, companies held out", on, silverHeldOut(set), silverBars) : []),
    ...othersOf("silver", on, set),
  ];
}

/** How well what is listed fits, beside a job alert by keyword and city. */
export function run(): Evaluation {
  const table = tableOfMatches();
  const on = "300 postings, lib/matching/tables";
  const own = [...oursOf("own", on, table, ownBars), ...othersOf("own", on, table)];
  if (!hasSet(silverSet)) return { measures: own, leftOut: [silverSet] };
  return { measures: [...silverMeasures(), ...own], leftOut: [goldSet].filter((name) => !hasSet(name)) };
}
