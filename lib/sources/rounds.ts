import { PermanentError } from "../errors.ts";
import { defaultWanted, targetOf, type Wanted, wantedOf } from "./wanted.ts";

/** How far a run has got: it asks for one word after another, a few pages each. */
export interface Round {
  word: string;
  /** From 1. */
  page: number;
}

/** The round that a cursor names (`WORD:PAGE`, with the word's index); null = the first. */
export function roundOf(words: readonly string[], cursor: string | null): Round {
  const [, word = "0", page = "1"] = /^(\d{1,2}):(\d{1,4})$/.exec(cursor ?? "") ?? [];
  return { word: words[Number(word)] ?? "", page: Number(page) };
}

/** The cursor of the next round; null after the last. */
export function roundAfter(words: readonly string[], { word, page }: Round, more: boolean): string | null {
  const at = words.indexOf(word);
  if (at < 0) return null;
  if (more) return `${at}:${page + 1}`;
  return at + 1 < words.length ? `${at + 1}:1` : null;
}

/** The default targets in the countries that a source serves. */
export function wantedIn(serves: (country: string) => boolean): readonly string[] {
  return defaultWanted.filter((target) => serves(wantedOf(target).country));
}

/** @throws {PermanentError} if the source does not serve the target's country */
export function servedWanted(source: string, target: string, serves: (country: string) => boolean): Wanted {
  const wanted = wantedOf(target);
  if (!serves(wanted.country)) throw new PermanentError(`${source} has no postings in ${wanted.country}`);
  return wanted;
}

/** For parsers: a reply can be read without knowing what was asked. */
export function wantedOrNull(target: string): Wanted | null {
  try {
    return wantedOf(target);
  } catch {
    return null;
  }
}

/** Each country and field once: for sources of remote work, where the city does not matter. */
export function countriesOf(targets: readonly string[]): readonly string[] {
  return [...new Set(targets.map((target) => targetOf({ ...wantedOf(target), city: null })))];
}
