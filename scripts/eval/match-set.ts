import { rank } from "../../lib/matching/rank.ts";
import { rankWhole } from "../../lib/matching/rank-whole.ts";
import type { Seeker } from "../../lib/matching/seeker.ts";
import type { Posting } from "../../lib/postings/posting.ts";
import { catalogueId, catalogueOf } from "../memory-catalogue.ts";

/** A person, and the grades of postings for them. */
export interface Persona {
  id: string;
  seeker: Seeker;
  /** By posting: 3 to 0; -1 = unknown; not listed = 0. */
  grades: ReadonlyMap<string, number>;
}

export interface JudgedSet {
  /** By the id used in the grades. */
  postings: ReadonlyMap<string, Posting>;
  personas: readonly Persona[];
  now: Date;
}

export interface Scores {
  personas: number;
  precision: number;
  ndcg: number;
}

/** The ids listed for a persona, best first. */
export type Ranker = (persona: Persona) => string[];

const listed = 40;
/** With fewer graded postings, a persona says little. */
const leastGraded = 3;

/** Listed as in digests, with their limits and shares; with `whole`, as on the page of matches and in `ops match`. */
export function ourRanker({ postings, now }: JudgedSet, how: "digest" | "whole" = "digest"): Ranker {
  const catalogue = catalogueOf([...postings.values()]);
  const idOf = new Map([...postings.keys()].map((id, number) => [catalogueId(number), id]));
  const options = { exclude: [], limit: listed, now };
  return ({ seeker }) => {
    const ranked = how === "whole" ? rankWhole(seeker, catalogue, options) : rank(seeker, catalogue, options).matches;
    return ranked.map(({ postingId }) => idOf.get(postingId) ?? "");
  };
}

/** Whether the grades are enough to judge a list of this length. */
export const isJudged = ({ grades }: Persona) =>
  [...grades.values()].filter((grade) => grade > 0).length >= leastGraded;

/** P@5 and nDCG@10 of one list: a hit is graded 2 or better, and P@k has k = min(5, possible hits). */
function scoreOf({ grades }: Persona, ranked: readonly string[]): { precision: number; ndcg: number } {
  const got = ranked.map((id) => grades.get(id) ?? 0).filter((grade) => grade >= 0);
  const ideal = [...grades.values()].filter((grade) => grade > 0).toSorted((a, b) => b - a);
  const k = Math.min(5, ideal.filter((grade) => grade >= 2).length) || 1;
  return {
    precision: got.slice(0, k).filter((grade) => grade >= 2).length / k,
    ndcg: gainOf(got) / gainOf(ideal),
  };
}

const gainOf = (grades: readonly number[]) =>
  grades.slice(0, 10).reduce((sum, grade, at) => sum + (2 ** grade - 1) / Math.log2(at + 2), 0);

/** Only every second persona was used while weights were chosen. */
export const halvesOf = (personas: readonly Persona[]) => ({
  "looked at": personas.filter((_, at) => at % 2 === 0),
  "not looked at": personas.filter((_, at) => at % 2 === 1),
});

/** The mean over the personas that can be judged. */
export function scoresOf(personas: readonly Persona[], ranker: Ranker): Scores {
  const scores = personas.filter(isJudged).map((persona) => scoreOf(persona, ranker(persona)));
  const mean = (of: (score: { precision: number; ndcg: number }) => number) =>
    Math.round((1000 * scores.reduce((sum, score) => sum + of(score), 0)) / Math.max(1, scores.length)) / 1000;
  return { personas: scores.length, precision: mean((score) => score.precision), ndcg: mean((score) => score.ndcg) };
}
