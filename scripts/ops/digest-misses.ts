import type { Catalogue } from "../../lib/matching/catalogue.ts";
import { type Columns, column, width } from "../../lib/matching/columns.ts";
import type { SkipReason } from "../../lib/matching/gates.ts";
import { Scorer } from "../../lib/matching/score.ts";
import { Prepared } from "../../lib/matching/score-seeker.ts";
import { maxPerCompany } from "../../lib/matching/weights.ts";
import type { Asked } from "../../workers/match-digest.ts";

/** Why a posting that fits is not in the digest. */
type Unchosen =
  /** Others fit better. */
  | "rank"
  /** Not good enough for a mail. */
  | "low-score"
  /** Two of its company fit better and are in it. */
  | "company-limit"
  /** It may be a duplicate of one that is in it. */
  | "twin"
  /** Another of the wished cities or paths had its share first. */
  | "share";

export interface Miss {
  postingId: string;
  /** 0-100; if a gate kept it out, the score without that wish or rule. */
  score: number;
  why: SkipReason | Unchosen;
}

export interface Misses {
  /** How many were left out, by reason. */
  counts: Record<string, number>;
  /** The best of each reason, best first. */
  nearest: Miss[];
}

interface Found {
  slot: number;
  score: number;
}

/** The question without the wish or rule of a gate; for other gates a score would say nothing. */
const without: Partial<Record<SkipReason, (asked: Asked) => Asked>> = {
  link: ({ options: { onlyIfLive: _, ...options }, ...asked }) => ({ ...asked, options }),
  "too-new": ({ options: { firstSeenBefore: _, ...options }, ...asked }) => ({ ...asked, options }),
  company: ({ seeker, ...asked }) => ({ ...asked, seeker: { ...seeker, excludedCompanies: [] } }),
  "work-mode": ({ seeker, ...asked }) => ({ ...asked, seeker: { ...seeker, workModes: [] } }),
  level: ({ seeker, ...asked }) => ({ ...asked, seeker: { ...seeker, levels: [] } }),
  "career-path": ({ seeker, ...asked }) => ({ ...asked, seeker: { ...seeker, careerPaths: ["unsure"] } }),
  visa: ({ seeker, ...asked }) => ({ ...asked, seeker: { ...seeker, visa: "unknown" } }),
  place: ({ options, ...asked }) => ({ ...asked, options: { ...options, elsewhere: true } }),
};

/** What is not in the digest, and why. Goes through the whole catalogue once per reason. */
export function missesOf(asked: Asked, catalogue: Catalogue, chosen: readonly Miss["postingId"][], each = 3): Misses {
  const { columns } = catalogue;
  const { fitting, gated } = sorted(asked, columns, new Set(chosen.map((id) => columns.ids.find(id))));
  const whyNot = unchosenBy(asked, columns, chosen);
  const counts: Record<string, number> = {};
  const nearest: Miss[] = [];
  const note = (why: Miss["why"], { slot, score }: Found) => {
    counts[why] = (counts[why] ?? 0) + 1;
    if (counts[why] <= each) nearest.push({ postingId: columns.ids.idOf(slot), score: Math.round(score), why });
  };
  for (const found of fitting.sort(best)) note(whyNot(found), found);
  for (const [reason, slots] of gated) {
    for (const found of scored(slots, without[reason]?.(asked) ?? asked, columns).sort(best)) note(reason, found);
    counts[reason] = slots.length;
  }
  return { counts, nearest: nearest.sort(best) };
}

const best = (a: { score: number }, b: { score: number }) => b.score - a.score;

/** What fits, and the rest by the gate that keeps it out. */
function sorted({ seeker, options }: Asked, columns: Columns, chosen: ReadonlySet<number>) {
  const before = new Set(Array.from(options.exclude, (id) => columns.ids.find(id)));
  const fitting: Found[] = [];
  const gated = new Map<SkipReason, number[]>();
  const scorer = new Scorer(new Prepared(seeker), columns, options);
  for (let slot = 0; slot < columns.end; slot++) {
    if (columns.isFree(slot) || chosen.has(slot)) continue;
    const reason = before.has(slot) ? "matched-before" : scorer.skipped(slot);
    if (reason === null) fitting.push({ slot, score: scorer.score(slot) });
    else gated.getOrInsertComputed(reason, () => []).push(slot);
  }
  return { fitting, gated };
}

/** Those of them that fit the changed question. */
function scored(slots: readonly number[], { seeker, options }: Asked, columns: Columns): Found[] {
  const scorer = new Scorer(new Prepared(seeker), columns, options);
  return slots.map((slot) => ({ slot, score: scorer.score(slot) })).filter(({ score }) => score >= 0);
}

/** Which rule of lib/matching/diversity.ts left a posting out. */
function unchosenBy({ seeker, options, least }: Asked, columns: Columns, chosen: readonly string[]) {
  const slots = chosen.map((id) => columns.ids.find(id));
  const lowest = Math.min(...scored(slots, { seeker, options, least }, columns).map(({ score }) => Math.round(score)));
  const companies = slots.map((slot) => companyOf(columns, slot));
  const keys = new Set(slots.flatMap((slot) => keysOf(columns, slot)));
  return ({ slot, score }: Found): Unchosen => {
    if (Math.round(score) < least) return "low-score";
    const company = companyOf(columns, slot);
    if (company !== 0 && companies.filter((each) => each === company).length >= maxPerCompany) return "company-limit";
    if (keysOf(columns, slot).some((key) => keys.has(key))) return "twin";
    return Math.round(score) > lowest ? "share" : "rank";
  };
}

const companyOf = ({ rows }: Columns, slot: number) => rows[slot * width + column.company] ?? 0;

/** A posting's blocking keys. */
const keysOf = (columns: Columns, slot: number): number[] => [
  ...columns.texts.subarray(columns.keysFrom(slot), columns.keysEnd(slot)),
];
