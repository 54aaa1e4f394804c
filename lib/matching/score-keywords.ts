import { namedIn } from "../postings/occupation-named.ts";
import { titleWords } from "../postings/title.ts";
import { occupations } from "./columns-facts.ts";
import { hashOf } from "./interned.ts";
import { plain } from "./seeker.ts";

/** A keyword made ready: it is found where its words stand in this order, or where it is the occupation's name. */
export interface Keyword {
  text: string;
  hashes: readonly number[];
  /** A bit for each of its words, see columns.ts. */
  bits: number;
  /** Bits of the occupations that have its name. */
  occupations: number;
  /** Bits of the occupations that it names in other words: "accountant". */
  named: number;
}

/** Never 0, which stands between texts. */
export function wordHashes(text: string): number[] {
  const words = plain(text);
  return words === "" ? [] : words.split(" ").map((word) => hashOf(word) || 1);
}

export const wordBit = (hash: number): number => 1 << (hash & 31);

/** People ask for the same few thousand words again and again. */
const mostKept = 20_000;
const kept = new Map<string, Keyword>();

export function keywordOf(text: string): Keyword {
  const known = kept.get(text);
  if (known) return known;
  const hashes = wordHashes(text);
  const word = plain(text);
  const own = bitsOf((name) => name.replace("_", " ") === word);
  const named = namedIn(titleWords(text))?.occupations[0];
  const keyword = {
    text,
    hashes,
    bits: hashes.reduce((bits, hash) => bits | wordBit(hash), 0),
    occupations: own,
    named: own | (named ? bitsOf((name) => name === named) : 0),
  };
  if (kept.size >= mostKept) kept.clear();
  kept.set(text, keyword);
  return keyword;
}

const bitsOf = (is: (occupation: string) => boolean) =>
  occupations.reduce((bits, name, at) => (is(name) ? bits | (1 << at) : bits), 0);

/** Whether these words stand in `texts` from `from` to `end` in this order. */
export function standsIn(hashes: readonly number[], texts: Int32Array, from: number, end: number): boolean {
  const [first] = hashes;
  for (let at = from; at <= end - hashes.length; at++) {
    if (texts[at] !== first) continue;
    let length = 1;
    while (length < hashes.length && texts[at + length] === hashes[length]) length++;
    if (length === hashes.length) return true;
  }
  return false;
}
