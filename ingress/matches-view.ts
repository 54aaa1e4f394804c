import { z } from "zod";
import { attributionOf } from "../lib/sources/index.ts";
import { levels, line, workModes } from "../lib/subscribers/wishes.ts";
import { postingFacts } from "../lib/words/postings.ts";
import { type Link, lookUp, personsLocale } from "./subscriber-view.ts";

/** An empty field of the filter form counts as absent. */
const filled = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema.optional());

/** Which matches to show: every filter is optional, an invalid value is refused. */
export const matchesFilter = z.object({
  place: filled(line(80)),
  mode: filled(z.enum(workModes)),
  level: filled(z.enum(levels)),
  open: filled(z.literal(["on", "true", "1"])),
  minScore: filled(z.coerce.number().int().min(0).max(100)),
  /** The last match of the previous page. */
  after: filled(z.uuid()),
});
export type MatchesFilter = z.output<typeof matchesFilter>;

const row = postingFacts.extend({
  id: z.uuid(),
  chosenAt: z.string(),
  score: z.int(),
  reasons: z.array(z.string()),
  gaps: z.array(z.string()),
  sentence: z.string().nullable(),
  postedAt: z.string().nullable(),
  firstSeenAt: z.string(),
  repostedAt: z.string().nullable(),
  checkedAt: z.string(),
  closedAt: z.string().nullable(),
  verdict: z.string().nullable(),
  verdictReason: z.string().nullable(),
});
const match = row.transform((each) => ({
  ...each,
  /** How its source wants to be named, and where the name links to; null = a source that no longer exists. */
  attribution: attributionOf(each.source),
}));
export type MatchView = z.output<typeof match>;

const view = z.object({
  status: z.string(),
  locale: personsLocale,
  time_zone: z.string(),
  /** How many there are in all, how many of the newest a filter looks through, and how many of those fit it. */
  all: z.int(),
  searched: z.int(),
  found: z.int(),
  /** Cities to filter by. */
  places: z.array(z.string()),
  more: z.boolean(),
  matches: z.array(match),
});
export type MatchesView = z.output<typeof view>;

const attribution = z.object({ label: z.string(), url: z.string() }).nullable();
export const matchesAnswer = view.extend({
  matches: z.array(row.extend({ attribution })),
}) satisfies z.ZodType<MatchesView>;

/** Everything ever chosen for the link's owner that the filter lets through. null = no such person. */
export function matchesView({ subscriberId, keyHash }: Link, filter: MatchesFilter) {
  return lookUp("matches_page", { p_subscriber: subscriberId, p_key_hash: keyHash, p_asked: filter }, view.nullable());
}

const one = z.object({ locale: personsLocale, match: match.nullable() });

/** One match. null = no such person; `match` is null if it is not theirs. */
export function matchView({ subscriberId, keyHash }: Link, id: string) {
  return lookUp("match_page", { p_subscriber: subscriberId, p_key_hash: keyHash, p_match: id }, one.nullable());
}
