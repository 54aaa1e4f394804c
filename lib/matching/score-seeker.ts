import { companyHash } from "./columns.ts";
import { pathBits } from "./columns-facts.ts";
import { type Keyword, keywordOf } from "./score-keywords.ts";
import type { Seeker } from "./seeker.ts";

/** A seeker made ready for looking at many postings. */
export interface Prepared extends Seeker {
  /** Countries where the person may be: those asked for and those of the cities. */
  readonly home: readonly string[];
  readonly takesRemote: boolean;
  /** Takes what is not remote. */
  readonly goesToWork: boolean;
  readonly words: readonly Keyword[];
  /** Bits of the career paths asked for. */
  readonly paths: number;
  readonly unsure: boolean;
  /** Bits of the occupations that keywords name; 0 = none does. */
  readonly occupations: number;
  /** Of names without legal forms. */
  readonly excluded: ReadonlySet<number>;
}

const nobody: ReadonlySet<number> = new Set();

export function prepare(seeker: Seeker): Prepared {
  const words = seeker.keywords.map(keywordOf).filter(({ hashes }) => hashes.length > 0);
  return {
    ...seeker,
    home: [...new Set([...seeker.countries, ...seeker.cities.map(({ country }) => country)])],
    takesRemote: seeker.workModes.length === 0 || seeker.workModes.includes("remote"),
    goesToWork: seeker.workModes.length === 0 || seeker.workModes.some((mode) => mode !== "remote"),
    words,
    paths: pathBits(seeker.careerPaths),
    unsure: seeker.careerPaths.includes("unsure"),
    occupations: words.reduce((bits, { occupations }) => bits | occupations, 0),
    excluded: seeker.excludedCompanies?.length
      ? new Set(seeker.excludedCompanies.map(companyHash).filter((hash) => hash !== 0))
      : nobody,
  };
}
