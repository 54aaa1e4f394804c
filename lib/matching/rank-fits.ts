import { grownFloats, grownInts } from "./interned.ts";
import type { Steps } from "./rank-steps.ts";

export interface Fit {
  slot: number;
  score: number;
}

const none: readonly Fit[] = [];

/** Postings that a sweep has scored, by the step of their score; in columns. */
export class Fits {
  /** By step, the first that is there. */
  readonly #first: Int32Array;
  #slots = new Int32Array(1024);
  #scores = new Float64Array(1024);
  /** The next one of the same step. */
  #next = new Int32Array(1024);
  #parked = 0;
  /** How many were added. */
  count = 0;

  readonly #steps: Steps;

  constructor(steps: Steps) {
    this.#steps = steps;
    this.#first = new Int32Array(steps.count);
  }

  clear(): void {
    this.#first.fill(-1);
    this.#parked = 0;
    this.count = 0;
  }

  add(slot: number, score: number, step: number): void {
    this.count++;
    this.#park(slot, score, step);
  }

  /** Puts back what was taken, without counting it again. */
  putBack({ slot, score }: Fit, step: number): void {
    this.#park(slot, score, step);
  }

  #park(slot: number, score: number, step: number): void {
    const fit = this.#parked++;
    if (fit === this.#slots.length) this.#widen(fit + 1);
    this.#slots[fit] = slot;
    this.#scores[fit] = score;
    this.#next[fit] = this.#first[step] ?? -1;
    this.#first[step] = fit;
    this.#steps.add(step);
  }

  /** Takes all of a step out, in order. */
  take(step: number, order: (a: Fit, b: Fit) => number): readonly Fit[] {
    let fit = this.#first[step] ?? -1;
    // At most steps only lists move on.
    if (fit < 0) return none;
    this.#first[step] = -1;
    const fits: Fit[] = [];
    for (; fit >= 0; fit = this.#next[fit] ?? -1)
      fits.push({ slot: this.#slots[fit] ?? 0, score: this.#scores[fit] ?? 0 });
    return fits.length === 1 ? fits : fits.sort(order);
  }

  #widen(needed: number): void {
    this.#slots = grownInts(this.#slots, needed);
    this.#next = grownInts(this.#next, needed);
    this.#scores = grownFloats(this.#scores, needed);
  }
}
