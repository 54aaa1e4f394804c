import type { Occupation } from "./posting.ts";

/** The model's classes, in the order of its weights. */
export const classes = [
  ...(["software", "data", "it_infra", "finance", "marketing", "sales", "product", "operations"] as const),
  ...(["consulting", "hr", "legal", "design", "customer_support", "engineering", "admin", "education"] as const),
  ...(["healthcare", "retail", "hospitality", "trades_manual", "sustainability", "other"] as const),
] satisfies readonly Occupation[];
const width = classes.length;

/** Rows of weights, a kind after the other: what the lexicon found and the language, pieces of the title, words of the text. */
const languages = ["en", "pl", "nl", "de", "fr", "es", "it", "pt", "sv", "da"];
const fewRows = 64;
const titleRows = 2 ** 15;
const textRows = 2 ** 15;
export const rowCount = fewRows + titleRows + textRows;

/** How far a text is read: what a posting is about is said by then. */
const readCharacters = 4000;
const mostWords = 16;
const pieces = [4, 5] as const;

/** What the model is asked about. */
export interface Clues {
  /** Of the title, as title.ts makes them. */
  words: readonly string[];
  text: string;
  /** Classes that the lexicon found in the title, the strongest first. */
  named: readonly Occupation[];
  lang: string | null;
}

/** Rows that a posting has, each once, kind by kind; the ends of the first two kinds. Good until the next is asked for. */
export interface Features {
  rows: Int32Array;
  few: number;
  title: number;
  text: number;
}

const rows = new Int32Array(4096);
const seen = new Uint32Array(rowCount);
let turn = 0;
let count = 0;

function add(row: number): void {
  if (seen[row] === turn || count === rows.length) return;
  seen[row] = turn;
  rows[count++] = row;
}

const seed = 0x811c9dc5;
/** A step of FNV-1a. */
const step = (hash: number, code: number): number => Math.imul(hash ^ code, 0x01000193);

function hashOf(word: string, from: number, to: number, start: number): number {
  let hash = start;
  for (let at = from; at < to; at++) hash = step(hash, word.charCodeAt(at));
  return hash;
}

/** Spreads a hash over the rows of a kind; `size` is a power of two. */
function rowOf(hash: number, from: number, size: number): number {
  let h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return from + ((h ^ (h >>> 16)) & (size - 1));
}

/** Words, pairs of neighbours, and pieces of words, which tell compounds and inflections. */
function addTitle(words: readonly string[]): void {
  let before = seed;
  for (const word of words.slice(0, mostWords)) {
    const hash = hashOf(word, 0, word.length, seed);
    add(rowOf(hash, fewRows, titleRows));
    add(rowOf(step(Math.imul(before, 31) ^ hash, 2), fewRows, titleRows));
    before = hash;
    const edged = `^${word}$`;
    for (const length of pieces)
      for (let from = 0; from + length <= edged.length; from++)
        add(rowOf(hashOf(edged, from, from + length, seed ^ 7), fewRows, titleRows));
  }
  add(rowOf(step(Math.imul(before, 31), 3), fewRows, titleRows));
}

/** Of Latin letters the lower case without marks; 0 for what stands between words. */
const letterOf = new Uint16Array(0x250);
for (let code = 0; code < letterOf.length; code++) {
  const character = String.fromCharCode(code);
  if (/\p{L}/u.test(character)) letterOf[code] = character.toLowerCase().normalize("NFKD").charCodeAt(0);
}

/** Words of three letters and more. */
function addText(text: string): void {
  const end = Math.min(text.length, readCharacters);
  let hash = seed;
  let length = 0;
  for (let at = 0; at <= end; at++) {
    const code = at < end ? text.charCodeAt(at) : 0;
    const letter = code < letterOf.length ? (letterOf[code] ?? 0) : code < 0x2000 ? code : 0;
    if (letter !== 0) {
      hash = step(hash, letter);
      length++;
    } else if (length > 0) {
      if (length > 2) add(rowOf(hash, fewRows + titleRows, textRows));
      hash = seed;
      length = 0;
    }
  }
}

export function featuresOf({ words, text, named, lang }: Clues): Features {
  turn++;
  count = 0;
  const [first] = named;
  add(first === undefined ? width - 1 : classes.indexOf(first));
  for (const each of named.slice(1, 4)) add(width + classes.indexOf(each));
  add(2 * width + 1 + languages.indexOf(lang ?? ""));
  const few = count;
  addTitle(words);
  const title = count;
  addText(text);
  return { rows, few, title, text: count };
}

/** How much each kind says, whatever the number of its rows: chosen by cross-validation. */
const shares = { few: 1, title: 2, text: 3 };

/** Of each row its part of the sum: few rows of a kind say more each. */
export function valuesOf({ few, title, text }: Pick<Features, "few" | "title" | "text">) {
  return {
    few: shares.few,
    title: shares.title / Math.sqrt(Math.max(title - few, 1)),
    text: shares.text / Math.sqrt(Math.max(text - title, 1)),
  };
}

/** Scores to shares that add up to 1, in place. */
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
