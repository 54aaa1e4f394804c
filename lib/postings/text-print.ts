import { unitsOf } from "./units.ts";

/** The letter or digit of a character, lower-case and without diacritics; 0 = separates words. */
const letterOf = new Uint16Array(0x10000);
for (let code = 0; code < 0x10000; code++) {
  const char = String.fromCharCode(code);
  if (!/[\p{L}\p{N}\p{M}\p{Cs}]/u.test(char)) continue;
  letterOf[code] = char.toLowerCase().normalize("NFKD").charCodeAt(0);
}

const places = 64;
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Fewer words are a teaser, which would fit many jobs. */
const leastWords = 100;
/** Two texts differ before that; the rest is not worth the time. */
const mostWords = 4000;

export interface Print {
  text: string | null;
  words: number;
}

const least = new Uint32Array(places);

/**
 * MinHash of a text's runs of three words (Broder 1997), one permutation in 64 bins (Li, Owen, Zhang 2012), six bits
 * each: the share of equal characters in two prints is about the share of runs that the texts have in common.
 */
export function printOf(text: string): Print {
  least.fill(0xffffffff);
  const units = unitsOf(text);
  let words = 0;
  let word = 0;
  let before = 0;
  let twoBefore = 0;
  for (let at = 0; at <= text.length && words < mostWords; at++) {
    // After the end comes a zero, which separates words.
    const letter = letterOf[units[at] as number] as number;
    if (letter !== 0) {
      word = Math.imul(word ^ letter, 0x01000193);
      continue;
    }
    if (word === 0) continue;
    words++;
    if (words >= 3) {
      const run = mixed(Math.imul(Math.imul(twoBefore, 31) + before, 31) + word);
      const bin = run >>> 26;
      const rest = run & 0x3ffffff;
      if (rest < (least[bin] as number)) least[bin] = rest;
    }
    twoBefore = before;
    before = word;
    word = 0;
  }
  return { text: words < leastWords ? null : written(), words };
}

/** Every bit of the result depends on every bit of the number (MurmurHash3's finaliser). */
function mixed(number: number): number {
  let hash = number ^ (number >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** An empty bin takes the value of the next full one. */
function written(): string {
  let print = "";
  for (let bin = 0; bin < places; bin++) {
    let full = bin;
    while (least[full % places] === 0xffffffff) full++;
    print += alphabet[mixed(least[full % places] as number) & 63];
  }
  return print;
}

/** The share of runs that two texts have in common (Jaccard), estimated within 0.06 in two of three cases. */
export function likeness(a: string, b: string): number {
  let equal = 0;
  for (let at = 0; at < places; at++) if (a.charCodeAt(at) === b.charCodeAt(at)) equal++;
  // One in 64 is equal by chance.
  return Math.max(0, (equal / places - 1 / 64) / (1 - 1 / 64));
}

/** How much of the shorter text is in the longer, by their likeness and lengths: 1 if it is only cut off. */
export const covered = (alike: number, words: number, otherWords: number): number =>
  ((alike / (1 + alike)) * (words + otherWords)) / Math.max(1, Math.min(words, otherWords));
