import type { PostingLists } from "./catalogue-index.ts";
import { type Columns, column, undated, width } from "./columns.ts";
import { grownInts } from "./interned.ts";
import type { Scorer } from "./score.ts";

/** Steps of a point in which the sweep goes down: few postings share one, and most steps have some. */
const stepsPerPoint = 8;
const stepCount = 100 * stepsPerPoint + 2;
const stepOf = (score: number) => Math.max(0, Math.min(stepCount - 1, Math.floor(score * stepsPerPoint)));
/** A bound and a score are sums in another order, and scores are rounded. */
const rounding = 1e-5;
/** The want that every list serves. */
export const anyWant = 1 << 30;

/** A posting that fits. */
export interface Fit {
  slot: number;
  score: number;
}

/** Memory of all sweeps, as only one at a time is under way: the first list, and the first posting, of each step. */
const firstList = new Int32Array(stepCount);
const firstFit = new Int32Array(stepCount);
/** Of each open list: where it is, its end, the most but for freshness, whose wants it serves, the next of its step. */
let at = new Int32Array(4096);
let end = new Int32Array(4096);
let most = new Float64Array(4096);
let serves = new Int32Array(4096);
let nextList = new Int32Array(4096);
/** By slot, the last sweep that has seen it. */
let seen = new Uint8Array(0);
let sweep = 0;

/**
 * Goes down the scale of scores, and hands out the postings of open lists in exact order without looking at all. A list
 * waits at the step of the most that its next posting can reach; what was looked at waits at the step of its score.
 * When a step's lists have moved on, all postings of that step are known.
 */
export class Sweep {
  readonly #scorer: Scorer;
  readonly #columns: Columns;
  readonly #lists: PostingLists;
  readonly #fits: Fit[] = [];
  readonly #nextFit: number[] = [];
  #open = 0;
  /** Nothing is above it. */
  #top = 0;

  constructor(scorer: Scorer, columns: Columns, lists: PostingLists) {
    this.#scorer = scorer;
    this.#columns = columns;
    this.#lists = lists;
    firstList.fill(-1);
    firstFit.fill(-1);
    sweep = sweep === 255 ? 1 : sweep + 1;
    if (seen.length < columns.end) seen = new Uint8Array(columns.end + 1024);
    else if (sweep === 1) seen.fill(0);
  }

  /** How many that fit were seen so far. */
  get fits(): number {
    return this.#fits.length;
  }

  /** Not to be handed out. */
  leaveOut(slot: number): void {
    if (slot >= 0) seen[slot] = sweep;
  }

  /** Whether nothing is in these lists, which stand beside each other. */
  isEmpty(cell: number, count: number): boolean {
    return this.#lists.starts[cell] === this.#lists.starts[cell + count];
  }

  /** @param reach what its postings can reach, but for their freshness; @param wants bits of the wants it serves */
  open(cell: number, reach: number, wants: number): void {
    const from = this.#lists.starts[cell] ?? 0;
    const until = this.#lists.starts[cell + 1] ?? 0;
    if (from === until) return;
    const list = this.#open++;
    if (list === at.length) widen();
    at[list] = from;
    end[list] = until;
    most[list] = reach + rounding;
    serves[list] = wants | anyWant;
    const step = stepOf(reach + rounding + this.#scorer.freshPoints(this.#scorer.now));
    park(list, step);
    if (step > this.#top) this.#top = step;
  }

  /**
   * Down to the score `least`, the best first: gives each posting to `take`, which says whether it took it; what it did
   * not take comes again in the next call. Lists that serve none of `wanted` wait for that one; with 0 it ends.
   */
  down(least: number, wanted: () => number, take: (fit: Fit) => boolean): void {
    for (let step = this.#top; step >= stepOf(least); step--) {
      if ((firstList[step] ?? -1) < 0 && (firstFit[step] ?? -1) < 0) continue;
      const wants = wanted();
      if (wants === 0) return;
      this.#advanceAll(step, wants);
      const fits = this.#sorted(step);
      firstFit[step] = -1;
      for (const number of fits) {
        const fit = this.#fits[number];
        if (fit && wanted() !== 0 && take(fit)) continue;
        this.#nextFit[number] = firstFit[step] ?? -1;
        firstFit[step] = number;
      }
    }
  }

  /** Looks on until so many fit, in no order. */
  count(enough: number): void {
    for (let step = this.#top; step >= 0 && this.fits < enough; step--) {
      for (let list = firstList[step] ?? -1; list >= 0; list = nextList[list] ?? -1) this.#advance(list, 0, enough);
    }
  }

  /** Score, then the newer, then the id: equal input gives an equal digest. */
  order(a: Fit, b: Fit): number {
    if (a.score !== b.score) return b.score - a.score;
    const { rows, ids } = this.#columns;
    const newer = (rows[b.slot * width + column.posted] ?? undated) - (rows[a.slot * width + column.posted] ?? undated);
    return newer === 0 ? ids.compare(a.slot, b.slot) : newer;
  }

  #advanceAll(step: number, wants: number): void {
    let list = firstList[step] ?? -1;
    firstList[step] = -1;
    while (list >= 0) {
      const next = nextList[list] ?? -1;
      if (((serves[list] ?? 0) & wants) === 0) park(list, step);
      else this.#advance(list, step, Number.MAX_SAFE_INTEGER);
      list = next;
    }
  }

  /** Looks at a list's postings until the next can only stand further down. */
  #advance(list: number, step: number, enough: number): void {
    const { slots } = this.#lists;
    const { rows } = this.#columns;
    const reach = most[list] ?? 0;
    const until = end[list] ?? 0;
    let next = at[list] ?? 0;
    for (; next < until && this.fits < enough; next++) {
      const slot = slots[next] ?? 0;
      if (seen[slot] === sweep) continue;
      const posted = rows[slot * width + column.posted] ?? undated;
      // Those without a date stand first: they are looked at before any other could be passed over.
      if (posted !== undated) {
        const bound = stepOf(reach + this.#scorer.freshPoints(posted));
        if (bound < step) {
          park(list, bound);
          break;
        }
      }
      seen[slot] = sweep;
      const score = this.#scorer.score(slot);
      if (score >= 0) this.#add({ slot, score }, Math.min(step, stepOf(score)));
    }
    at[list] = next;
  }

  #add(fit: Fit, step: number): void {
    this.#nextFit.push(firstFit[step] ?? -1);
    firstFit[step] = this.#fits.length;
    this.#fits.push(fit);
  }

  #sorted(step: number): number[] {
    const fits: number[] = [];
    for (let fit = firstFit[step] ?? -1; fit >= 0; fit = this.#nextFit[fit] ?? -1) fits.push(fit);
    if (fits.length < 2) return fits;
    return fits.sort((a, b) => this.order(this.#fits[a] as Fit, this.#fits[b] as Fit));
  }
}

function park(list: number, step: number): void {
  nextList[list] = firstList[step] ?? -1;
  firstList[step] = list;
}

function widen(): void {
  const wider = at.length + 1;
  [at, end, serves, nextList] = [at, end, serves, nextList].map((array) => grownInts(array, wider)) as [
    Int32Array<ArrayBuffer>,
    Int32Array<ArrayBuffer>,
    Int32Array<ArrayBuffer>,
    Int32Array<ArrayBuffer>,
  ];
  const longer = new Float64Array(at.length);
  longer.set(most);
  most = longer;
}
