import type { Steps } from "./rank-steps.ts";

/** A posting that fits. */
export interface Fit {
  slot: number;
  score: number;
}

interface Parked extends Fit {
  /** The next one of the same step. */
  next: Parked | undefined;
}

const none: readonly Fit[] = [];

/** What a sweep has scored, by the step of its score. */
export class Fits {
  readonly #first: (Parked | undefined)[];
  /** How many there have been. */
  count = 0;

  readonly #steps: Steps;

  constructor(steps: Steps) {
    this.#steps = steps;
    this.#first = new Array<Parked | undefined>(steps.count).fill(undefined);
  }

  clear(): void {
    this.#first.fill(undefined);
    this.count = 0;
  }

  add(slot: number, score: number, step: number): void {
    this.count++;
    this.#park(slot, score, step);
  }

  /** Puts back what was taken. */
  putBack({ slot, score }: Fit, step: number): void {
    this.#park(slot, score, step);
  }

  #park(slot: number, score: number, step: number): void {
    this.#first[step] = { slot, score, next: this.#first[step] };
    this.#steps.add(step);
  }

  /** All of a step, in order. */
  take(step: number, order: (a: Fit, b: Fit) => number): readonly Fit[] {
    const first = this.#first[step];
    // At most steps only lists move on.
    if (!first) return none;
    const fits: Fit[] = [];
    for (let fit: Parked | undefined = first; fit; fit = fit.next) fits.push(fit);
    this.#first[step] = undefined;
    return fits.length === 1 ? fits : fits.sort(order);
  }
}
