import { beginsAWord, keys, kindCount, kindOf, letterKinds, startsOf } from "./pattern-starts.ts";
import { unitsOf } from "./units.ts";

/** For each three kinds of characters, a bit for each pattern of which a match can begin like this. */
const patternsBy = new Int32Array(keys);
/** By the kind of the character before, the patterns of which a match can begin there: after a letter few can. */
const patternsBehind = new Int32Array(kindCount).fill(-1);
patternsBehind.fill(0, 1, letterKinds + 1);
let patterns = 0;

/** By pattern number, where in a text a match can begin. */
type Starts = readonly number[][];

/** For the last text: each pattern in turn looks at the same one. */
let last: { text: string; starts: Starts } = { text: "", starts: [] };

function startsIn(text: string): Starts {
  if (last.text === text && last.starts.length === patterns) return last.starts;
  const starts = Array.from({ length: patterns }, (): number[] => []);
  const units = unitsOf(text);
  const end = text.length;
  let key = 0;
  // The key is two characters ahead. No call and no other branch: few loops run as often.
  for (let start = -2; start < end; start++) {
    const kindBefore = key >> 10;
    key = ((key << 5) & (keys - 1)) | (kindOf[units[start + 2] as number] as number);
    let found = (patternsBy[key] as number) & (patternsBehind[kindBefore] as number);
    if (start < 0) continue;
    for (; found !== 0; found &= found - 1) (starts[31 - Math.clz32(found & -found)] as number[]).push(start);
  }
  last = { text, starts };
  return starts;
}

let lastLower = { text: "", lower: "" };

/** In lower case, so that no pattern needs the slow `i` flag; the last text is remembered for the next caller. */
export function lowerOf(text: string): string {
  if (lastLower.text !== text) lastLower = { text, lower: text.toLowerCase() };
  return lastLower.lower;
}

/**
 * `text.matchAll(pattern)` without its copy of the pattern, which costs more than searching a short text. Matches are
 * not empty.
 */
export function* matchesIn(text: string, pattern: RegExp): Generator<RegExpExecArray> {
  for (let end = 0; ; ) {
    pattern.lastIndex = end;
    const match = pattern.exec(text);
    if (!match) return;
    end = match.index + match[0].length;
    yield match;
  }
}

/**
 * A pattern for long lower-case texts. All such patterns share one pass over a text that finds where a match of each
 * can begin; only there it is tried. Finds the same as the RegExp with the flags `gu`.
 */
export class TextPattern {
  readonly #regex: RegExp;
  readonly #number: number;

  constructor({ source }: RegExp) {
    this.#regex = new RegExp(source, "uy");
    if (patterns === 32) throw new Error("text patterns: there is room for 32");
    this.#number = patterns++;
    const bit = 1 << this.#number;
    if (!beginsAWord(source))
      for (let letter = 1; letter <= letterKinds; letter++)
        patternsBehind[letter] = (patternsBehind[letter] ?? 0) | bit;
    for (const key of startsOf(source)) patternsBy[key] = (patternsBy[key] ?? 0) | bit;
  }

  test(text: string): boolean {
    for (const start of startsIn(text)[this.#number] ?? []) {
      this.#regex.lastIndex = start;
      if (this.#regex.test(text)) return true;
    }
    return false;
  }

  /** All matches, without overlaps; none is empty. */
  *matchAll(text: string): Generator<RegExpExecArray> {
    let end = 0;
    for (const start of startsIn(text)[this.#number] ?? []) {
      if (start < end) continue;
      this.#regex.lastIndex = start;
      const match = this.#regex.exec(text);
      if (!match) continue;
      end = start + match[0].length;
      yield match;
    }
  }
}
