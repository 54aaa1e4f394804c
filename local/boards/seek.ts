import type { Posting } from "./catalogue.ts";
import { type City, cities } from "./cities.ts";
import { fields } from "./words/fields.ts";
import { languages } from "./words/index.ts";

/** How vendors' searches compare words: regardless of case, accents and punctuation. */
function wordsOf(text: string): string[] {
  const plain = text
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase();
  return plain.match(/[\p{L}\p{N}+#]+/gu) ?? [];
}

const places = [
  ...cities.flatMap((city) => [city.name, city.local].map((name) => ({ name, is: (one: City) => one === city }))),
  ...[...new Set(cities.map(({ country }) => country))].map((country) => ({
    name: country.name,
    is: (one: City) => one.country === country,
  })),
].map(({ name, is }) => ({ words: wordsOf(name), is }));

const filler = new Set("a an and at for in job jobs near of or the to work".split(" "));

/**
 * For free text such as "junior data analyst in Berlin": postings in the place, those with most of the words first.
 * Words count in the title, and half as much in the name of the field of work, which is the same in every language.
 */
export function seek(postings: readonly Posting[], query: string): Posting[] {
  const all = wordsOf(query);
  const named = places.filter(({ words }) => holds(all, words));
  const ofPlaces = new Set(named.flatMap(({ words }) => words));
  const wanted = all.filter((word) => !filler.has(word) && !ofPlaces.has(word));
  return postings
    .filter(({ city, second }) => named.length === 0 || named.some(({ is }) => is(city) || (second && is(second))))
    .map((posting) => ({ posting, score: scoreOf(posting, wanted) }))
    .filter(({ score }) => score >= 0.5 * Math.max(1, wanted.length) || wanted.length === 0)
    .sort((a, b) => b.score - a.score)
    .map(({ posting }) => posting);
}

/** Whether a title has every word of a phrase, in any order. */
export function titled({ title }: Posting, phrase: string): boolean {
  const words = wordsOf(title);
  return wordsOf(phrase).every((word) => words.includes(word));
}

function scoreOf({ title, path }: Posting, wanted: readonly string[]): number {
  const inTitle = wordsOf(title);
  const { area, role } = languages.en.paths[path];
  const names = [fields[path].tag, fields[path].department, ...area, ...role].map(wordsOf);
  const ofField = names.filter((name) => name.every((word) => wanted.includes(word))).flat();
  return wanted.reduce((sum, word) => sum + (inTitle.includes(word) ? 1 : ofField.includes(word) ? 0.5 : 0), 0);
}

function holds(words: readonly string[], part: readonly string[]): boolean {
  return words.some((_, index) => part.every((word, offset) => words[index + offset] === word));
}
