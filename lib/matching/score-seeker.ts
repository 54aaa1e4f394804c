import { companyHash } from "./columns.ts";
import { modes, pathBits, pathlessBits } from "./columns-facts.ts";
import { type Keyword, keywordOf } from "./score-keywords.ts";
import type { Seeker } from "./seeker.ts";

const nobody: ReadonlySet<number> = new Set();

/**
 * A seeker prepared for scoring many postings. A class, so that all objects have one shape: scoring reads them all the
 * time.
 */
export class Prepared implements Seeker {
  readonly cities: Seeker["cities"];
  readonly countries: Seeker["countries"];
  readonly careerPaths: Seeker["careerPaths"];
  readonly levels: Seeker["levels"];
  readonly workModes: Seeker["workModes"];
  readonly languages: Seeker["languages"];
  readonly visa: Seeker["visa"];
  readonly keywords: Seeker["keywords"];
  readonly salaryMin: Seeker["salaryMin"];
  readonly locale: Seeker["locale"];
  readonly taste: Seeker["taste"];
  /** Countries that the person may work in: those asked for and those of the cities. */
  readonly home: readonly string[];
  readonly takesRemote: boolean;
  /** False also for people who name all modes. */
  readonly asksMode: boolean;
  /** Takes work that is not remote. */
  readonly goesToWork: boolean;
  readonly words: readonly Keyword[];
  /** Bits of the career paths asked for. */
  readonly paths: number;
  readonly unsure: boolean;
  /** Bits of the occupations that keywords name and that may be listed. */
  readonly occupations: number;
  /** Hashes of names without legal forms. */
  readonly excluded: ReadonlySet<number>;

  constructor(seeker: Seeker) {
    const { cities, countries, careerPaths, workModes, keywords, excludedCompanies } = seeker;
    this.cities = cities;
    this.countries = countries;
    this.careerPaths = careerPaths;
    this.levels = seeker.levels;
    this.workModes = workModes;
    this.languages = seeker.languages;
    this.visa = seeker.visa;
    this.keywords = keywords;
    this.salaryMin = seeker.salaryMin;
    this.locale = seeker.locale;
    this.taste = seeker.taste;
    this.home = homesOf(seeker);
    this.takesRemote = workModes.length === 0 || workModes.includes("remote");
    this.goesToWork = workModes.length === 0 || workModes.some((mode) => mode !== "remote");
    this.asksMode = workModes.length > 0 && workModes.length < modes.length - 1;
    this.words = keywords.map(keywordOf).filter(({ hashes }) => hashes.length > 0);
    this.paths = pathBits(careerPaths);
    this.unsure = careerPaths.includes("unsure");
    // "Healthcare" from people who want data work means the industry, not nursing.
    const listed = this.unsure ? -1 : ~pathlessBits;
    this.occupations = this.words.reduce((bits, { occupations }) => bits | occupations, 0) & listed;
    this.excluded = excludedCompanies?.length
      ? new Set(
          excludedCompanies
            .flatMap(spellingsOf)
            .map(companyHash)
            .filter((hash) => hash !== 0),
        )
      : nobody;
  }
}

/** "Müller" also excludes "Mueller", as it is written without umlauts. Not the reverse: "Bauer" is not "Baür". */
function spellingsOf(name: string): string[] {
  return [name, name.normalize("NFC").replace(/[äöü]/gi, (umlaut) => `${umlaut.normalize("NFD").charAt(0)}e`)];
}

function homesOf({ cities, countries }: Seeker): readonly string[] {
  const homes: string[] = [];
  for (const country of countries) if (!homes.includes(country)) homes.push(country);
  for (const { country } of cities) if (!homes.includes(country)) homes.push(country);
  return homes;
}
