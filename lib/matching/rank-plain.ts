import { companyKey } from "../postings/company-name.ts";
import { compared, exchanged } from "../rates.ts";
import type { CatalogueEntry, PostingPlace } from "./catalogue-entry.ts";
import { occupations, qualitySteps } from "./columns-facts.ts";
import { distanceKm } from "./place-fit.ts";
import type { RankOptions } from "./rank.ts";
import { keywordOf } from "./score-keywords.ts";
import { plain, type Seeker } from "./seeker.ts";
import {
  cityCentreKm,
  cityRadiusKm,
  leastScore,
  maxPerCompany,
  mostCounted,
  newForMs,
  oldAfterMs,
  type Part,
  shares,
  weights,
} from "./weights.ts";

/** For the tests: ranking as its words say it, over plain objects, looking at everything. */

type Parts = Partial<Record<Part, number>>;
interface Candidate {
  entry: CatalogueEntry;
  score: number;
  parts: Parts;
}

const homeOf = ({ countries, cities }: Seeker) => new Set([...countries, ...cities.map(({ country }) => country)]);
const isNear = (city: Seeker["cities"][number], { lat, lon, country }: PostingPlace) =>
  country !== null && lat !== null && lon !== null && distanceKm(city.lat, city.lon, lat, lon) <= cityRadiusKm;

export function plainPlaceShare(seeker: Seeker, entry: CatalogueEntry): number {
  const home = homeOf(seeker);
  const found = [0];
  const { remote, locations } = entry;
  if (seeker.workModes.length === 0 || seeker.workModes.includes("remote")) found.push(remoteShare(home, entry));
  if (home.size === 0) {
    if (remote.mode !== "remote") found.push(remote.mode === "unknown" ? shares.place.unknown : 1);
    return Math.max(...found);
  }
  if (locations.length === 0 && remote.mode !== "remote") found.push(shares.place.unknown);
  for (const place of locations) {
    if (place.country === null) found.push(shares.place.unknown);
    else {
      if (seeker.countries.includes(place.country)) found.push(seeker.cities.length > 0 ? shares.place.country : 1);
      if ((place.lat === null || place.lon === null) && home.has(place.country))
        found.push(shares.place.somewhereInCountry);
      for (const city of seeker.cities) {
        if (!isNear(city, place)) continue;
        const km = distanceKm(city.lat, city.lon, place.lat ?? 0, place.lon ?? 0);
        found.push(1 - ((1 - shares.place.edge) * Math.max(0, km - cityCentreKm)) / (cityRadiusKm - cityCentreKm));
      }
    }
  }
  return Math.max(...found);
}

function remoteShare(home: ReadonlySet<string>, { remote, locations }: CatalogueEntry): number {
  const { mode, worldwide, countries } = remote;
  const nowhere = home.size === 0;
  const forHome = countries.some((country) => home.has(country));
  if (mode === "unknown") return !nowhere && (worldwide || forHome) ? shares.place.remoteNearby : 0;
  if (mode !== "remote") return 0;
  if (worldwide) return nowhere ? 1 : shares.place.remote;
  if (countries.length > 0) return nowhere ? shares.place.remoteUnsaid : forHome ? shares.place.remote : 0;
  if (nowhere) return shares.place.remoteNearby;
  const nearby = locations.some(({ country }) => country !== null && home.has(country));
  return nearby ? shares.place.remoteNearby : shares.place.remoteUnsaid;
}

function isClosed(seeker: Seeker, entry: CatalogueEntry, options: RankOptions): boolean {
  const { level, remote, careerPaths, occupation, visa, linkStatus, source } = entry;
  const seconds = (instant: string | null) => Math.floor(Date.parse(instant ?? entry.firstSeenAt) / 1000);
  const excluded = (seeker.excludedCompanies ?? []).map(companyKey).filter(Boolean);
  return [
    [...options.exclude].includes(entry.id),
    linkStatus === "gone" || (linkStatus !== "live" && options.onlyIfLive?.has(source)),
    options.firstSeenBefore && seconds(null) >= Math.floor(options.firstSeenBefore.getTime() / 1000),
    excluded.includes(companyKey(entry.company)),
    seconds(entry.postedAt) < Math.floor((options.now.getTime() - oldAfterMs) / 1000),
    remote.mode !== "unknown" && seeker.workModes.length > 0 && !seeker.workModes.includes(remote.mode),
    seeker.levels.length > 0 && ["mid", "senior", "lead"].includes(level),
    !seeker.careerPaths.includes("unsure") &&
      (careerPaths.length === 0
        ? occupation !== "other"
        : !careerPaths.some((path) => seeker.careerPaths.includes(path))),
    seeker.visa === "needed" && visa === "refused",
  ].some(Boolean);
}

