import { env } from "../env.ts";
import { log } from "../log.ts";
import { adzuna } from "./adzuna.ts";
import { arbeitnow } from "./arbeitnow.ts";
import { arbeitsagentur } from "./arbeitsagentur.ts";
import { ashby } from "./ashby.ts";
import { missingCredentials } from "./credentials.ts";
import { greenhouse } from "./greenhouse.ts";
import { hackernews } from "./hackernews.ts";
import { himalayas } from "./himalayas.ts";
import { jobicy } from "./jobicy.ts";
import { jsearch } from "./jsearch.ts";
import { lever } from "./lever.ts";
import { personio } from "./personio.ts";
import { recruitee } from "./recruitee.ts";
import { reed } from "./reed.ts";
import { remoteok } from "./remoteok.ts";
import { smartrecruiters } from "./smartrecruiters.ts";
import type { Source } from "./source.ts";
import { theirstack } from "./theirstack.ts";
import { themuse } from "./themuse.ts";
import { workable } from "./workable.ts";

export { NotAskedError, UnknownTargetError } from "./ask.ts";
export { fetchDetails } from "./fetch-details.ts";
export { type FetchedPage, fetchPage } from "./fetch-page.ts";
export { mayAsk, takeRuns } from "./pace.ts";
export type { Source } from "./source.ts";
export { targetOf } from "./wanted.ts";

export const sources: readonly Source[] = [
  greenhouse,
  arbeitnow,
  lever,
  ashby,
  workable,
  recruitee,
  personio,
  smartrecruiters,
  himalayas,
  jobicy,
  hackernews,
  adzuna,
  reed,
  jsearch,
  theirstack,
  remoteok,
  themuse,
  arbeitsagentur,
];

/** @throws if there is no source of this name */
export function sourceNamed(name: string): Source {
  const source = sources.find((each) => each.name === name);
  if (!source) throw new Error(`"${name}" is not a source; there are ${sources.map((each) => each.name).join(", ")}`);
  return source;
}

/** How a source is credited below its postings, and where that links to; null for a source that no longer exists. */
export const attributionOf = (name: string): Source["attribution"] | null =>
  sources.find((source) => source.name === name)?.attribution ?? null;

/** What a job's payload can carry (jobs/scrape.ts). */
const targetPattern = /^(?![./])(?!.*\.\.)[\p{L}\p{M}\w .,:'’()/-]{1,100}$/u;

/** Sources whose targets are given in SOURCES. */
const withTargets = new WeakSet<Source>();

/** Whether the operator has fixed what to ask for: then subscribers' wishes add nothing. */
export const hasFixedTargets = (source: Source): boolean => withTargets.has(source);

/** The entry's source, or what is wrong with it. */
function parseEntry(entry: string): Source | string {
  const [head = "", ...targets] = entry.split("|").map((part) => part.trim());
  const [, name = "", url] = /^([^=]*?)\s*(?:=\s*(.*?)\/*)?$/s.exec(head) ?? [];
  const source = sources.find((each) => each.name === name);
  if (!source) return `"${name}" is not a source; there are ${sources.map((each) => each.name).join(", ")}`;
  if (url !== undefined && !/^https?:\/\//.test(url)) return `${name}: "${url}" is not an http(s) URL`;
  const wrong = targets.find((target) => !targetPattern.test(target));
  if (wrong !== undefined) return `${name}: "${wrong}" is not a target`;
  const named = {
    ...source,
    ...(url !== undefined && { baseUrl: url }),
    ...(targets.length > 0 && { targets: () => targets }),
  };
  if (targets.length > 0) withTargets.add(named);
  return named;
}

/**
 * Parses the entries of SOURCES: `NAME`, `NAME=URL` for another server that speaks its protocol, each with
 * `|TARGET|TARGET` to ask for these targets instead of its own, and `default` for all other sources that have no reason
 * to be off.
 * @throws if entries are wrong, with all reasons at once
 */
export function parseSources(entries: readonly string[]): Source[] {
  const problems: string[] = [];
  const named = new Map<string, Source>();
  for (const entry of entries) {
    if (entry === "default") continue;
    const source = parseEntry(entry);
    if (typeof source === "string") problems.push(source);
    else if (named.has(source.name)) problems.push(`${source.name} stands twice`);
    else named.set(source.name, source);
  }
  if (problems.length > 0) throw new Error(`SOURCES: ${problems.join("; ")}`);
  const rest = entries.includes("default")
    ? sources.filter((each) => !named.has(each.name) && each.offBecause === undefined)
    : [];
  return [...named.values(), ...rest];
}

let configured: readonly Source[] | undefined;
let active: readonly Source[] | undefined;

/** The sources that SOURCES names. The ingress has no provider's keys and cannot tell which of them run. */
export function configuredSources(): readonly Source[] {
  configured ??= parseSources(env.SOURCES);
  return configured;
}

/** What is wrong with SOURCES: checked at start, so that it is not left for the first job to find. */
export function problemsOfSources(): string[] {
  try {
    configuredSources();
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}

/** The sources that run here: those of SOURCES whose credentials are set. Logs once which are left out. */
export function activeSources(): readonly Source[] {
  if (!active) warnOfLimits();
  active ??= configuredSources().filter((source) => {
    const missing = missingCredentials(source);
    if (missing.length > 0) log.info({ source: source.name, missing }, "a source is left out: no credentials");
    return missing.length === 0;
  });
  return active;
}

/** A mistyped name in a limit would otherwise go unnoticed. */
function warnOfLimits(): void {
  const unknown = env.SCRAPER_RATE_LIMITS.filter((limit) => !sources.some(({ name }) => limit.startsWith(`${name}:`)));
  if (unknown.length > 0) log.warn({ unknown }, "SCRAPER_RATE_LIMITS names sources that do not exist");
}
