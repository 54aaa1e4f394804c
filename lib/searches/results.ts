import { Bell, listen, unlisten } from "../channels.ts";
import { connected, redisKey } from "../redis.ts";
import { day, minute, wait } from "../time.ts";
import type { PostingPlace } from "../words/postings.ts";
import type { SearchCriteria } from "./criteria.ts";

export const criterionNames = ["title", "place", "salary", "type", "date", "industry"] as const;
export type CriterionName = (typeof criterionNames)[number];
/** `unknown`: the posting does not say. It counts as not met. */
export type Verdict = "met" | "not-met" | "unknown";

export interface Attribution {
  label: string;
  url: string;
}

/** A posting that was found, as it is shown. */
export interface SearchResult {
  id: string;
  source: string;
  title: string;
  company: string;
  /** Each place as text, in English: "Berlin, Germany". */
  locations: string[];
  /** The same to be said in any language; absent in what an older version found. */
  places?: PostingPlace[];
  remote: "onsite" | "hybrid" | "remote" | "unknown";
  employment: string | null;
  salary: {
    min: number | null;
    max: number | null;
    currency: string;
    period: "hour" | "day" | "month" | "year";
  } | null;
  /** ISO 8601, UTC. */
  postedAt: string | null;
  url: string;
  /** Who must be named beside it; more than one where several sources have it. */
  via: Attribution[];
  /** 0-100: the share of what was asked for that the posting meets, by weight. */
  score: number;
  /** Only what was asked for. */
  criteria: Partial<Record<CriterionName, Verdict>>;
}

export interface SearchedSource {
  name: string;
  label: string;
  status: "waiting" | "running" | "done" | "failed" | "skipped";
  /** Postings it gave, before doubles between sources were taken out. */
  count: number;
  /** Why it failed or was skipped, for the person. */
  message?: string;
  cached: boolean;
  attribution: Attribution;
}

/** A search as GET /searches/:id shows it. */
export interface Search {
  id: string;
  status: "running" | "done";
  criteria: SearchCriteria;
  sources: SearchedSource[];
  /** Best first. */
  results: SearchResult[];
}

/** A search is looked at again in an evening; its postings would be stale later. */
const lifeMs = 1 * day;
/** Of some 30 KB each: who searches all day long must not fill the Redis that everybody's work goes through. */
const mostKept = 3000;
/** A running search that nobody wrote to for so long is over: its job was lost, or no worker took it. */
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

/** Puts the search as it now is in place of what was there, and tells those who watch. */
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
  const refused = replies?.find(([reason]) => reason !== null)?.[0];
  if (refused) throw refused;
  const tooMany = Number(replies?.at(-1)?.[1]) - mostKept;
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
  // Once more when none is missed any more; a connection that was closed has nobody waiting.
  listen(channels, bell).then(
    () => bell.ring(),
    () => {},
  );
  try {
    let last: string | undefined;
    while (!signal.aborted && !bell.gone) {
      // What happens from here on rings, so that no change falls between the read and the wait.
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
