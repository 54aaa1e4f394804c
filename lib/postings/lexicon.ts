/** One find of a lexicon in a title. */
export interface Hit<Value> {
  value: Value;
  /** How many words it took: longer is more telling. */
  length: number;
  /** Index of its first word. */
  at: number;
}

/** One word of a phrase, as it stands without its asterisk. */
interface Wanted {
  text: string;
  /** Where it may go on. */
  open: "nowhere" | "behind" | "before";
}

interface Pattern<Value> {
  words: Wanted[];
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
        const words = phrase.trim().split(/\s+/).map(wantedOf);
        const [first] = words;
        if (first === undefined || first.text === "") continue;
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

  #placeOf({ text, open }: Wanted): [Map<string, Pattern<Value>[]>, string] {
    if (open === "before") return [this.#ends, text.slice(-stem)];
    return open === "behind" ? [this.#beginnings, text.slice(0, stem)] : [this.#words, text];
  }

  #takeAll(hits: Hit<Value>[], patterns: readonly Pattern<Value>[] | undefined, words: readonly string[], at: number) {
    if (patterns === undefined) return;
    for (const { words: wanted, value } of patterns)
      if (allFit(words, at, wanted)) hits.push({ value, length: wanted.length, at });
  }
}

const stem = 3;

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
