import { type Columns, column, undated, width } from "./columns.ts";

/** A posting that fits. */
export interface Fit {
  slot: number;
  score: number;
}

/** What a sweep has scored, by the step of its score. */
export class Fits {
  readonly #columns: Columns;
  readonly #steps: Fit[][] = [];
  /** How many there have been. */
  count = 0;

  constructor(columns: Columns) {
    this.#columns = columns;
  }

  add(fit: Fit, step: number): void {
    this.count++;
    this.park(fit, step);
  }

  /** Puts back what was taken. */
  park(fit: Fit, step: number): void {
    const fits = this.#steps[step];
    if (fits) fits.push(fit);
    else this.#steps[step] = [fit];
  }

  has(step: number): boolean {
    return (this.#steps[step]?.length ?? 0) > 0;
  }

  /** All of a step, the best first. */
  take(step: number): Fit[] {
    const fits = this.#steps[step] ?? [];
    this.#steps[step] = [];
    return fits.length < 2 ? fits : fits.sort((a, b) => this.order(a, b));
  }

  /** Score, then the newer, then the id: equal input gives an equal digest. */
  order(a: Fit, b: Fit): number {
    if (a.score !== b.score) return b.score - a.score;
    const { rows, ids } = this.#columns;
    const newer = (rows[b.slot * width + column.posted] ?? undated) - (rows[a.slot * width + column.posted] ?? undated);
    return newer === 0 ? ids.compare(a.slot, b.slot) : newer;
  }
}
