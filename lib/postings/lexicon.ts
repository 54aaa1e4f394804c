/** A match of a lexicon in a title. */
export interface Hit<Value> {
  value: Value;
  /** How many words it spans: longer ones are more specific. */
  length: number;
  /** Index of its first word. */
  at: number;
}

/** One word of a phrase, without its asterisk. */
interface Wanted {
  text: string;
  /** At which end it may continue. */
  open: "nowhere" | "behind" | "before";
}

interface Pattern<Value> {
  words: Wanted[];
  value: Value;
}

/** Patterns by the number of letters. */
type Index<Value> = (Pattern<Value>[] | undefined)[];

/**
 * Words and phrases with their meanings, matched as whole words only: "it" is not in "sustainability". `praktik*`
 * matches a beginning, `*entwickler` an end; either has at least three letters.
 */
export class Lexicon<Value> {
  /** By the first word, or by three letters of its given beginning or end. */
  readonly #words: Index<Value> = new Array(numbers);
  readonly #beginnings: Index<Value> = new Array(numbers);
  readonly #ends: Index<Value> = new Array(numbers);

  /** @param entries value -> phrases, separated by `|` */
  constructor(entries: Iterable<readonly [Value, string]>) {
    for (const [value, phrases] of entries) {
      for (const phrase of phrases.split("|")) {
        const words = phrase.trim().split(/\s+/).map(wantedOf);
        const [first] = words;
        if (first === undefined || first.text === "") continue;
        if (first.open !== "nowhere" && first.text.length < stem)
          throw new Error(`"${phrase}" gives less than ${stem} letters`);
        const [patterns, number] = this.#placeOf(first);
        patterns[number] = [...(patterns[number] ?? []), { words, value }];
      }
    }
  }

  /** All matches; a word may belong to several. `words` from title.ts. */
  find(words: readonly string[]): Hit<Value>[] {
    const hits: Hit<Value>[] = [];
    for (let at = 0; at < words.length; at++) {
      const word = words[at] ?? "";
      const [beginning, end] = [numberAt(word, 0), numberAt(word, word.length - stem)];
      this.#takeAll(hits, this.#words[numberOf(word, beginning, end)], words, at);
      this.#takeAll(hits, this.#beginnings[beginning], words, at);
      this.#takeAll(hits, this.#ends[end], words, at);
    }
    return hits;
  }

  #placeOf({ text, open }: Wanted): [Index<Value>, number] {
    const [beginning, end] = [numberAt(text, 0), numberAt(text, text.length - stem)];
    if (open === "before") return [this.#ends, end];
    return open === "behind" ? [this.#beginnings, beginning] : [this.#words, numberOf(text, beginning, end)];
  }

  #takeAll(hits: Hit<Value>[], patterns: readonly Pattern<Value>[] | undefined, words: readonly string[], at: number) {
    if (patterns === undefined) return;
    for (const { words: wanted, value } of patterns)
      if (allFit(words, at, wanted)) hits.push({ value, length: wanted.length, at });
  }
}

const stem = 3;
const numbers = 4096;

/**
 * A number for up to three letters of a word; words that share it are compared themselves. A Map keyed by such pieces
 * was half as fast: V8 looks each up in its string table first.
 */
function numberAt(word: string, start: number): number {
  let number = 0;
  for (let at = Math.max(0, start), end = Math.min(word.length, start + stem); at < end; at++)
    number = number * 31 + word.charCodeAt(at);
  return number & (numbers - 1);
}

/** For a whole word, as many begin alike. */
const numberOf = (word: string, beginning: number, end: number) =>
  (beginning + 37 * end + 101 * word.length) & (numbers - 1);

function wantedOf(word: string): Wanted {
  if (word.startsWith("*")) return { text: word.slice(1), open: "before" };
  return word.endsWith("*") ? { text: word.slice(0, -1), open: "behind" } : { text: word, open: "nowhere" };
}

function allFit(words: readonly string[], start: number, wanted: readonly Wanted[]): boolean {
  for (let at = 0; at < wanted.length; at++) if (!fits(words[start + at], wanted[at] as Wanted)) return false;
  return true;
}

function fits(word: string | undefined, { text, open }: Wanted): boolean {
  if (word === undefined) return false;
  if (open === "nowhere") return word === text;
  return open === "behind" ? word.startsWith(text) : word.length > text.length && word.endsWith(text);
}
