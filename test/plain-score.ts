import { companyName } from "../lib/company-name.ts";
import type { CatalogueEntry, PostingPlace } from "../lib/matching/catalogue-entry.ts";
import { isRegion } from "../lib/matching/catalogue-keys.ts";
import { occupations, pathless, qualitySteps } from "../lib/matching/columns-facts.ts";
import { distanceKm } from "../lib/matching/place-fit.ts";
import { keywordOf } from "../lib/matching/score-keywords.ts";
import { hardlyShare, levelShare } from "../lib/matching/score-levels.ts";
import type { Seeker } from "../lib/matching/seeker.ts";
import {
  cityCentreKm,
  cityRadiusKm,
  newForMs,
  oldAfterMs,
  onlyRemoteWeight,
  type Part,
  shares,
  weights,
} from "../lib/matching/weights.ts";
import { plain } from "../lib/plain.ts";
import { compared, exchanged } from "../lib/rates.ts";

/** For tests: scoring as its description says, over plain objects. */

export type Parts = Partial<Record<Part, number>>;

const homeOf = ({ countries, cities }: Seeker) => new Set([...countries, ...cities.map(({ country }) => country)]);
export const isNear = (city: Seeker["cities"][number], { lat, lon, country }: PostingPlace) =>
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
  if (locations.length === 0 && remote.mode !== "remote") found.push(unplacedShare(home, entry));
  return Math.max(...found, ...locations.map((place) => locationShare(seeker, place, remote)));
}

function unplacedShare(home: ReadonlySet<string>, { remote: { countries } }: CatalogueEntry): number {
  if (countries.some((country) => home.has(country))) return shares.place.somewhereInCountry;
  return countries.length === 0 || isRegion(countries) ? shares.place.unknown : 0;
}

/** An office of what is remote for people of other countries. */
export const isForOthers = ({ country }: PostingPlace, { mode, worldwide, countries }: CatalogueEntry["remote"]) =>
  mode === "remote" && !worldwide && countries.length > 0 && country !== null && !countries.includes(country);

function locationShare(seeker: Seeker, place: PostingPlace, remote: CatalogueEntry["remote"]): number {
  const { country, lat, lon, candidates = [] } = place;
  if (country === null) {
    const isElsewhere = candidates.length > 0 && !candidates.some((each) => homeOf(seeker).has(each.country));
    return remote.mode === "remote" || isElsewhere ? 0 : shares.place.unknown;
  }
  if (isForOthers(place, remote)) return homeOf(seeker).has(country) ? shares.place.somewhereInCountry : 0;
  const somewhere = (lat === null || lon === null) && homeOf(seeker).has(country);
  const near = seeker.cities
    .filter((city) => isNear(city, place))
    .map((city) => distanceKm(city.lat, city.lon, lat ?? 0, lon ?? 0))
    .map((km) => 1 - ((1 - shares.place.edge) * Math.max(0, km - cityCentreKm)) / (cityRadiusKm - cityCentreKm));
  const inCountry = seeker.cities.length > 0 ? shares.place.country : 1;
  return Math.max(
    ...near,
    seeker.countries.includes(country) ? inCountry : 0,
    somewhere ? shares.place.somewhereInCountry : 0,
  );
}

/** Not remote for all, and yet for people there. */
function isOpenTo(home: ReadonlySet<string>, { remote, locations }: CatalogueEntry): boolean {
  const { mode, worldwide, countries } = remote;
  const isMixed = mode === "hybrid" && locations.length > 0 && countries.length === 1;
  if (mode === "unknown" && worldwide) return home.size > 0;
  return (mode === "unknown" || isMixed) && countries.some((country) => home.has(country));
}

function remoteShare(home: ReadonlySet<string>, entry: CatalogueEntry): number {
  const { locations } = entry;
  const { mode, worldwide, countries } = entry.remote;
  const nowhere = home.size === 0;
  const forHome = countries.some((country) => home.has(country));
  if (mode !== "remote") return isOpenTo(home, entry) ? shares.place.remoteNearby : 0;
  if (worldwide) return nowhere ? 1 : shares.place.remoteAnywhere;
  const forThem = isRegion(countries) ? shares.place.remoteRegion : shares.place.remote;
  if (countries.length > 0) return nowhere ? shares.place.remoteUnsaid : forHome ? forThem : 0;
  if (nowhere) return shares.place.remoteNearby;
  const nearby = locations.some(({ country }) => country !== null && home.has(country));
  return nearby ? shares.place.remoteNearby : shares.place.remoteUnsaid;
}

function languageShare({ languages }: Seeker, entry: CatalogueEntry): number {
  const required = entry.languages.filter((language) => language.required);
  if (required.some(({ code }) => !languages.includes(code))) return shares.languages.missing;
  if (entry.lang !== null && !languages.includes(entry.lang)) return shares.languages.written;
  if (required.length > 0) return 1;
  return entry.lang === null ? shares.languages.unknown : shares.languages.readable;
}

