import type { RawPosting } from "../../../lib/postings/posting.ts";
import type { SearchCriteria } from "../../../lib/searches/criteria.ts";
import type { Verdict } from "../../../lib/searches/results.ts";

/** `location`: the city asked for; `country`: only a country asked for. */
export const judged = ["title", "industry", "salary", "type", "location", "country", "date"] as const;
export type Judged = (typeof judged)[number];

/** The time of labelling, from which "posted three days ago" counts. */
export const labelledAt = new Date("2026-11-22T12:00:00Z");

/** A search, a posting as a source sends it, and a person's verdict. All of it is invented. */
export interface Pair {
  criterion: Judged;
  asked: Partial<SearchCriteria>;
  posting: Partial<RawPosting>;
  label: Verdict;
}

/** Pairs for one criterion, one per line. */
export function pairs(
  criterion: Judged,
  lines: readonly (readonly [asked: Partial<SearchCriteria>, posting: Partial<RawPosting>, label: Verdict])[],
): Pair[] {
  return lines.map(([asked, posting, label]) => ({ criterion, asked, posting, label }));
}

/** A time before the labelling. */
export const ago = (days: number, hours = 0): string =>
  new Date(labelledAt.getTime() - (days * 24 + hours) * 3_600_000).toISOString();
