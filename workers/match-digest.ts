import { z } from "zod";
import { verdictReasons, verdicts } from "../jobs/feedback.ts";
import type { Catalogue } from "../lib/matching/catalogue.ts";
import type { SkipReason } from "../lib/matching/gates.ts";
import { type Match, type RankOptions, rank } from "../lib/matching/rank.ts";
import type { Seeker } from "../lib/matching/seeker.ts";
import { tasteOf } from "../lib/matching/taste.ts";
import { leastScore } from "../lib/matching/weights.ts";
import { postingSchema } from "../lib/postings/posting.ts";
import { sources } from "../lib/sources/index.ts";
import { type AfterWelcome, afterWelcome, allowance, isWelcome } from "../lib/subscribers/cadence.ts";
import { tiers } from "../lib/subscribers/entitlements.ts";
import type { DigestSkip } from "../lib/subscribers/skips.ts";
import { cadences, type StoredWishes } from "../lib/subscribers/wishes.ts";
import { locales } from "../lib/words/index.ts";

/**
 * They copy other people's postings, and keep them when they are closed: a regular digest carries one of theirs only if
 * its link was checked. A welcome takes what there is, as nobody should wait for it.
 */
const aggregators: ReadonlySet<string> = new Set(sources.flatMap(({ name, aggregator }) => (aggregator ? [name] : [])));

const verdict = z.object({
  verdict: z.enum(verdicts),
  reason: z.enum(verdictReasons).nullable(),
  at: z.string(),
  posting: postingSchema.pick({ occupation: true, company: true, level: true, careerPaths: true }),
});

/** A digest that begin_matching says is owed. */
export const promise = z.object({
  deliveryId: z.uuid(),
  subscriberId: z.uuid(),
  period: z.string(),
  progressId: z.string().nullable(),
  tier: z.enum(tiers),
  cadence: z.enum(cadences),
  timeZone: z.string(),
  /** A language that no longer exists falls back to the first. */
  locale: z.enum(locales).catch(locales[0]),
  wishes: z.unknown(),
  excludedCompanies: z.array(z.string()),
  minScore: z.number().nullable(),
  verdicts: z.array(verdict),
  matchedBefore: z.array(z.string()),
});
export type Promised = z.output<typeof promise>;

/** What is ranked for somebody. */
export interface Asked {
  seeker: Seeker;
  options: RankOptions;
  /** The score below which nothing is worth a mail to them. */
  least: number;
}

/** What store_digests takes. */
export interface Digest {
  deliveryId: string;
  lookedAt: number;
  /** How many more fit. */
  more: number;
  /** Best first. */
  matches: (Match & { sentence?: string | undefined })[];
  /** Why there is no mail, if no match is left to store. */
  skip: DigestSkip;
  /** Why postings were left out, the commonest reason first; given where none is left. */
  why?: { code: SkipReason; count: number }[];
  /** For a welcome: when the next digests come. */
  welcome: AfterWelcome | null;
  /** Who put the matches in their order. */
  provenance: object;
}

export function askedBy(promised: Promised, wishes: StoredWishes, now: Date): Asked {
  const { period, tier, locale, excludedCompanies, minScore, verdicts, matchedBefore } = promised;
  const taste = tasteOf(verdicts);
  const onlyIfLive = isWelcome(period) ? {} : { onlyIfLive: aggregators };
  return {
    seeker: { ...wishes, locale, excludedCompanies, taste },
    options: { exclude: matchedBefore, now, ...allowance(tier, period, now), ...onlyIfLive },
    least: Math.max(leastScore, minScore ?? 0),
  };
}

/** The digest that code alone makes. */
export function digestFor(promised: Promised, { seeker, options, least }: Asked, catalogue: Catalogue): Digest {
  const { matches, lookedAt, more } = rank(seeker, catalogue, { ...options, least });
  const now = Temporal.Instant.fromEpochMilliseconds(options.now.getTime());
  return {
    ...{ deliveryId: promised.deliveryId, lookedAt, more, matches },
    skip: skipOf(matches.length > 0, () => rank(seeker, catalogue, { ...options, limit: 1 }).matches.length > 0),
    welcome: isWelcome(promised.period) ? afterWelcome(promised, now) : null,
    provenance: { by: "code" },
  };
}

/** A good match may still close before it is stored. */
function skipOf(isGood: boolean, anything: () => boolean): DigestSkip {
  if (isGood) return "closed";
  return anything() ? "too_few" : "no_new";
}
