import type { careerPaths } from "../../../lib/subscribers/wishes.ts";

export type LanguageCode = "en" | "de" | "fr" | "es" | "it" | "nl" | "pl" | "pt" | "sv" | "da";
export type Path = Exclude<(typeof careerPaths)[number], "unsure">;
export type Rank =
  | "internship"
  | "working-student"
  | "apprenticeship"
  | "graduate"
  | "entry"
  | "mid"
  | "senior"
  | "lead";
export type Mode = "onsite" | "hybrid" | "remote";

/**
 * The phrases of postings in a language. `{company} {city} {area} {role} {skills} {people} {years}` and the like are
 * filled in; one item of each list is chosen.
 */
export interface Language {
  /** BCP 47, for numbers and money. */
  locale: string;
  titles: Record<Rank, readonly string[]>;
  /** The field of work, and who does it. */
  paths: Record<Path, { area: readonly string[]; role: readonly string[] }>;
  headings: { tasks: string; profile: string; offer: string };
  about: readonly string[];
  team: readonly string[];
  tasks: readonly string[];
  profile: { early: readonly string[]; experienced: readonly string[] };
  /** The language requirement. `{english}` is this language's word for English. */
  speech: readonly string[];
  offer: readonly string[];
  modes: Record<Mode, readonly string[]>;
  /** `{salary}` is a range with its currency. */
  pay: { year: string; month: string };
  closing: readonly string[];
}
