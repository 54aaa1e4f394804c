import { entry, entryWidth, type PostingLists, slotOf } from "./catalogue-index.ts";
import { type Columns, column, undated, width } from "./columns.ts";
import { type Fit, Fits } from "./rank-fits.ts";
import { Candidates, OpenLists } from "./rank-lists.ts";
import { Steps } from "./rank-steps.ts";
import type { Scorer } from "./score.ts";
import { closedLevel } from "./score-levels.ts";

/** The sweep goes down in steps so small that few postings share one. */
const stepsPerPoint = 4;
const stepCount = 100 * stepsPerPoint + 2;
const stepOf = (score: number) => (score > 0 ? (score * stepsPerPoint) | 0 : 0);
/** Tolerance: bounds and scores add up in different orders, and scores are rounded. */
const rounding = 1e-5;
/** Looking at this many entries at once costs less than coming back for each: most lists are no longer. */
const atOnce = 4;
/** The want that every list serves. */
export const anyWant = 1 << 30;

/** Memory shared by all sweeps, of which only one is under way at a time. */
const steps = new Steps(stepCount);
const open = new OpenLists(steps);
const candidates = new Candidates(steps);
const fits = new Fits(steps);
/** By slot, the last sweep that has seen it. */
let seen = new Uint8Array(0);
let sweep = 0;
/** A read into this fetches the row of a posting that is scored next, while others are looked at. */
const ahead = new Int32Array(1);

/**
 * Goes down the scale of scores and hands out the postings of open lists in exact order, without looking at all of
 * them. A list waits at the step of the most that its next posting can score; a posting waits at the step of the bound
 * that its entry gives, and once scored, at that of its score. When a step's lists have moved on, all postings of that
 * step are known.
 */
export class Sweep {
  readonly #scorer: Scorer;
  readonly #columns: Columns;
  readonly #lists: PostingLists;
  readonly #freshest: number;
  readonly #least: number;
  /** The highest step at which something may wait. */
  #top = 0;

  /**
   * @param excluded ids of postings that are passed over
   * @param least lower scores are dropped
   */
  constructor(scorer: Scorer, columns: Columns, lists: PostingLists, excluded: Iterable<string>, least: number) {
    this.#scorer = scorer;
    this.#columns = columns;
    this.#lists = lists;
    this.#freshest = scorer.freshPoints(scorer.now);
    this.#least = least;
    open.clear();
    candidates.clear();
    fits.clear();
    steps.clear();
    sweep = sweep === 255 ? 1 : sweep + 1;
    if (seen.length < columns.end) seen = new Uint8Array(columns.end + 1024);
    else if (sweep === 1) seen.fill(0);
    columns.ids.mark(excluded, seen, sweep);
  }

  /**
   * Opens adjacent lists, one for each level group.
   * @param reach the most their postings can score, freshness aside
   * @param place points of their place
   * @param losses how much each level group takes off `reach`, or `closedLevel`
   * @param wants bits of the wants they serve
   * @param placeShare share of their place if their postings certainly have no better one, else 0
   */
  open(cell: number, reach: number, place: number, losses: Float64Array, wants: number, placeShare: number): void {
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
    open.park(
      open.add(from * entryWidth, until * entryWidth, most, place + rounding, wants | anyWant, placeShare),
      step,
    );
  }

