import { z } from "zod";
import { attributionOf } from "../lib/sources/index.ts";
import { levels, line, workModes } from "../lib/subscribers/wishes.ts";
import { type Link, lookUp, personsLocale } from "./subscriber-view.ts";

/** An empty field of a filter's form is one that was not filled in. */
const filled = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema.optional());

/** Which matches: every filter is optional, and what is asked in none of our ways is refused. */
export const matchesFilter = z.object({
  place: filled(line(80)),
  mode: filled(z.enum(workModes)),
  level: filled(z.enum(levels)),
  open: filled(z.literal(["on", "true", "1"])),
  minScore: filled(z.coerce.number().int().min(0).max(100)),
  /** The last match of the page before. */
  after: filled(z.uuid()),
});
export type MatchesFilter = z.output<typeof matchesFilter>;

const row = z.object({
  id: z.uuid(),
  chosenAt: z.string(),
  score: z.int(),
  reasons: z.array(z.string()),
  gaps: z.array(z.string()),
  sentence: z.string().nullable(),
  title: z.string(),
  company: z.string(),
  url: z.string(),
  source: z.string(),
  locations: z.array(
    z.object({
      geonameId: z.int().nullable().default(null),
      city: z.string().nullable(),
      country: z.string().nullable(),
      raw: z.string().nullable(),
    }),
  ),
  remote: z.object({ mode: z.string(), worldwide: z.boolean().nullable(), countries: z.array(z.string()) }),
  level: z.string(),
  programme: z.string().nullable(),
  salary: z
    .object({
      min: z.number().nullable(),
      max: z.number().nullable(),
      currency: z.string().nullable(),
      period: z.string().nullable(),
    })
    .nullable(),
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
  /** How its source wants to be named, and where the name leads; null = a source that is no more. */
  attribution: attributionOf(each.source),
}));
export type MatchView = z.output<typeof match>;

const view = z.object({
  status: z.string(),
  locale: personsLocale,
  time_zone: z.string(),
  /** How many there are, how many of them, the newest, a filter looks through, and how many of those fit it. */
  all: z.int(),
  searched: z.int(),
  found: z.int(),
  /** Cities to filter by. */
  places: z.array(z.string()),
  more: z.boolean(),
  matches: z.array(match),
});
export type MatchesView = z.output<typeof view>;

/** What was ever chosen for the link's person, as the filter wants it. null = no such person. */
export function matchesView({ subscriberId, keyHash }: Link, filter: MatchesFilter) {
  return lookUp("matches_page", { p_subscriber: subscriberId, p_key_hash: keyHash, p_asked: filter }, view.nullable());
}

const one = z.object({ locale: personsLocale, match: match.nullable() });

/** One of them, by its id. null = no such person; `match` is null if it is not theirs. */
export function matchView({ subscriberId, keyHash }: Link, id: string) {
  return lookUp("match_page", { p_subscriber: subscriberId, p_key_hash: keyHash, p_match: id }, one.nullable());
}
