import type { RawPosting } from "../../../lib/postings/posting.ts";
import type { SearchCriteria } from "../../../lib/searches/criteria.ts";
import type { Verdict } from "../../../lib/searches/results.ts";

/** `location`: the city asked for; `country`: only a country asked for. */
export const judged = ["title", "industry", "salary", "type", "location", "country", "date"] as const;
export type Judged = (typeof judged)[number];

/** When all of this was labelled: "posted three days ago" counts from here. */
export const labelledAt = new Date("2026-11-22T12:00:00Z");

/** A question, a posting as a source sends it, and what a person says of the two. All of it is invented. */
export interface Pair {
  criterion: Judged;
  asked: Partial<SearchCriteria>;
  posting: Partial<RawPosting>;
  label: Verdict;
}

/** Pairs of one criterion, a line each. */
export function pairs(
  criterion: Judged,
  lines: readonly (readonly [asked: Partial<SearchCriteria>, posting: Partial<RawPosting>, label: Verdict])[],
): Pair[] {
  return lines.map(([asked, posting, label]) => ({ criterion, asked, posting, label }));
}

/** So long before the labelling. */
export const ago = (days: number, hours = 0): string =>
  new Date(labelledAt.getTime() - (days * 24 + hours) * 3_600_000).toISOString();
