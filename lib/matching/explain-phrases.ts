import { careerPaths } from "../postings/posting.ts";
import { type Locale, type Words, wordsOf } from "../words/index.ts";
import { type Names, namesIn } from "../words/names.ts";
import { modes, occupations } from "./columns-facts.ts";

/** The phrases that reasons are made of in a language. */
export interface Phrases {
  words: Words["reasons"];
  /** Names of levels, paths, modes and the like. */
  terms: Words["names"];
  names: Names;
  /** "2 more": countries besides those named. */
  others: Words["postings"]["place"]["others"];
  /** The most frequent phrases, composed once: by path, by path that was asked for, by mode, by occupation. */
  paths: readonly string[];
  pathsAsked: readonly string[];
  modes: readonly string[];
  occupations: readonly string[];
}

const known = new Map<Locale, Phrases>();

export function phrasesIn(locale: Locale): Phrases {
  let phrases = known.get(locale);
  if (!phrases) {
    const { reasons: words, names: terms, pages, postings } = wordsOf(locale);
    const paths = careerPaths.map((path) => terms.careerPaths[path]);
    phrases = {
      words,
      terms,
      names: namesIn(locale),
      others: postings.place.others,
      paths,
      pathsAsked: paths.map(words.asAsked),
      modes: modes.map((mode) => (mode === "unknown" ? words.modeNotStated : words.asAsked(terms.workModes[mode]))),
      occupations: occupations.map((name) => capitalised(pages.preferences.occupations[name] ?? "")),
    };
    known.set(locale, phrases);
  }
  return phrases;
}

const capitalised = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);
