import { grownFloats, grownInts } from "./interned.ts";
import type { Steps } from "./rank-steps.ts";

/** The lists that a sweep has open, in columns. */
export class OpenLists {
  /** By step, the first list that waits there. */
  readonly first: Int32Array;
  /** How far each has got in the entries, and where it ends. */
  at = new Int32Array(4096);
  end = new Int32Array(4096);
  /** The most that its postings can score, freshness aside. */
  most = new Float64Array(4096);
  /** Points of its place. */
  place = new Float64Array(4096);
  /** Bits of the wants that its postings serve. */
  serves = new Int32Array(4096);
  /** The share of its place if that is certain, else 0. */
  sure = new Float64Array(4096);
  /** The next list that waits at the same step. */
  next = new Int32Array(4096);
  readonly #steps: Steps;
  #count = 0;

  constructor(steps: Steps) {
    this.#steps = steps;
    this.first = new Int32Array(steps.count);
  }

  clear(): void {
    this.#count = 0;
    this.first.fill(-1);
  }

  /** Lets a list wait at a step. */
  park(list: number, step: number): void {
    this.next[list] = this.first[step] ?? -1;
    this.first[step] = list;
    this.#steps.add(step);
  }

  add(from: number, until: number, most: number, place: number, serves: number, sure: number): number {
    const list = this.#count++;
    if (list === this.at.length) this.#widen(list + 1);
    this.at[list] = from;
    this.end[list] = until;
    this.most[list] = most;
    this.place[list] = place;
    this.serves[list] = serves;
    this.sure[list] = sure;
    return list;
  }

  #widen(needed: number): void {
    this.at = grownInts(this.at, needed);
    this.end = grownInts(this.end, needed);
    this.serves = grownInts(this.serves, needed);
    this.next = grownInts(this.next, needed);
    this.most = grownFloats(this.most, needed);
    this.place = grownFloats(this.place, needed);
    this.sure = grownFloats(this.sure, needed);
  }
}

/** Entries that were looked at, by the step of the most that they can score; in columns. */
export class Candidates {
  /** By step, the first that is there. */
  readonly first: Int32Array;
  at = new Int32Array(4096);
  /** The share of its place if that is certain, else 0. */
  sure = new Float64Array(4096);
  /** The next one of the same step. */
  next = new Int32Array(4096);
  readonly #steps: Steps;
  #count = 0;

  constructor(steps: Steps) {
    this.#steps = steps;
    this.first = new Int32Array(steps.count);
  }

  clear(): void {
    this.#count = 0;
    this.first.fill(-1);
  }

  add(at: number, sure: number, step: number): void {
    const candidate = this.#count++;
    if (candidate === this.at.length) this.#widen(candidate + 1);
    this.at[candidate] = at;
    this.sure[candidate] = sure;
    this.next[candidate] = this.first[step] ?? -1;
    this.first[step] = candidate;
    this.#steps.add(step);
  }

  #widen(needed: number): void {
    this.at = grownInts(this.at, needed);
    this.next = grownInts(this.next, needed);
    this.sure = grownFloats(this.sure, needed);
  }
}