function levelShare({ levels }: Seeker, { level, programme }: CatalogueEntry): number {
  if (levels.length === 0) {
    const { unknown, mid, experienced, early } = shares.anyLevel;
    return level === "unknown"
      ? unknown
      : level === "mid"
        ? mid
        : level === "senior" || level === "lead"
          ? experienced
          : early;
  }
  if (level === "unknown") return shares.level.unknown;
  if (levels.some((each) => each === level))
    return programme === "working-student"
      ? shares.level.workingStudent
      : programme === "apprenticeship" || programme === "thesis"
        ? shares.level.otherProgramme
        : 1;
  return level !== "internship" && levels.some((each) => each !== "internship")
    ? shares.level.neighbour
    : shares.level.misfit;
}

function languageShare({ languages }: Seeker, entry: CatalogueEntry): number {
  const required = entry.languages.filter((language) => language.required);
  if (required.some(({ code }) => !languages.includes(code))) return shares.languages.missing;
  if (required.length > 0) return 1;
  if (entry.lang === null) return shares.languages.unknown;
  return languages.includes(entry.lang) ? shares.languages.readable : shares.languages.written;
}

function keywordShare(keywords: readonly string[], { title, company, occupation }: CatalogueEntry): number {
  const texts = [title, company].map((text) => ` ${plain(text)} `);
  const named = keywords.filter(
    (word) => plain(word) === occupation.replace("_", " ") || texts.some((text) => text.includes(` ${plain(word)} `)),
  ).length;
  const { first } = shares.keywords;
  return named === 0 ? 0 : first + ((1 - first) * (named - 1)) / Math.max(1, keywords.length - 1);
}

const perYear = { month: 12, year: 1, day: null, hour: null } as const;

function payShare(asked: NonNullable<Seeker["salaryMin"]>, { salary }: CatalogueEntry): number {
  const top = Math.fround(salary?.max ?? salary?.min ?? 0);
  if (!salary || top === 0) return shares.pay.unknown;
  const [given, wanted] = [perYear[salary.period], perYear[asked.period]];
  if (salary.period !== asked.period && (given === null || wanted === null)) return shares.pay.unknown;
  let pay = salary.period === asked.period ? top : (top * (given ?? 1)) / (wanted ?? 1);
  if (salary.currency !== asked.currency) {
    if (compared({ amount: pay, currency: salary.currency }, asked) === null) return shares.pay.unknown;
    pay = Number(exchanged(pay, salary.currency, asked.currency)?.toPrecision(2));
  }
  return pay >= asked.amount ? 1 : (shares.pay.below * pay) / asked.amount;
}

function plainParts(seeker: Seeker, entry: CatalogueEntry, now: Date): Parts {
  const { careerPaths, occupation, remote, postedAt, quality } = entry;
  const path = careerPaths.some((each) => seeker.careerPaths.includes(each))
    ? 1
    : careerPaths.length > 0
      ? shares.path.unsure
      : null;
  const age = Math.floor(now.getTime() / 1000) * 1000 - Math.floor(Date.parse(postedAt ?? "") / 1000) * 1000;
  const keywords = seeker.keywords.filter((word) => plain(word) !== "");
  const named = keywords.flatMap((word) => occupationsNamed(word));
  const { taste } = seeker;
  const liked = (taste?.occupations[occupation] ?? 0) + (tasteOfCompany(taste?.companies ?? {}, entry.company) ?? 0);
  return {
    place: plainPlaceShare(seeker, entry),
    path: path ?? (occupation === "other" ? shares.path.unknown : shares.path.offMenu),
    level: levelShare(seeker, entry),
    freshness:
      postedAt === null
        ? shares.freshness.unknown
        : Math.min(1, Math.max(0, (oldAfterMs - age) / (oldAfterMs - newForMs))),
    quality: qualitySteps(quality) / 63,
    ...(named.length > 0 && {
      occupation: named.includes(occupation)
        ? 1
        : occupation === "other"
          ? shares.occupation.unknown
          : shares.occupation.other,
    }),
    ...([1, 2].includes(seeker.workModes.length) && { mode: remote.mode === "unknown" ? shares.mode.unknown : 1 }),
    ...(seeker.languages.length > 0 && { languages: languageShare(seeker, entry) }),
    ...(seeker.visa === "needed" && { visa: entry.visa === "offered" ? 1 : shares.visa.unknown }),
    ...(keywords.length > 0 && { keywords: keywordShare(keywords, entry) }),
    ...(seeker.salaryMin && { pay: payShare(seeker.salaryMin, entry) }),
    ...(taste && { taste: (1 + Math.max(-1, Math.min(1, liked))) / 2 }),
  };
}

