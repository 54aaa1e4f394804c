import type { CatalogueEntry } from "../lib/matching/catalogue.ts";
import { type Place, placesStarting } from "../lib/postings/gazetteer.ts";
import { earlyByTitle } from "../lib/postings/level-early.ts";
import { pathsOf } from "../lib/postings/occupation-paths.ts";
import { titleWords } from "../lib/postings/title.ts";
import { day, hour } from "../lib/time.ts";

/**
 * An invented job market for benchmarks of matching: real cities, and shares like those of the sources that this
 * product reads. The same number gives the same posting or subscriber in every run.
 */

/** The job adverts of European boards by country, of 100. */
export const countries: Readonly<Record<string, number>> = {
  GB: 20,
  DE: 20,
  FR: 11,
  NL: 8,
  ES: 6,
  IT: 5,
  PL: 5,
  US: 5,
  IE: 4,
  SE: 3,
  CH: 3,
  BE: 3,
  AT: 2,
  DK: 2,
  PT: 2,
  FI: 1,
};
export const languageOf: Readonly<Record<string, string>> = {
  ...{ GB: "en", US: "en", IE: "en", DE: "de", AT: "de", CH: "de", FR: "fr", BE: "fr", NL: "nl", ES: "es" },
  ...{ IT: "it", PL: "pl", SE: "sv", DK: "da", PT: "pt", FI: "fi" },
};

/** A small random generator for each item that is made. */
export class Dice {
  #state: number;
  constructor(seed: number) {
    this.#state = (Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995) >>> 0 || 1;
    for (let round = 0; round < 4; round++) this.next();
  }
  /** 0-1. */
  next(): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    this.#state >>>= 0;
    return this.#state / 2 ** 32;
  }
  chance(share: number): boolean {
    return this.next() < share;
  }
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }
  of<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }
  /** The first often, the last rarely, as cities and companies are distributed by size. */
  zipf(limit: number): number {
    return Math.min(limit - 1, Math.floor(limit ** this.next()) - 1);
  }
  /** By weight: `{a: 3, b: 1}` is `a` three times out of four. */
  weighted<T extends string>(parts: Readonly<Record<T, number>>): T {
    const entries = Object.entries(parts) as [T, number][];
    let left = this.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [value, weight] of entries) {
      left -= weight;
      if (left < 0) return value;
    }
    return entries[0]?.[0] as T;
  }
}

/** Its cities by population, largest first: GeoNames through the product's own gazetteer. */
function citiesOf(country: string): readonly Place[] {
  const found = [..."abcdefghijklmnopqrstuvwxyz"].flatMap((letter) =>
    placesStarting(letter, 60, (code, population) => (code === country ? population : -1)),
  );
  return found
    .filter((place) => place.country === country && !place.section)
    .sort((a, b) => b.population - a.population)
    .slice(0, 400);
}
let cities: ReadonlyMap<string, readonly Place[]> | undefined;
export const citiesIn = (country: string): readonly Place[] => {
  cities ??= new Map(Object.keys(countries).map((each) => [each, citiesOf(each)]));
  return cities.get(country) ?? [];
};

/** Adverts by occupation, of 100, with words that their titles use. */
const occupations = {
  software: [14, "Software Engineer", "Backend Developer", "Frontend Engineer React", "DevOps Engineer"],
  data: [5, "Data Analyst", "Data Scientist", "Business Intelligence Analyst", "Machine Learning Engineer"],
  it_infra: [5, "System Administrator", "IT Support Specialist", "Cloud Engineer"],
  finance: [7, "Financial Analyst", "Accountant", "Controller", "Audit Associate"],
  marketing: [5, "Marketing Manager", "SEO Specialist", "Content Manager", "Growth Marketing"],
  sales: [9, "Account Executive", "Sales Development Representative", "Business Development Manager"],
  product: [3, "Product Manager", "Product Owner"],
  operations: [7, "Operations Manager", "Supply Chain Planner", "Logistics Coordinator"],
  consulting: [4, "Consultant Strategy", "Management Consultant", "Strategy Analyst"],
  hr: [3, "Recruiter", "HR Business Partner"],
  legal: [1, "Legal Counsel", "Paralegal"],
  design: [2, "UX Designer", "Graphic Designer"],
  customer_support: [4, "Customer Success Manager", "Customer Service Agent"],
  engineering: [7, "Mechanical Engineer", "Electrical Engineer", "Project Engineer"],
  admin: [3, "Office Manager", "Executive Assistant"],
  education: [2, "Teacher", "Research Assistant"],
  healthcare: [6, "Nurse", "Pharmacist"],
  retail: [3, "Store Associate", "Shop Manager"],
  hospitality: [3, "Chef", "Receptionist"],
  trades_manual: [3, "Electrician", "Warehouse Operative"],
  sustainability: [1, "Sustainability Analyst", "ESG Consultant"],
  other: [3, "Specialist", "Associate", "Team Member Programme"],
} as const;
type Occupation = keyof typeof occupations;
const occupationShares = Object.fromEntries(
  Object.entries(occupations).map(([name, [share]]) => [name, share]),
) as Record<Occupation, number>;
const levelWords = {
  ...{ internship: ["Intern", "Praktikum", "Werkstudent"], graduate: ["Graduate", "Graduate Programme"] },
  entry: ["Junior", "Entry Level"],
  mid: [""],
  senior: ["Senior"],
  lead: ["Lead", "Head of"],
  unknown: ["", "(m/w/d)"],
} as const;
const levelShares = { internship: 8, graduate: 3, entry: 11, mid: 22, senior: 24, lead: 7, unknown: 25 } as const;
const domains =
  "Payments,Logistics,Retail,Energy,Health,Cloud,Mobility,Insurance,Gaming,B2B,EMEA,DACH,Python,SQL,SAP,CRM".split(",");

