import { type Columns, column, width } from "./columns.ts";
import { pathsOf } from "./columns-facts.ts";
import { IntSet } from "./int-set.ts";
import type { PlaceGroup } from "./place-fit.ts";
import type { Fit } from "./rank-fits.ts";
import type { Prepared } from "./score-seeker.ts";
import { maxPerCompany } from "./weights.ts";

/** Wants are bits: first those of cities, then those of career paths. */
const cityWants = 8;
const allCities = (1 << cityWants) - 1;
export const pathWants = (paths: number) => paths << cityWants;

/** By place key, the bits of the cities it is near. Shared by all digests, of which only one is made at a time. */
let citiesOf = new Uint8Array(0);
let citiesFrom: readonly PlaceGroup[] = [];

function fillCities(places: readonly PlaceGroup[], keyCount: number): void {
  if (citiesOf.length < keyCount) citiesOf = new Uint8Array(keyCount * 2);
  else for (const { fits } of citiesFrom) for (const { key } of fits) citiesOf[key] = 0;
  citiesFrom = places.filter(({ cities }) => cities > 0);
  for (const { fits, cities } of citiesFrom) for (const { key } of fits) citiesOf[key] = (citiesOf[key] ?? 0) | cities;
}

/** Blocking keys of the chosen postings, shared likewise. */
const chosenKeys = new IntSet();

/**
 * Puts a digest together from postings that come best first: few per company, no likely duplicates, and if the person
 * named several cities or career paths, a share for each.
 */
export class Digest {
  readonly chosen: Fit[] = [];
  /** Companies of the chosen: a dozen at most, and faster to look through than a Map. */
  readonly #companies: number[] = [];
  /** The company of each posting that was left out because its company has enough. */
  readonly #leftOut: number[] = [];
  /** Bits of the cities and paths that were named beside others of their kind. */
  readonly wants: number;
  readonly #columns: Columns;
  readonly #limit: number;
  readonly #share: number;
  /** How many of the chosen serve each want. */
  readonly #served: number[] = [];
  #unmet = 0;

  constructor({ cities, paths }: Prepared, places: readonly PlaceGroup[], columns: Columns, limit: number) {
    chosenKeys.clear();
    this.#columns = columns;
    this.#limit = limit;
    const citiesWanted = cities.length > 1 ? (1 << Math.min(cities.length, cityWants)) - 1 : 0;
    // A single path needs no share.
    this.wants = citiesWanted | ((paths & (paths - 1)) === 0 ? 0 : pathWants(paths));
    // Even if there are more wants than places, each gets one: a posting may serve a city and a path.
    this.#share = Math.max(1, Math.floor(limit / bitsIn(this.wants)));
    this.#unmet = this.wants;
    if (citiesWanted !== 0) fillCities(places, columns.places.keyCount);
  }

  get full(): boolean {
    return this.chosen.length >= this.#limit;
  }

  /** Bits of the wants that have not had their share; 0 also when the digest is full. */
  unmet(): number {
    return this.full ? 0 : this.#unmet;
  }

  /** Takes the posting if it serves a want that has not had its share. */
  takeWanted(fit: Fit): boolean {
    return (this.#wantsOf(fit.slot) & this.unmet()) !== 0 && !this.#crowded(fit.slot) && this.#add(fit);
  }

  /** Takes the posting, whatever it serves. */
  take(fit: Fit): boolean {
    if (!this.#crowded(fit.slot)) return this.#add(fit);
    const company = this.#companyOf(fit.slot);
    if (this.#hasEnoughOf(company)) this.#leftOut.push(company);
    return false;
  }

  leftOutBeside(slot: number): number {
    return countOf(this.#leftOut, this.#companyOf(slot));
  }

  #add(fit: Fit): true {
    this.chosen.push(fit);
    const { slot } = fit;
    const columns = this.#columns;
    this.#companies.push(this.#companyOf(slot));
    const { texts } = columns;
    for (let at = columns.keysFrom(slot), end = columns.keysEnd(slot); at < end; at++) chosenKeys.add(texts[at] ?? 0);
    if (this.wants === 0) return true;
    for (let want = 0, left = this.#wantsOf(slot); left > 0; want++, left >>>= 1)
      if (left & 1) {
        this.#served[want] = (this.#served[want] ?? 0) + 1;
        if (this.#served[want] === this.#share) this.#unmet &= ~(1 << want);
      }
    return true;
  }

  /** Whether its company has enough, or it shares a blocking key with a better one. */
  #crowded(slot: number): boolean {
    if (this.#hasEnoughOf(this.#companyOf(slot))) return true;
    const columns = this.#columns;
    const { texts } = columns;
    for (let at = columns.keysFrom(slot), end = columns.keysEnd(slot); at < end; at++)
      if (chosenKeys.has(texts[at] ?? 0)) return true;
    return false;
  }

  /** Unknown companies do not count as one. */
  #hasEnoughOf(company: number): boolean {
    return company !== 0 && countOf(this.#companies, company) >= maxPerCompany;
  }

  #companyOf(slot: number): number {
    return this.#columns.rows[slot * width + column.company] ?? 0;
  }

  #wantsOf(slot: number): number {
    const { rows, places } = this.#columns;
    let wants = pathWants(pathsOf(rows[slot * width + column.facts] ?? 0));
    if ((this.wants & allCities) === 0) return wants & this.wants;
    const where = (rows[slot * width + column.where] ?? 0) & 0xffffff;
    const { starts, list } = places;
    for (let at = starts[where] ?? 0, end = starts[where + 1] ?? 0; at < end; at++)
      wants |= citiesOf[list[at] ?? 0] ?? 0;
    return wants & this.wants;
  }
}

function countOf(items: readonly number[], item: number): number {
  let count = 0;
  for (const each of items) if (each === item) count++;
  return count;
}

function bitsIn(bits: number): number {
  let count = 0;
  for (let left = bits; left > 0; left >>>= 1) count += left & 1;
  return count;
}
