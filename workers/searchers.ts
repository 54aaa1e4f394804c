import { z } from "zod";
import { serviceDb } from "../lib/db.ts";
import { env } from "../lib/env.ts";
import { LaterError } from "../lib/errors.ts";
import { OutsideError } from "../lib/http.ts";
import { normalise } from "../lib/postings/normalise.ts";
import { type Posting, postingSchema, type RawPosting } from "../lib/postings/posting.ts";
import { cacheKey, lowered } from "../lib/searches/cache-key.ts";
import { type SearchCriteria, type SearchSource, searchSources } from "../lib/searches/criteria.ts";
import { titleQuery } from "../lib/searches/judge-title.ts";
import type { Attribution } from "../lib/searches/results.ts";
import { type Question, scoreOf } from "../lib/searches/score.ts";
import { activeSources, attributionOf, NotAskedError, type Source } from "../lib/sources/index.ts";
import { searchAsked, searchSource } from "../lib/sources/search-source.ts";
import { type SearchAsk, SourceFormatError } from "../lib/sources/source.ts";
import { day, minute, tomorrow } from "../lib/time.ts";

/** Postings of one source in one search. */
const mostPostings = 15;
/** Postings judged to find those. */
const mostCandidates = 60;
/** Enough to tell an industry by; whole texts would fill the cache. */
const longestText = 4000;
/** TheirStack charges for what it returns, so an empty answer was free; others charge for each request. */
const askedAgain: readonly string[] = ["theirstack"];

/** One source as a search uses it. */
export interface Searcher {
  name: SearchSource;
  label: string;
  attribution: Attribution;
  /** How long its answer is kept. */
  keptMs: number;
  /** The key of the cache: the same for all questions that it would answer the same. */
  keptUnder(question: Question): string;
  /** At most 15 postings. */
  find(question: Question, signal: AbortSignal): Promise<Posting[]>;
  /** Who must be named beside a posting from it. */
  via(posting: Posting): Attribution;
}

/** The sources that can be searched here: our own postings, and those of SOURCES with a search and their keys. */
export function searchers(): Searcher[] {
  const others = activeSources().flatMap((source) => (isSearchable(source) ? searcherOf(source, source.name) : []));
  return [own, ...others];
}

const isSearchable = (source: Source): source is Source & { name: SearchSource } =>
  source.search !== undefined && searchSources.some((name) => name === source.name);

export function searcherOf(source: Source, name: SearchSource): Searcher {
  return {
    name,
    label: source.attribution.label,
    attribution: source.attribution,
    keptMs: env.SEARCH_CACHE_MINUTES * minute,
    via: () => source.attribution,
    // Pay and industry are judged here: a search that is narrowed by them costs no new request.
    keptUnder(question) {
      const { jobTitle, city, ...ask } = askOf(question);
      const asked = { ...ask, jobTitle: lowered(jobTitle), ...(city !== undefined && { city: lowered(city) }) };
      return cacheKey(name, searchAsked(source, asked));
    },
    async find(question, signal) {
      const ask = askOf(question);
      const found = usable(await searchSource(source, ask, { signal }));
      if (found.length > 0 || !askedAgain.includes(source.name)) return found;
      return usable(await searchSource(source, ask, { signal, relaxed: true }));
    },
  };
}

function askOf({ criteria, place }: Question): SearchAsk {
  return { ...criteria, ...(place.country && { country: place.country }) };
}

/** Reads no more than is shown, however much was sent: other searches wait for this process. */
function usable(raw: readonly RawPosting[]): Posting[] {
  const postings: Posting[] = [];
  for (const each of raw) {
    const posting = normalise(each, undefined, tomorrow());
    if (posting) postings.push({ ...posting, description: cut(posting.description) });
    if (postings.length === mostPostings) break;
  }
  return postings;
}

const cut = (text: string) => text.slice(0, longestText).toWellFormed();

const own: Searcher = {
  name: "jobping",
  label: "JobPing",
  attribution: { label: "JobPing", url: env.PUBLIC_URL },
  // It costs nothing, and new postings should be found soon.
  keptMs: 1 * minute,
  keptUnder({ criteria }) {
    const { jobTitle, industry, salaryMin, salaryMax, jobType, city, country, datePosted } = criteria;
    const typed = [jobTitle, industry, city].map((text) => text && lowered(text));
    return cacheKey("jobping", [...typed, salaryMin, salaryMax, jobType, country, datePosted]);
  },
  via: ({ source }) => creditOf(source),
  async find(question, signal) {
    // The table knows only countries and cities: postings in a region are a part of its country's.
    const p_limit = question.place.within ? 4 * mostCandidates : mostCandidates;
    const args = { p: ownQuestion(question), p_limit };
    const found = await serviceDb().call("search_postings", args, z.array(postingSchema), { signal });
    return found
      .map((posting) => ({ posting, ...scoreOf(posting, question) }))
      .filter(({ criteria }) => criteria.title === "met" && criteria.date !== "not-met")
      .sort((a, b) => b.score - a.score)
      .slice(0, mostPostings)
      .map(({ posting }) => posting);
  },
};

/** Who is named for a source; one that we no longer have may still have open postings. */
export function creditOf(name: string): Attribution {
  return attributionOf(name) ?? { label: name, url: env.PUBLIC_URL };
}

const modes: Partial<Record<NonNullable<SearchCriteria["jobType"]>, string>> = {
  remote: "remote",
  hybrid: "hybrid",
  "on-site": "onsite",
};
const ages = { day: 2 * day, week: 8 * day, month: 32 * day } as const;

/** What search_postings takes. */
function ownQuestion(question: Question) {
  const { jobTitle, jobType, datePosted } = question.criteria;
  const { city, country } = question.place;
  const mode = jobType && modes[jobType];
  return {
    query: titleQuery(jobTitle, question),
    ...(city && { geonameId: city.geonameId }),
    ...(country && { country }),
    ...(mode && { mode }),
    ...(jobType && !mode && { employment: jobType }),
    ...(datePosted !== "any" && { newerThan: new Date(question.now.getTime() - ages[datePosted]).toISOString() }),
  };
}

/** Why a source found nothing, for the person who waits; `skipped` = it was not asked. */
export function excuse(error: unknown, label: string): { status: "failed" | "skipped"; message: string } {
  if (error instanceof NotAskedError && error.kind === "paused") {
    return { status: "skipped", message: `${label} is not searched at the moment. The other results are complete.` };
  }
  if (error instanceof NotAskedError && error.kind !== "resting") {
    return { status: "skipped", message: `${label} has answered all it may for now. Please try again later.` };
  }
  if (error instanceof LaterError) {
    return { status: "failed", message: `${label} is busy. Please search again in a few minutes.` };
  }
  if (error instanceof SourceFormatError) {
    return { status: "failed", message: `${label} answered in a way that we could not read. We have noted it.` };
  }
  if (error instanceof OutsideError && error.kind === "timeout") {
    return { status: "failed", message: `${label} did not answer in time. Please search again in a moment.` };
  }
  return { status: "failed", message: `${label} cannot be searched right now. The other results are complete.` };
}
