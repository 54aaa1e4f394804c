import { entry, entryWidth, type PostingLists, slotOf } from "./catalogue-index.ts";
import { type Columns, undated } from "./columns.ts";
import type { IdSet } from "./id-set.ts";
import { type Fit, Fits } from "./rank-fits.ts";
import { Candidates, OpenLists } from "./rank-lists.ts";
import type { Scorer } from "./score.ts";

/** Steps of a point in which the sweep goes down: few postings share one, and most steps have some. */
const stepsPerPoint = 4;
const stepCount = 100 * stepsPerPoint + 2;
const stepOf = (score: number) => (score > 0 ? Math.trunc(score * stepsPerPoint) : 0);
/** A bound and a score are sums in another order, and scores are rounded. */
const rounding = 1e-5;
/** To wait with so few costs more than to look at them. */
const shortList = 6;
/** The want that every list serves. */
export const anyWant = 1 << 30;

/** No posting of such a level fits. */
export const closedLevel = -1;

/** Memory of all sweeps, as only one at a time is under way: the first list of each step, the lists, what they told. */
const firstList = new Int32Array(stepCount);
const open = new OpenLists();
const candidates = new Candidates(stepCount);
/** By slot, the last sweep that has seen it. */
let seen = new Uint8Array(0);
let sweep = 0;

/**
 * Goes down the scale of scores, and hands out the postings of open lists in exact order without looking at all. A list
 * waits at the step of the most that its next posting can reach; a posting at the step of the most that its entry says
 * it can reach, and scored at that of its score. When a step's lists have moved on, all postings of that step are known.
 */
export class Sweep {
  readonly #scorer: Scorer;
  readonly #columns: Columns;
  readonly #lists: PostingLists;
  readonly #excluded: IdSet;
  readonly #fits: Fits;
  readonly #freshest: number;
  /** Nothing is above it. */
  #top = 0;

  constructor(scorer: Scorer, columns: Columns, lists: PostingLists, excluded: IdSet) {
    this.#scorer = scorer;
    this.#columns = columns;
    this.#lists = lists;
    this.#excluded = excluded;
    this.#fits = new Fits(columns);
    this.#freshest = scorer.freshPoints(scorer.now);
    open.clear();
    candidates.clear();
    firstList.fill(-1);
    sweep = sweep === 255 ? 1 : sweep + 1;
    if (seen.length < columns.end) seen = new Uint8Array(columns.end + 1024);
    else if (sweep === 1) seen.fill(0);
  }

  /** Whether nothing is in these lists, which stand beside each other. */
  isEmpty(cell: number, count: number): boolean {
    return this.#lists.starts[cell] === this.#lists.starts[cell + count];
  }

  /**
   * Opens lists that stand beside each other, one for each level.
   * @param reach what their postings can reach, but for their freshness
   * @param place points of their place
   * @param losses of it by level, or `closedLevel`
   * @param wants bits of the wants they serve
   * @param placeShare of their postings where it is certain that they have no better one, else 0
   */
  open(cell: number, reach: number, place: number, losses: readonly number[], wants: number, placeShare: number): void {
    const { starts } = this.#lists;
    let from = starts[cell] ?? 0;
    for (let level = 0; level < losses.length; level++) {
      const until = starts[cell + level + 1] ?? 0;
      const loss = losses[level] ?? closedLevel;
      if (from < until && loss !== closedLevel) this.#openList(from, until, reach - loss, place, wants, placeShare);
      from = until;
    }
  }

