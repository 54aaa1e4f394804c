import type { Occupation } from "./posting.ts";
import { unitsOf } from "./units.ts";

/** The model's classes, in the order of its weights. */
export const classes = [
  ...(["software", "data", "it_infra", "finance", "marketing", "sales", "product", "operations"] as const),
  ...(["consulting", "hr", "legal", "design", "customer_support", "engineering", "admin", "education"] as const),
  ...(["healthcare", "retail", "hospitality", "trades_manual", "sustainability", "other"] as const),
] satisfies readonly Occupation[];
const width = classes.length;

/** Rows of weights, by kind: matches of the lexicon and the language, pieces of the title, words of the text. */
const languages = ["en", "pl", "nl", "de", "fr", "es", "it", "pt", "sv", "da"];
const fewRows = 64;
const titleRows = 2 ** 15;
const textRows = 2 ** 15;
export const rowCount = fewRows + titleRows + textRows;

/** How far a text is read: by then it has said what it is about. */
const readCharacters = 4000;
const mostWords = 16;
const pieces = [4, 5] as const;

/** What the model is asked about. */
export interface Clues {
  /** The title's, from title.ts. */
  words: readonly string[];
  text: string;
  /** Classes that the lexicon found in the title, the strongest first. */
  named: readonly Occupation[];
  lang: string | null;
}

/** A posting's rows, each once, kind by kind, and where the first two kinds end. Valid until the next call. */
export interface Features {
  rows: Int32Array;
  few: number;
  title: number;
  text: number;
}

/** By row, the print of the one piece or word that it stands for; 0 = none. Others that hash to the row are ignored. */
export type Prints = Uint8Array;
const printBits = 8;
/** A row and a print in one number: training uses these before rows are assigned. */
export const rowOfCode = (code: number): number => code >>> printBits;
export const printOfCode = (code: number): number => code & (2 ** printBits - 1);

const rows = new Int32Array(4096);
/** By row, the last turn in which it was added; small, so that it stays in the processor's cache. */
const seen = new Uint8Array(rowCount);
let turn = 0;

function nextTurn(): void {
  if (turn === 255) seen.fill(0);
  turn = (turn % 255) + 1;
}

/** @returns the new count */
function addRow(row: number, count: number): number {
  if (seen[row] === turn || count === rows.length) return count;
  seen[row] = turn;
  rows[count] = row;
  return count + 1;
}

/** Spreads a hash over the `size` (a power of two) rows from `from` on; without prints, gives codes instead of rows. */
function add(hash: number, from: number, size: number, prints: Prints | null, count: number): number {
  let h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  h ^= h >>> 16;
  const row = from + (h & (size - 1));
  const print = h >>> 24 || 1;
  if (prints !== null) return prints[row] === print ? addRow(row, count) : count;
  if (count === rows.length) return count;
  rows[count] = (row << printBits) | print;
  return count + 1;
}

const seed = 0x811c9dc5;
/** A step of FNV-1a. */
const step = (hash: number, code: number): number => Math.imul(hash ^ code, 0x01000193);

function hashOf(word: string, from: number, to: number, start: number): number {
  let hash = start;
  for (let at = from; at < to; at++) hash = step(hash, word.charCodeAt(at));
  return hash;
}

/** Words, pairs of neighbours, and pieces of words, which reveal compounds and inflections. */
function addTitle(words: readonly string[], prints: Prints | null, before: number): number {
  let count = before;
  let last = seed;
  for (const word of words.slice(0, mostWords)) {
    const hash = hashOf(word, 0, word.length, seed);
    count = add(hash, fewRows, titleRows, prints, count);
    count = add(step(Math.imul(last, 31) ^ hash, 2), fewRows, titleRows, prints, count);
    last = hash;
    const edged = `^${word}$`;
    for (const length of pieces)
      for (let from = 0; from + length <= edged.length; from++)
        count = add(hashOf(edged, from, from + length, seed ^ 7), fewRows, titleRows, prints, count);
  }
  return add(step(Math.imul(last, 31), 3), fewRows, titleRows, prints, count);
}

/** By UTF-16 code unit: Latin letters in lower case without diacritics, others as they are; 0 = separates words. */
const letterOf = new Uint16Array(2 ** 16);
for (let code = 0; code < 0x2000; code++) {
  const character = String.fromCharCode(code);
  if (code >= 0x250) letterOf[code] = code;
  else if (/\p{L}/u.test(character)) letterOf[code] = character.toLowerCase().normalize("NFKD").charCodeAt(0);
}

/** Words of three or more letters. */
function addText(text: string, prints: Prints | null, before: number): number {
  let count = before;
  const units = unitsOf(text);
  const end = Math.min(text.length, readCharacters);
  let hash = seed;
  let start = 0;
  for (let at = 0; at <= end; at++) {
    const letter = at < end ? (letterOf[units[at] as number] as number) : 0;
    if (letter !== 0) {
      hash = step(hash, letter);
      continue;
    }
    if (at - start > 2) count = add(hash, fewRows + titleRows, textRows, prints, count);
    hash = seed;
    start = at + 1;
  }
  return count;
}

/** @param prints null = codes instead of rows; after the first kind, some occur more than once */
export function featuresOf({ words, text, named, lang }: Clues, prints: Prints | null): Features {
  nextTurn();
  const [first] = named;
  let few = addRow(first === undefined ? width - 1 : classes.indexOf(first), 0);
  for (const each of named.slice(1, 4)) few = addRow(width + classes.indexOf(each), few);
  few = addRow(2 * width + 1 + languages.indexOf(lang ?? ""), few);
  const title = addTitle(words, prints, few);
  return { rows, few, title, text: addText(text, prints, title) };
}

/** How much each kind counts, however many rows it has: chosen by cross-validation. */
const shares = { few: 1, title: 2, text: 3 };

/** Each row's part of the sum: of fewer rows, each counts more. */
export function valuesOf({ few, title, text }: Pick<Features, "few" | "title" | "text">) {
  return {
    few: shares.few,
    title: shares.title / Math.sqrt(Math.max(title - few, 1)),
    text: shares.text / Math.sqrt(Math.max(text - title, 1)),
  };
}

/** Turns scores into shares that add up to 1, in place. */
export function softmax(scores: Float64Array): void {
  let most = Number.NEGATIVE_INFINITY;
  for (const score of scores) if (score > most) most = score;
  let sum = 0;
  for (let at = 0; at < scores.length; at++) {
    const power = Math.exp((scores[at] ?? 0) - most);
    scores[at] = power;
    sum += power;
  }
  for (let at = 0; at < scores.length; at++) scores[at] = (scores[at] ?? 0) / sum;
}
