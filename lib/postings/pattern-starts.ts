/** Characters in 32 kinds: each small letter, digits, white space, other ASCII, everything else. */
const digit = 27;
const space = 28;
const otherAscii = 29;
const beyondAscii = 30;
export const kindCount = 32;
const every = Array.from({ length: kindCount }, (_, kind) => kind);
const word = [...Array.from({ length: 26 }, (_, at) => at + 1), digit, otherAscii, beyondAscii];

function kindsOf(code: number): number {
  if (code >= 97 && code <= 122) return code - 96;
  if (code >= 48 && code <= 57) return digit;
  if (code === 32 || (code >= 9 && code <= 13)) return space;
  return code < 128 ? otherAscii : beyondAscii;
}
/** The kind of each UTF-16 code unit. */
export const kindOf = new Uint8Array(65_536).fill(beyondAscii);
for (let code = 0; code < 128; code++) kindOf[code] = kindsOf(code);

/** The kinds from 1 to this are small letters. */
export const letterKinds = 26;

/** Whether no match can begin right after a letter: true of `(?<!\\p{L})(?:a|b)`, not of `(?<!\\p{L})a|b`. */
export function beginsAWord(source: string): boolean {
  if (!/^\(\?<!(?:\\p\{L\}\)|\[(?:[^\]\\]|\\.)*?\\p\{L\}(?:[^\]\\]|\\.)*\][|)])/u.test(source)) return false;
  return new Reader(source).choices() === 1;
}

/** What something can begin with: kinds, as characters; shorter than three = it can end there. */
type Starts = ReadonlySet<string>;
/** Lazy: most of a pattern comes after its first three characters. */
type Part = () => Starts;
const three = 3;
const oneOf = (kinds: Iterable<number>): Starts => new Set([...kinds].map((kind) => String.fromCharCode(kind)));
const nothing: Part = () => new Set([""]);
const anything: Part = () => oneOf(every);
const maybe =
  (part: Part): Part =>
  () =>
    new Set(["", ...part()]);

function inTurn(parts: readonly Part[]): Part {
  return () => {
    let starts = nothing();
    for (const part of parts) {
      if ([...starts].every((start) => start.length >= three)) break;
      const next = part();
      const both = [...starts].flatMap((a) => (a.length >= three ? a : [...next].map((b) => (a + b).slice(0, three))));
      starts = new Set(both);
    }
    return starts;
  };
}

/**
 * All triples of kinds with which a match can begin, each as one number. What it cannot analyse it takes as anything;
 * assertions before or after a match are ignored.
 * @param source of a regular expression for lower-case text, without named groups and back references
 */
export function startsOf(source: string): number[] {
  // What ends early can be followed by anything.
  const starts = inTurn([new Reader(source).alternatives(), anything, anything, anything])();
  return [...starts].map((start) => [...start].reduce((key, kind) => keyWith(key, kind.charCodeAt(0)), 0));
}

export const keys = 1 << 15;
/** The key of the last three kinds, after one more is read. */
const keyWith = (key: number, kind: number) => ((key << 5) & (keys - 1)) | kind;

/** Reads a pattern from left to right. */
class Reader {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  alternatives(): Part {
    const all = this.#choices();
    return () => new Set(all.flatMap((part) => [...part()]));
  }

  /** How many alternatives the whole pattern has. */
  choices(): number {
    return this.#choices().length;
  }

  #choices(): Part[] {
    const all = [this.#sequence()];
    while (this.#source[this.#at] === "|") {
      this.#at++;
      all.push(this.#sequence());
    }
    return all;
  }

  #sequence(): Part {
    const parts: Part[] = [];
    while (this.#at < this.#source.length && !"|)".includes(this.#source[this.#at] ?? "")) {
      const item = this.#item();
      parts.push(this.#repeated(item));
    }
    return inTurn(parts);
  }

  #item(): Part {
    const char = this.#take();
    if (char === "(") return this.#group();
    if (char === "[") return this.#class();
    if (char === ".") return anything;
    if (char === "\\") return this.#escape();
    return char === "^" || char === "$" ? nothing : () => oneOf([kindsOf(char.charCodeAt(0))]);
  }

  #group(): Part {
    const [opening = ""] = /^\?(?:[:=!]|<[=!])|^/.exec(this.#source.slice(this.#at)) ?? [];
    this.#at += opening.length;
    const inside = this.alternatives();
    this.#at++;
    return opening === "" || opening === "?:" ? inside : nothing;
  }

  #class(): Part {
    const end = /^\^?(?:\\.|[^\]\\])*\]/s.exec(this.#source.slice(this.#at))?.[0].length ?? 0;
    const inside = this.#source.slice(this.#at, this.#at + end - 1);
    this.#at += end;
    // Ranges and escapes within a class: anything.
    if (/^\^|\\|.-./s.test(inside)) return anything;
    return () => oneOf(inside.split("").map((char) => kindsOf(char.charCodeAt(0))));
  }

  #escape(): Part {
    const char = this.#take();
    if (char === "b" || char === "B") return nothing;
    if (char === "d") return () => oneOf([digit]);
    if (char === "s") return () => oneOf([space, otherAscii, beyondAscii]);
    if (char === "n") return () => oneOf([space]);
    if (char === "S") return anything;
    if (char === "w") return () => oneOf(word);
    if (char === "p") {
      this.#at = this.#source.indexOf("}", this.#at) + 1;
      return () => oneOf(word);
    }
    if (/[a-zA-Z0-9]/.test(char)) throw new Error(`\\${char} is not understood: ${this.#source}`);
    return () => oneOf([kindsOf(char.charCodeAt(0))]);
  }

  #repeated(item: Part): Part {
    const [quantifier = ""] = /^(?:[?*+]|\{[\d,]+\})\??|^/.exec(this.#source.slice(this.#at)) ?? [];
    this.#at += quantifier.length;
    if (quantifier === "") return item;
    const often = quantifier[0] === "?" ? item : inTurn([item, maybe(item), maybe(item)]);
    return /^[?*]|^\{0/.test(quantifier) ? maybe(often) : often;
  }

  #take(): string {
    return this.#source[this.#at++] ?? "";
  }
}