function keywordShare(keywords: readonly string[], { title, company, occupation }: CatalogueEntry): number {
  const texts = [title, company].map((text) => ` ${plain(text)} `);
  const named = keywords.filter(
    (word) => plain(word) === occupation.replace("_", " ") || texts.some((text) => text.includes(` ${plain(word)} `)),
  ).length;
  const { first } = shares.keywords;
  if (named === 0 || named === keywords.length) return named === 0 ? 0 : 1;
  return first + ((1 - first) * (named - 1)) / (keywords.length - 1);
}

const perYear = { month: 12, year: 1, day: null, hour: null } as const;

function payShare(asked: NonNullable<Seeker["salaryMin"]>, { salary }: CatalogueEntry): number {
  const top = Math.fround(salary?.max ?? salary?.min ?? 0);
  if (!salary || top === 0) return shares.pay.unknown;
  const [given, wanted] = [perYear[salary.period], perYear[asked.period]];
  if (salary.period !== asked.period && (given === null || wanted === null)) return shares.pay.unknown;
  const isReckoned = salary.period !== asked.period;
  let pay = isReckoned ? Math.round((top * (given ?? 1)) / (wanted ?? 1)) : Math.round(top * 100) / 100;
  if (salary.currency !== asked.currency) {
    if (compared({ amount: pay, currency: salary.currency }, asked) === null) return shares.pay.unknown;
    pay = Number(exchanged(pay, salary.currency, asked.currency)?.toPrecision(2));
  }
  if (pay >= asked.amount) return 1;
  return salary.max === null ? shares.pay.unknown : (shares.pay.below * pay) / asked.amount;
}

function pathShare(seeker: Seeker, { careerPaths, occupation }: CatalogueEntry): number {
  const beside = careerPaths.filter((path) => !seeker.careerPaths.includes(path)).length;
  if (beside < careerPaths.length) return 1 - beside * shares.path.beside;
  if (careerPaths.length > 0) return shares.path.unsure;
  if (!pathless.has(occupation)) return shares.path.unknown;
  return seeker.keywords.flatMap(occupationsNamed).includes(occupation) ? shares.path.unsure : shares.path.offMenu;
}

const isOnlyRemote = ({ workModes }: Seeker) => workModes.length === 1 && workModes[0] === "remote";

export function plainParts(seeker: Seeker, entry: CatalogueEntry, now: Date): Parts {
  const { occupation, remote, postedAt } = entry;
  const age = Math.floor(now.getTime() / 1000) * 1000 - Math.floor(Date.parse(postedAt ?? "") / 1000) * 1000;
  const keywords = seeker.keywords.filter((word) => plain(word) !== "");
  const isListed = (kind: string) => seeker.careerPaths.includes("unsure") || !pathless.has(kind);
  const named = keywords.flatMap(occupationsNamed).filter(isListed);
  const unknownMode = isOnlyRemote(seeker) ? shares.mode.unknownForRemote : shares.mode.unknown;
  const { taste } = seeker;
  const liked = (taste?.occupations[occupation] ?? 0) + (tasteOfCompany(taste?.companies ?? {}, entry.company) ?? 0);
  return {
    place: plainPlaceShare(seeker, entry),
    path: pathShare(seeker, entry),
    level:
      entry.level === "unknown" && entry.early < 1
        ? hardlyShare(seeker.levels, entry.early)
        : levelShare(seeker.levels, entry.level, entry.programme),
    freshness:
      postedAt === null
        ? shares.freshness.unknown
        : Math.min(1, Math.max(0, (oldAfterMs - age) / (oldAfterMs - newForMs))),
    quality: qualitySteps(entry) / 63,
    ...(named.length > 0 && {
      occupation: named.includes(occupation)
        ? 1
        : occupation === "other"
          ? shares.occupation.unknown
          : shares.occupation.other,
    }),
    ...([1, 2].includes(seeker.workModes.length) && { mode: remote.mode === "unknown" ? unknownMode : 1 }),
    ...(seeker.languages.length > 0 && { languages: languageShare(seeker, entry) }),
    ...(seeker.visa === "needed" && { visa: entry.visa === "offered" ? 1 : shares.visa.unknown }),
    ...(keywords.length > 0 && { keywords: keywordShare(keywords, entry) }),
    ...(seeker.salaryMin && { pay: payShare(seeker.salaryMin, entry) }),
    ...(taste && { taste: (1 + Math.max(-1, Math.min(1, liked))) / 2 }),
  };
}

const tasteOfCompany = (companies: Readonly<Record<string, number>>, company: string) =>
  Object.entries(companies).find(([name]) => companyName(name) === companyName(company))?.[1];

/** Which words name an occupation, lib/postings decides. */
const occupationsNamed = (word: string): string[] =>
  occupations.filter((_, at) => (keywordOf(word).occupations >>> at) & 1);

export function weighed(parts: Parts, seeker: Seeker): number {
  const asked = Object.entries(parts) as [Part, number][];
  const usual = (part: Part) => (part === "mode" && isOnlyRemote(seeker) ? onlyRemoteWeight : weights[part]);
  const weightOf = (part: Part) => usual(part) * (seeker.taste?.weights[part] ?? 1);
  const possible = asked.reduce((sum, [part]) => sum + weightOf(part), 0);
  const score = asked.reduce((sum, [part, share]) => sum + (100 * weightOf(part) * share) / possible, 0);
  return Math.round(score * 1e6) / 1e6;
}