const tasteOfCompany = (companies: Readonly<Record<string, number>>, company: string) =>
  Object.entries(companies).find(([name]) => companyKey(name) === companyKey(company))?.[1];

/** Which words name an occupation is lib/postings' to say. */
const occupationsNamed = (word: string): string[] => occupations.filter((_, at) => (keywordOf(word).named >>> at) & 1);

function weighed(parts: Parts, seeker: Seeker): number {
  const asked = Object.entries(parts) as [Part, number][];
  const weightOf = (part: Part) => weights[part] * (seeker.taste?.weights[part] ?? 1);
  const possible = asked.reduce((sum, [part]) => sum + weightOf(part), 0);
  const score = asked.reduce((sum, [part, share]) => sum + (100 * weightOf(part) * share) / possible, 0);
  return Math.round(score * 1e6) / 1e6;
}

const seconds = (instant: string | null) => (instant === null ? -1 : Math.floor(Date.parse(instant) / 1000));
const inOrder = (a: Candidate, b: Candidate) =>
  b.score - a.score || seconds(b.entry.postedAt) - seconds(a.entry.postedAt) || (a.entry.id < b.entry.id ? -1 : 1);

/** What rank() must give, but for the reasons. */
export function plainRank(seeker: Seeker, entries: readonly CatalogueEntry[], options: RankOptions) {
  const candidates = entries
    .filter((entry) => !isClosed(seeker, entry, options) && plainPlaceShare(seeker, entry) > 0)
    .map((entry): Candidate => {
      const parts = plainParts(seeker, entry, options.now);
      return { entry, parts, score: weighed(parts, seeker) };
    })
    .sort(inOrder);
  const { chosen, leftOut } = plainDigest(seeker, candidates, options.limit);
  return {
    matches: chosen.sort(inOrder).map(({ entry, score, parts }) => ({
      postingId: entry.id,
      score,
      parts,
      sameCompany: leftOut.filter(({ company }) => companyKey(company) === companyKey(entry.company)).length,
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
            ({ locations }: CatalogueEntry) =>
              locations.some((place) => isNear(city, place)),
        )
      : []),
    ...(paths.length > 1 ? paths.map((path) => (entry: CatalogueEntry) => entry.careerPaths.includes(path)) : []),
  ];
  const share = Math.floor(limit / wants.length);
  const ofCompany = ({ company }: CatalogueEntry) =>
    companyKey(company) === ""
      ? 0
      : chosen.filter(({ entry }) => companyKey(entry.company) === companyKey(company)).length;
  const isAgain = ({ keys }: CatalogueEntry) =>
    chosen.some(({ entry }) => entry.keys.some((key) => keys.includes(key)));
  const fits = ({ entry }: Candidate) => chosen.length < limit && ofCompany(entry) < maxPerCompany && !isAgain(entry);
  for (const candidate of candidates) {
    const served = wants.filter((serves) => serves(candidate.entry));
    const unmet = served.some((serves) => chosen.filter(({ entry }) => serves(entry)).length < share);
    if (candidate.score >= leastScore && unmet && fits(candidate)) chosen.push(candidate);
  }
  for (const candidate of candidates) {
    if (chosen.includes(candidate) || chosen.length >= limit) continue;
    if (fits(candidate)) chosen.push(candidate);
    else if (ofCompany(candidate.entry) >= maxPerCompany) leftOut.push(candidate.entry);
  }
  return { chosen, leftOut };
}