  /**
   * Offers postings to `take`, the best first, down to the score `least`. `take` says whether it took one; the others
   * come again in the next call. Lists that serve none of `wanted` wait for that call; at 0 this one ends.
   */
  down(least: number, wanted: () => number, take: (fit: Fit) => boolean): void {
    const lowest = stepOf(least);
    for (let step = steps.from(this.#top); step >= lowest; step = steps.from(step - 1)) {
      const wants = wanted();
      if (wants === 0) return;
      steps.remove(step);
      this.#advanceAll(step, wants);
      this.#scoreAll(step);
      for (const fit of fits.take(step, this.order)) if (wanted() === 0 || !take(fit)) fits.putBack(fit, step);
    }
  }

  /** How many postings are good enough; stops looking at `enough`. */
  count(enough: number): number {
    const lowest = stepOf(this.#least);
    for (let step = steps.from(this.#top); step >= lowest && fits.count < enough; step = steps.from(step - 1))
      this.#scoreAll(step);
    for (let step = steps.from(this.#top); step >= lowest && fits.count < enough; step = steps.from(step - 1))
      for (let list = open.first[step] ?? -1; list >= 0; list = open.next[list] ?? -1) this.#countList(list, enough);
    return fits.count;
  }

  #countList(list: number, enough: number): void {
    const { entries } = this.#lists;
    const scorer = this.#scorer;
    const until = open.end[list] ?? 0;
    const lacking = this.#least - (open.most[list] ?? 0);
    for (let at = open.at[list] ?? 0; at < until && fits.count < enough; at += entryWidth) {
      const posted = entries[at + entry.posted] ?? undated;
      if (posted !== undated && scorer.freshPoints(posted) < lacking) return;
      if (!scorer.gates.surelyClosed(entries, at)) this.#score(at, open.sure[list] ?? 0);
    }
  }

  /** Whether it was neither excluded nor seen before; from now on it was. */
  #isNew(slot: number): boolean {
    if (seen[slot] === sweep) return false;
    seen[slot] = sweep;
    return true;
  }

  /** By score, then the newer, then by id: equal input gives an equal digest. */
  readonly order = (a: Fit, b: Fit): number => {
    if (a.score !== b.score) return b.score - a.score;
    const { rows, ids } = this.#columns;
    const newer = (rows[b.slot * width + column.posted] ?? undated) - (rows[a.slot * width + column.posted] ?? undated);
    return newer === 0 ? ids.compare(a.slot, b.slot) : newer;
  };

  #advanceAll(step: number, wants: number): void {
    let list = open.first[step] ?? -1;
    open.first[step] = -1;
    while (list >= 0) {
      const next = open.next[list] ?? -1;
      if (((open.serves[list] ?? 0) & wants) === 0) open.park(list, step);
      else this.#advance(list, step);
      list = next;
    }
  }

  /** Looks at a list's entries, a few at least, until the next can only belong to a lower step. */
  #advance(list: number, step: number): void {
    const { entries } = this.#lists;
    const scorer = this.#scorer;
    const { rows } = this.#columns;
    const { gates, bounds } = scorer;
    const reach = open.most[list] ?? 0;
    const place = open.place[list] ?? 0;
    const sure = open.sure[list] ?? 0;
    const until = open.end[list] ?? 0;
    let at = open.at[list] ?? 0;
    const least = at + atOnce * entryWidth;
    for (; at < until; at += entryWidth) {
      const posted = entries[at + entry.posted] ?? undated;
      // Undated ones stand first: they are looked at before any other could be passed over.
      if (at >= least && posted !== undated) {
        const bound = stepOf(reach + scorer.freshPoints(posted));
        if (bound < step) {
          open.park(list, bound);
          break;
        }
      }
      if (gates.surelyClosed(entries, at) || seen[slotOf(entries, at)] === sweep) continue;
      const bound = stepOf(place + scorer.freshPoints(posted) + bounds.of(entries, at));
      if (bound >= step) ahead[0] = rows[slotOf(entries, at) * width + column.where] ?? 0;
      candidates.add(at, sure, Math.min(step, bound));
    }
    open.at[list] = at;
  }

  #scoreAll(step: number): void {
    let candidate = candidates.first[step] ?? -1;
    candidates.first[step] = -1;
    for (; candidate >= 0; candidate = candidates.next[candidate] ?? -1)
      this.#score(candidates.at[candidate] ?? 0, candidates.sure[candidate] ?? 0);
  }

  /** @param placeShare if it is certain, else 0 */
  #score(at: number, placeShare: number): void {
    const slot = slotOf(this.#lists.entries, at);
    if (!this.#isNew(slot)) return;
    const score = this.#scorer.score(slot, placeShare);
    // This step may lie above the candidate's: its best list may wait, as nobody wants what that serves before the next
    // call.
    if (score >= this.#least) fits.add(slot, score, stepOf(score));
  }
}
