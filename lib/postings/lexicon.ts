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
 * `praktik*` stands for a beginning, `*entwickler` for the end of a compound.
 */
export class Lexicon<Value> {
  readonly #exact = new Map<string, Pattern<Value>[]>();
  readonly #open: Pattern<Value>[] = [];

  /** @param entries value -> phrases, separated by `|` */
  constructor(entries: Iterable<readonly [Value, string]>) {
    for (const [value, phrases] of entries) {
      for (const phrase of phrases.split("|")) {
        const words = phrase.trim().split(/\s+/);
        const [first = ""] = words;
        if (first === "") continue;
        const pattern = { words, value };
        if (first.includes("*")) this.#open.push(pattern);
        else this.#exact.set(first, [...(this.#exact.get(first) ?? []), pattern]);
      }
    }
  }

  /** Everything found, a word may belong to several finds. `words` as title.ts makes them. */
  find(words: readonly string[]): Hit<Value>[] {
    const hits: Hit<Value>[] = [];
    for (let at = 0; at < words.length; at++) {
      const word = words[at] ?? "";
      for (const pattern of this.#exact.get(word) ?? []) this.#take(hits, pattern, words, at);
      for (const pattern of this.#open) if (fits(word, pattern.words[0] ?? "")) this.#take(hits, pattern, words, at);
    }
    return hits;
  }

  #take(hits: Hit<Value>[], { words: wanted, value }: Pattern<Value>, words: readonly string[], at: number): void {
    if (wanted.every((want, offset) => fits(words[at + offset], want))) hits.push({ value, length: wanted.length, at });
  }
}

function fits(word: string | undefined, want: string): boolean {
  if (word === undefined) return false;
  if (want.startsWith("*")) return word.length > want.length - 1 && word.endsWith(want.slice(1));
  return want.endsWith("*") ? word.startsWith(want.slice(0, -1)) : word === want;
}