  #openList(from: number, until: number, reach: number, place: number, wants: number, placeShare: number): void {
    const most = reach + rounding;
    const step = stepOf(most + this.#freshest);
    if (step > this.#top) this.#top = step;
    const list = open.add(from * entryWidth, until * entryWidth, most, place + rounding, wants | anyWant, placeShare);
    if (until - from <= shortList) this.#advance(list, step, true);
    else park(list, step);
  }

  /**
   * Down to the score `least`, the best first: gives each posting to `take`, which says whether it took it; what it did
   * not take comes again in the next call. Lists that serve none of `wanted` wait for that one; with 0 it ends.
   */
  down(least: number, wanted: () => number, take: (fit: Fit) => boolean): void {
    for (let step = this.#top; step >= stepOf(least); step--) {
      if ((firstList[step] ?? -1) < 0 && (candidates.first[step] ?? -1) < 0 && !this.#fits.has(step)) continue;
      const wants = wanted();
      if (wants === 0) return;
      this.#advanceAll(step, wants);
      this.#scoreAll(step);
      for (const fit of this.#fits.take(step)) if (wanted() === 0 || !take(fit)) this.#fits.park(fit, step);
    }
  }

  /** How many fit: of those scored so far, and if these are fewer than `enough`, of others until they are. */
  count(enough: number): number {
    let count = this.#fits.count;
    for (let step = this.#top; step >= 0 && count < enough; step--)
      count += this.#countCandidates(step, enough - count);
    for (let step = this.#top; step >= 0 && count < enough; step--)
      for (let list = firstList[step] ?? -1; list >= 0; list = open.next[list] ?? -1)
        count += this.#countOfList(list, enough - count);
    return count;
  }

  #countCandidates(step: number, enough: number): number {
    let count = 0;
    let candidate = candidates.first[step] ?? -1;
    for (; candidate >= 0 && count < enough; candidate = candidates.next[candidate] ?? -1)
      if (this.#isFit(candidates.slot[candidate] ?? 0)) count++;
    return count;
  }

  #countOfList(list: number, enough: number): number {
    const { entries } = this.#lists;
    const until = open.end[list] ?? 0;
    let count = 0;
    for (let at = open.at[list] ?? 0; at < until && count < enough; at += entryWidth)
      if (!this.#scorer.gates.surelyClosed(entries, at) && this.#isFit(slotOf(entries, at))) count++;
    return count;
  }

  #isFit(slot: number): boolean {
    return this.#isNew(slot) && this.#scorer.skipped(slot) === null;
  }

  /** Not yet looked up, and not matched before. */
  #isNew(slot: number): boolean {
    if (seen[slot] === sweep) return false;
    seen[slot] = sweep;
    return !this.#excluded.has(this.#columns.ids, slot);
  }

  order(a: Fit, b: Fit): number {
    return this.#fits.order(a, b);
  }

  #advanceAll(step: number, wants: number): void {
    let list = firstList[step] ?? -1;
    firstList[step] = -1;
    while (list >= 0) {
      const next = open.next[list] ?? -1;
      if (((open.serves[list] ?? 0) & wants) === 0) park(list, step);
      else this.#advance(list, step, false);
      list = next;
    }
  }

  /** Looks at a list's entries until the next can only stand further down, or at `all`. */
  #advance(list: number, step: number, all: boolean): void {
    const { entries } = this.#lists;
    const scorer = this.#scorer;
    const { gates, bounds } = scorer;
    const reach = open.most[list] ?? 0;
    const place = open.place[list] ?? 0;
    const sure = open.sure[list] ?? 0;
    const until = open.end[list] ?? 0;
    let at = open.at[list] ?? 0;
    for (; at < until; at += entryWidth) {
      const posted = entries[at + entry.posted] ?? undated;
      const fresh = scorer.freshPoints(posted);
      // Those without a date stand first: they are looked at before any other could be passed over.
      if (!all && posted !== undated) {
        const bound = stepOf(reach + fresh);
        if (bound < step) {
          park(list, bound);
          break;
        }
      }
      if (gates.surelyClosed(entries, at)) continue;
      candidates.add(slotOf(entries, at), sure, Math.min(step, stepOf(place + fresh + bounds.of(entries, at))));
    }
    open.at[list] = at;
  }

  #scoreAll(step: number): void {
    let candidate = candidates.first[step] ?? -1;
    candidates.first[step] = -1;
    for (; candidate >= 0; candidate = candidates.next[candidate] ?? -1) {
      const slot = candidates.slot[candidate] ?? 0;
      if (!this.#isNew(slot)) continue;
      const score = this.#scorer.score(slot, candidates.sure[candidate]);
      // A step above this one: its best list waits, as nobody wants what it serves before the next call.
      if (score >= 0) this.#fits.add({ slot, score }, stepOf(score));
    }
  }
}

function park(list: number, step: number): void {
  open.next[list] = firstList[step] ?? -1;
  firstList[step] = list;
}
