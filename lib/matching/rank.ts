import { type Assessment, assess, type SkipReason } from "./assess.ts";
import type { CatalogueEntry } from "./catalogue.ts";
import { type Explanation, explain } from "./explain.ts";
import { plain, prepare, type Seeker } from "./seeker.ts";
import { maxPerCompany, type Part } from "./weights.ts";

export interface RankOptions {
  /** Ids of postings that were matched before. */
  exclude: ReadonlySet<string>;
  limit: number;
  now: Date;
  /** Sources whose postings count only while a look at the link has shown them to be there. */
  onlyIfLive?: ReadonlySet<string>;
}

interface Match extends Explanation {
  postingId: string;
  /** 0-100. */
  score: number;
  /** Share 0-1 of each part that was asked about. */
  parts: Partial<Record<Part, number>>;
}

export interface Ranking {
  /** Best first. */
  matches: Match[];
  /** How many postings were compared. */
  lookedAt: number;
  /** How many more fit and are not listed, for the limit or because their company is there already. */
  more: number;
  /** How many were not considered, by reason. */
  skipped: Partial<Record<SkipReason | "matched-before" | "link", number>>;
}

interface Candidate {
  entry: CatalogueEntry;
  assessment: Assessment;
  postedMs: number;
}

/** Best first: score, then the newer, then the id, so that equal input gives an equal digest. */
function before(a: Candidate, b: Candidate): boolean {
  if (a.assessment.score !== b.assessment.score) return a.assessment.score > b.assessment.score;
  if (a.postedMs !== b.postedMs) return a.postedMs > b.postedMs;
  return a.entry.id < b.entry.id;
}

/** The postings that fit a person best, with reasons. */
export function rank(
  seeker: Seeker,
  entries: Iterable<CatalogueEntry>,
  { exclude, limit, now, onlyIfLive }: RankOptions,
): Ranking {
  const prepared = prepare(seeker);
  const nowMs = now.getTime();
  const skipped: Ranking["skipped"] = {};
  const skip = (reason: keyof Ranking["skipped"]) => {
    skipped[reason] = (skipped[reason] ?? 0) + 1;
  };
  /** Postings with one key are one posting: the better of them stands. */
  const distinct = new Map<string, Candidate>();
  let lookedAt = 0;
  for (const entry of entries) {
    lookedAt++;
    if (exclude.has(entry.id)) {
      skip("matched-before");
      continue;
    }
    if (entry.linkStatus === "gone" || (entry.linkStatus !== "live" && onlyIfLive?.has(entry.source))) {
      skip("link");
      continue;
    }
    const assessment = assess(prepared, entry, nowMs);
    if (typeof assessment === "string") {
      skip(assessment);
      continue;
    }
    const candidate = { entry, assessment, postedMs: entry.postedAt === null ? 0 : Date.parse(entry.postedAt) };
    const rival = distinct.get(entry.dedupeKey);
    if (!rival || before(candidate, rival)) distinct.set(entry.dedupeKey, candidate);
  }
  const chosen = best(distinct.values(), limit);
  const matches = chosen.map(({ entry, assessment }) => ({
    postingId: entry.id,
    score: Math.round(assessment.score),
    parts: rounded(assessment.parts),
    ...explain(prepared, entry, assessment, nowMs),
  }));
  return { matches, lookedAt, more: distinct.size - chosen.length, skipped };
}

function rounded(parts: Match["parts"]): Match["parts"] {
  return Object.fromEntries(Object.entries(parts).map(([part, share]) => [part, Math.round(share * 100) / 100]));
}

/** The best `limit`, at most a few of a company, in order. Nothing is sorted but the few that are kept. */
function best(candidates: Iterable<Candidate>, limit: number): Candidate[] {
  const companies = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    // An unknown company is nobody's second posting.
    const company = plain(candidate.entry.company) || candidate.entry.id;
    const kept = companies.get(company);
    if (kept) insert(kept, candidate, maxPerCompany);
    else companies.set(company, [candidate]);
  }
  const chosen: Candidate[] = [];
  for (const kept of companies.values()) for (const candidate of kept) insert(chosen, candidate, limit);
  return chosen;
}

function insert(kept: Candidate[], candidate: Candidate, limit: number): void {
  const last = kept.at(-1);
  if (kept.length >= limit && (!last || !before(candidate, last))) return;
  const at = kept.findIndex((each) => before(candidate, each));
  kept.splice(at < 0 ? kept.length : at, 0, candidate);
  if (kept.length > limit) kept.pop();
}
