/** One find of a lexicon in a title. */
export interface Hit<Value> {
  value: Value;
  /** How many words it took: longer is more telling. */
  length: number;
  /** Index of its first word. */
  at: number;
}

interface Pattern<Value> {
  words: string[];
  value: Value;
}

/**
 * Words and phrases with what they mean, found as whole words only: "it" is not in "sustainability".
 * `praktik*` stands for a beginning of at least three letters, `*entwickler` for the end of a compound.
 */
export class Lexicon<Value> {
  /** By the first word, or by three letters of its given beginning or end. */
  readonly #words = new Map<string, Pattern<Value>[]>();
  readonly #beginnings = new Map<string, Pattern<Value>[]>();
  readonly #ends = new Map<string, Pattern<Value>[]>();

  /** @param entries value -> phrases, separated by `|` */
  constructor(entries: Iterable<readonly [Value, string]>) {
    for (const [value, phrases] of entries) {
      for (const phrase of phrases.split("|")) {
        const words = phrase.trim().split(/\s+/);
        const [first = ""] = words;
        if (first === "") continue;
        const [patterns, key] = this.#placeOf(first);
        patterns.set(key, [...(patterns.get(key) ?? []), { words, value }]);
      }
    }
  }

  /** Everything found, a word may belong to several finds. `words` as title.ts makes them. */
  find(words: readonly string[]): Hit<Value>[] {
    const hits: Hit<Value>[] = [];
    for (let at = 0; at < words.length; at++) {
      const word = words[at] ?? "";
      this.#takeAll(hits, this.#words.get(word), words, at);
      this.#takeAll(hits, this.#beginnings.get(word.slice(0, stem)), words, at);
      this.#takeAll(hits, this.#ends.get(word.slice(-stem)), words, at);
    }
    return hits;
  }

  #placeOf(word: string): [Map<string, Pattern<Value>[]>, string] {
    if (word.startsWith("*")) return [this.#ends, word.slice(-stem)];
    return word.endsWith("*") ? [this.#beginnings, word.slice(0, stem)] : [this.#words, word];
  }

  #takeAll(hits: Hit<Value>[], patterns: readonly Pattern<Value>[] | undefined, words: readonly string[], at: number) {
    if (patterns !== undefined) for (const pattern of patterns) this.#take(hits, pattern, words, at);
  }

  #take(hits: Hit<Value>[], { words: wanted, value }: Pattern<Value>, words: readonly string[], at: number): void {
    if (wanted.every((want, offset) => fits(words[at + offset], want))) hits.push({ value, length: wanted.length, at });
  }
}

const stem = 3;

function fits(word: string | undefined, want: string): boolean {
  if (word === undefined) return false;
  if (want.startsWith("*")) return word.length > want.length - 1 && word.endsWith(want.slice(1));
  return want.endsWith("*") ? word.startsWith(want.slice(0, -1)) : word === want;
}
