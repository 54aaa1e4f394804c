import { z } from "zod";
import { Bell, listen, unlisten } from "../channels.ts";
import { remoteModes, salaryPeriods } from "../postings/posting.ts";
import { answersOf, connected, redisKey } from "../redis.ts";
import { day, minute, wait } from "../time.ts";
import { searchCriteria } from "./criteria.ts";

export const criterionNames = ["title", "place", "salary", "type", "date", "industry"] as const;
export type CriterionName = (typeof criterionNames)[number];

const verdict = z.enum(["met", "not-met", "unknown"]).describe("unknown: the posting does not say; counts as not met");
export type Verdict = z.output<typeof verdict>;

const attribution = z.object({ label: z.string(), url: z.string() });
export type Attribution = z.output<typeof attribution>;

const place = z.object({
  geonameId: z.int().nullable(),
  city: z.string().nullable(),
  country: z.string().nullable(),
  raw: z.string().nullable(),
});

const salary = z.object({
  min: z.number().nullable(),
  max: z.number().nullable(),
  currency: z.string(),
  period: z.enum(salaryPeriods),
});

/** A posting that was found, as it is shown. */
const searchResult = z.object({
  id: z.string(),
  source: z.string(),
  title: z.string(),
  company: z.string(),
  locations: z.array(z.string()).describe('each place as text, in English: "Berlin, Germany"'),
  // Absent in results that an older version wrote.
  places: z.array(place).exactOptional().describe("the same places, to be named in any language"),
  remote: z.enum(remoteModes),
  employment: z.string().nullable(),
  salary: salary.nullable(),
  postedAt: z.string().nullable().describe("ISO 8601, UTC"),
  url: z.string(),
  via: z.array(attribution).describe("who must be named beside it; several if several sources have it"),
  score: z.number().min(0).max(100).describe("how much of what was asked for the posting meets, by weight"),
  criteria: z.partialRecord(z.enum(criterionNames), verdict).describe("only what was asked for"),
});
export type SearchResult = z.output<typeof searchResult>;

const searchedSource = z.object({
  name: z.string(),
  label: z.string(),
  status: z.enum(["waiting", "running", "done", "failed", "skipped"]),
  count: z.int().describe("postings it gave, also those that another source has"),
  message: z.string().exactOptional().describe("why it failed or was skipped"),
  cached: z.boolean(),
  attribution,
});
export type SearchedSource = z.output<typeof searchedSource>;

/** A search as GET /searches/:id and its events show it. */
export const searchShown = z.object({
  id: z.string(),
  status: z.enum(["running", "done"]),
  criteria: searchCriteria,
  sources: z.array(searchedSource),
  results: z.array(searchResult).describe("best first"),
});
export type Search = z.output<typeof searchShown>;

/** People come back to a search the same day; later its postings would be stale. */
const lifeMs = 1 * day;
/** Some 30 KB each: endless searching must not fill the Redis that all work goes through. */
const mostKept = 3000;
/** A running search that was not written for so long is over: its job was lost, or no worker took it. */
const silentMs = 1 * minute;
const tooLate = "This took too long. Please search again in a moment.";

interface Stored {
  /** ms since 1970. */
  writtenAt: number;
  search: Search;
}

const keyOf = (id: string) => redisKey("search-result", id);
/** Ids by when they were last written. */
const keptKey = () => redisKey("search-results");
const channelOf = (id: string) => redisKey("search-changed", id);

/** Replaces what is kept of the search, and tells those who watch. */
export async function writeSearch(search: Search): Promise<void> {
  const redis = await connected();
  const stored: Stored = { writtenAt: Date.now(), search };
  const replies = await redis
    .multi()
    .set(keyOf(search.id), JSON.stringify(stored), "PX", lifeMs)
    .publish(channelOf(search.id), "")
    .zadd(keptKey(), stored.writtenAt, search.id)
    .pexpire(keptKey(), lifeMs)
    .zcard(keptKey())
    .exec();
  const tooMany = Number(answersOf(replies).at(-1)) - mostKept;
  if (tooMany <= 0) return;
  const oldest = (await redis.zpopmin(keptKey(), tooMany)).filter((_, at) => at % 2 === 0);
  if (oldest.length > 0) await redis.unlink(oldest.map(keyOf));
}

/** The search as it is now, or null for an id that is unknown or too old. */
export async function readSearch(id: string): Promise<Search | null> {
  const stored = await readStored(id);
  return stored && shown(stored);
}

async function readStored(id: string): Promise<Stored | null> {
  const redis = await connected();
  const text = await redis.get(keyOf(id));
  return text === null ? null : (JSON.parse(text) as Stored);
}

function shown({ search, writtenAt }: Stored, now = Date.now()): Search {
  if (search.status === "done" || now < writtenAt + silentMs) return search;
  const sources = search.sources.map((source) =>
    source.status === "waiting" || source.status === "running"
      ? { ...source, status: "failed" as const, message: tooLate }
      : source,
  );
  return { ...search, status: "done", sources };
}

/**
 * The search at once, and again whenever it changes, until it is done or the signal aborts.
 * @throws when Redis is away: the page's EventSource comes again by itself.
 */
export async function* watchSearch(id: string, signal: AbortSignal): AsyncGenerator<Search, void, void> {
  const bell = new Bell();
  const over = new AbortController();
  const stop = AbortSignal.any([signal, over.signal]);
  const channels = [channelOf(id)];
  // Looks once more when listening has begun; if the connection was closed meanwhile, nobody waits.
  listen(channels, bell).then(
    () => bell.ring(),
    () => {},
  );
  try {
    let last: string | undefined;
    while (!signal.aborted && !bell.gone) {
      // Changes from here on ring, so that none falls between the read and the wait.
      bell.rest();
      const stored = await readStored(id);
      if (!stored) return;
      const search = shown(stored);
      const text = JSON.stringify(search);
      if (text !== last) yield search;
      last = text;
      if (search.status === "done") return;
      const silentFor = Math.max(0, stored.writtenAt + silentMs - Date.now());
      await Promise.race([bell.rung, wait(silentFor, stop).catch(() => {})]);
    }
  } finally {
    over.abort();
    unlisten(channels, bell);
  }
}
