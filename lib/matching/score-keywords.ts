import { plain } from "../plain.ts";
import { occupations } from "./columns-facts.ts";
import { emptyHash, endHash, nextHash } from "./interned.ts";

/** A keyword made ready: found where its words stand in this order, or where it names the occupation. */
export interface Keyword {
  text: string;
  hashes: readonly number[];
  /** A bit for each of its words, see columns.ts. */
  bits: number;
  /** The bit of the occupation of this name; 0 = none. */
  occupations: number;
}

/** By ASCII code, what `plain` makes of the character; 0 = between words. */
const letters = Uint8Array.from({ length: 128 }, (_, code) => plain(String.fromCharCode(code)).charCodeAt(0) || 0);

/**
 * Hashes of `plain`'s words, appended to `into`. Never 0, which separates texts. ASCII, the usual case, is made plain
 * on the way.
 */
export function wordHashes(text: string, into: number[] = []): number[] {
  const words = /^[ -~]*$/.test(text) ? text : plain(text);
  let [hash, isWord] = [emptyHash, false];
  for (let at = 0; at <= words.length; at++) {
    const code = at < words.length ? words.charCodeAt(at) : 0;
    const letter = code < letters.length ? (letters[code] ?? 0) : code;
    if (letter > 0) [hash, isWord] = [nextHash(hash, letter), true];
    else if (isWord) {
      into.push(endHash(hash) || 1);
      [hash, isWord] = [emptyHash, false];
    }
  }
  return into;
}

export const wordBit = (hash: number): number => 1 << (hash & 31);

/** People ask for the same few thousand words again and again. */
const mostKept = 20_000;
const kept = new Map<string, Keyword>();

export function keywordOf(text: string): Keyword {
  const known = kept.get(text);
  if (known) return known;
  const [hashes, word] = [wordHashes(text), plain(text)];
  const occupation = occupations.findIndex((name) => name.replace("_", " ") === word);
  const keyword = {
    text,
    hashes,
    bits: hashes.reduce((bits, hash) => bits | wordBit(hash), 0),
    occupations: occupation < 0 ? 0 : 1 << occupation,
  };
  if (kept.size >= mostKept) kept.clear();
  kept.set(text, keyword);
  return keyword;
}

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