const uuidOf = (number: number, kind: number): string => {
  const dice = new Dice(number * 4 + kind + 1);
  const hex = Array.from({ length: 4 }, () =>
    Math.floor(dice.next() * 2 ** 32)
      .toString(16)
      .padStart(8, "0"),
  ).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
};

const nowhere = { city: null, geonameId: null, lat: null, lon: null };
const placeIn = ({ name, geonameId, country, lat, lon }: Place) => ({ city: name, geonameId, country, lat, lon });

/** Of 100: 79 one city, 7 several, 5 a country, 4 a village that no gazetteer has, 5 nothing that can be read. */
function locationsFor(dice: Dice, country: string): CatalogueEntry["locations"] {
  const cities = citiesIn(country);
  const any = () => placeIn(cities[dice.zipf(cities.length)] as Place);
  const kind = dice.below(100);
  if (kind < 79) return [any()];
  if (kind < 86) return Array.from({ length: 2 + dice.below(3) }, any);
  if (kind < 91) return [{ ...nowhere, country }];
  if (kind < 95) return [{ ...nowhere, city: `Village ${dice.below(500)}`, country }];
  return kind < 98 ? [{ ...nowhere, city: null, country: null }] : [];
}

function remoteFor(dice: Dice, country: string): CatalogueEntry["remote"] {
  const mode = dice.weighted({ onsite: 28, hybrid: 22, remote: 10, unknown: 40 });
  if (mode !== "remote") return { mode, worldwide: null, countries: dice.chance(0.01) ? [country] : [] };
  const said = dice.below(10);
  if (said === 0) return { mode, worldwide: true, countries: [] };
  return { mode, worldwide: null, countries: said < 5 ? [country] : [] };
}

/** Posting `number` of a market of `size`, as at `now`. */
export function someEntry(number: number, size: number, now: number): CatalogueEntry {
  const dice = new Dice(number);
  const country = dice.weighted(countries);
  const occupation = dice.weighted(occupationShares);
  const level = dice.weighted(levelShares);
  const [, ...titles] = occupations[occupation];
  const title = `${dice.of(levelWords[level])} ${dice.of(titles)} ${dice.of(domains)} ${dice.of(domains)}`.trim();
  const employers = Math.max(50, Math.floor(size / 7));
  // Most employers have few postings, some have thousands.
  const employer = dice.chance(0.15) ? dice.zipf(employers) : dice.below(employers);
  // Sources have more postings of the last days than of the weeks before.
  const age = 30 * day * dice.next() ** 1.7;
  const native = languageOf[country] ?? "en";
  const english = native === "en" || dice.chance(0.45);
  return {
    id: uuidOf(number, 0),
    title,
    company: `${dice.of(["Nord", "Blue", "Alta", "Kern", "Vela", "Orbit"])} ${employer} ${dice.of(["GmbH", "Ltd", "SA", ""])}`,
    source: dice.weighted({
      greenhouse: 20,
      lever: 10,
      ashby: 8,
      smartrecruiters: 10,
      personio: 8,
      adzuna: 24,
      jsearch: 20,
    }),
    locations: locationsFor(dice, country),
    remote: remoteFor(dice, country),
    level,
    programme:
      level === "internship" ? dice.of(["internship", "working-student", "apprenticeship", "thesis"] as const) : null,
    careerPaths: pathsOf(occupation, titleWords(title)),
    occupation,
    languages: dice.chance(0.3)
      ? [{ code: english ? "en" : native, required: true, level: dice.of([null, "B2", "C1"] as const) }]
      : [],
    visa: dice.weighted({ unknown: 93, offered: 3, refused: 4 }),
    salary: dice.chance(0.25)
      ? { min: null, max: 500 * (40 + dice.below(120)), currency: country === "GB" ? "GBP" : "EUR", period: "year" }
      : null,
    lang: english ? "en" : native,
    postedAt: dice.chance(0.92) ? new Date(now - age).toISOString() : null,
    firstSeenAt: new Date(now - age + Math.min(age, dice.below(30) * hour)).toISOString(),
    linkStatus: dice.of([null, null, null, null, null, "live", "live", "live", "live", "uncertain"] as const),
    quality: (dice.chance(0.5) ? 1000 : 0) + 30 + dice.below(20),
    keys: keysOf(dice, number),
    occupationConfidence: dice.chance(0.8) ? 0.8 + dice.next() / 5 : 0.3 + dice.next() / 2,
    early: (level === "unknown" ? earlyByTitle(titleWords(title)) : undefined) ?? 1,
  };
}

/** As many keys as real postings have; one in twelve shares one with another posting of the market. */
function keysOf(dice: Dice, number: number): number[] {
  const other = dice.chance(1 / 12) ? dice.below(number + 1) : number;
  return [Math.imul(other, 0x2c1b3c6d), ...Array.from({ length: 5 }, () => dice.below(2 ** 31))];
}
