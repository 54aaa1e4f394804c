import { companyName } from "../lib/company-name.ts";
import type { CatalogueEntry } from "../lib/matching/catalogue-entry.ts";
import { pathless } from "../lib/matching/columns-facts.ts";
import type { RankOptions } from "../lib/matching/rank.ts";
import type { Seeker } from "../lib/matching/seeker.ts";
import { leastScore, maxPerCompany, mostCounted, oldAfterMs } from "../lib/matching/weights.ts";
import { isForOthers, isNear, type Parts, plainParts, plainPlaceShare, weighed } from "./plain-score.ts";

/** For tests: ranking as its description says, over plain objects, looking at everything. */

interface Candidate {
  entry: CatalogueEntry;
  score: number;
  parts: Parts;
}

function isClosed(seeker: Seeker, entry: CatalogueEntry, options: RankOptions): boolean {
  const { level, remote, careerPaths, occupation, visa, linkStatus, source } = entry;
  const seconds = (instant: string | null) => Math.floor(Date.parse(instant ?? entry.firstSeenAt) / 1000);
  const excluded = (seeker.excludedCompanies ?? []).map(companyName).filter(Boolean);
  return [
    [...options.exclude].includes(entry.id),
    linkStatus === "gone" || (linkStatus !== "live" && options.onlyIfLive?.has(source)),
    options.firstSeenBefore && seconds(null) >= Math.floor(options.firstSeenBefore.getTime() / 1000),
    excluded.includes(companyName(entry.company)),
    seconds(entry.postedAt) < Math.floor((options.now.getTime() - oldAfterMs) / 1000),
    remote.mode !== "unknown" && seeker.workModes.length > 0 && !seeker.workModes.includes(remote.mode),
    seeker.levels.length > 0 && ["mid", "senior", "lead"].includes(level),
    !seeker.careerPaths.includes("unsure") &&
      (careerPaths.length === 0
        ? pathless.has(occupation)
        : !careerPaths.some((path) => seeker.careerPaths.includes(path))),
    seeker.visa === "needed" && visa === "refused",
  ].some(Boolean);
}

const seconds = (instant: string | null) => (instant === null ? -1 : Math.floor(Date.parse(instant) / 1000));
const inOrder = (a: Candidate, b: Candidate) =>
  b.score - a.score || seconds(b.entry.postedAt) - seconds(a.entry.postedAt) || (a.entry.id < b.entry.id ? -1 : 1);

/** What rank() must give, without the reasons. */
export function plainRank(seeker: Seeker, entries: readonly CatalogueEntry[], options: RankOptions) {
  const candidates = entries
    .filter((entry) => !isClosed(seeker, entry, options) && plainPlaceShare(seeker, entry) > 0)
    .map((entry): Candidate => {
      const parts = plainParts(seeker, entry, options.now);
      return { entry, parts, score: weighed(parts, seeker) };
    })
    .filter(({ score }) => Math.round(score) >= (options.least ?? 0))
    .sort(inOrder);
  const { chosen, leftOut } = plainDigest(seeker, candidates, options.limit);
  return {
    matches: chosen.sort(inOrder).map(({ entry, score, parts }) => ({
      postingId: entry.id,
      score,
      parts,
      sameCompany: leftOut.filter(({ company }) => companyName(company) === companyName(entry.company)).length,
    })),
    lookedAt: entries.length,
    more: Math.min(mostCounted, candidates.length - chosen.length),
  };
}

function plainDigest({ cities, careerPaths }: Seeker, candidates: readonly Candidate[], limit: number) {
  const chosen: Candidate[] = [];
  const leftOut: CatalogueEntry[] = [];
  const paths = careerPaths.filter((path) => path !== "unsure");
  const wants = [
    ...(cities.length > 1
      ? cities.map(
          (city) =>
            ({ locations, remote }: CatalogueEntry) =>
              locations.some((place) => isNear(city, place) && !isForOthers(place, remote)),
        )
      : []),
    ...(paths.length > 1 ? paths.map((path) => (entry: CatalogueEntry) => entry.careerPaths.includes(path)) : []),
  ];
  const share = Math.max(1, Math.floor(limit / wants.length));
  const ofCompany = ({ company }: CatalogueEntry) =>
    companyName(company) === ""
      ? 0
      : chosen.filter(({ entry }) => companyName(entry.company) === companyName(company)).length;
  const isAgain = ({ keys }: CatalogueEntry) =>
    chosen.some(({ entry }) => entry.keys.some((key) => keys.includes(key)));
  const fits = ({ entry }: Candidate) => chosen.length < limit && ofCompany(entry) < maxPerCompany && !isAgain(entry);
  for (const candidate of candidates) {
    const served = wants.filter((serves) => serves(candidate.entry));
    const unmet = served.some((serves) => chosen.filter(({ entry }) => serves(entry)).length < share);
    if (Math.round(candidate.score) >= leastScore && unmet && fits(candidate)) chosen.push(candidate);
  }
  for (const candidate of candidates) {
    if (chosen.includes(candidate) || chosen.length >= limit) continue;
    if (fits(candidate)) chosen.push(candidate);
    else if (ofCompany(candidate.entry) >= maxPerCompany) leftOut.push(candidate.entry);
  }
  return { chosen, leftOut };
}
