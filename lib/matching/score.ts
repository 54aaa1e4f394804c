import { type Columns, column, companyHash, secondsOf, undated, width, wordsIn } from "./columns.ts";
import { modeOf, modes, occupationOf, occupations, qualityOf, rankOf, visaOf, visas } from "./columns-facts.ts";
import { type GateOptions, Gates, type SkipReason } from "./gates.ts";
import { type KeyFit, type PlaceGroup, placeFits } from "./place-fit.ts";
import { Bounds } from "./score-bounds.ts";
import { type Keyword, standsIn } from "./score-keywords.ts";
import { type LevelShares, levelShares, lossesOf } from "./score-levels.ts";
import { payShare } from "./score-pay.ts";
import { partAt, parts, pointsFor } from "./score-points.ts";
import type { Prepared } from "./score-seeker.ts";
import { keywordShare, languageShare, occupationShare, pathShare, unknownModeShare } from "./score-shares.ts";
import type { Taste } from "./taste.ts";
import { newForMs, oldAfterMs, type Part, shares } from "./weights.ts";

const { place, path, occupation, level, mode, languages, visa, keywords, pay, freshness, quality, taste } = partAt;
const unknownMode = modes.indexOf("unknown");
const offered = visas.indexOf("offered");

const freshPerSecond = 1000 / (oldAfterMs - newForMs);

/**
 * By place key, the best share for the person scored last; 0 = none. Shared, as it is as long as there are place keys.
 */
let shareOfKey = new Float64Array(0);
/** Whose places it holds: people of one city often follow each other, and then nothing changes. */
let sharesFrom: readonly (readonly KeyFit[])[] = [];

function fillShares(groups: readonly PlaceGroup[], keyCount: number): void {
  if (groups.length === sharesFrom.length && groups.every(({ fits }, at) => fits === sharesFrom[at])) return;
  if (shareOfKey.length < keyCount) shareOfKey = new Float64Array(keyCount * 2);
  else for (const fits of sharesFrom) for (const { key } of fits) shareOfKey[key] = 0;
  sharesFrom = groups.map(({ fits }) => fits);
  for (const fits of sharesFrom)
    for (const { key, share } of fits) if (share > (shareOfKey[key] ?? 0)) shareOfKey[key] = share;
}

const noCompanies: ReadonlyMap<number, number> = new Map();
const likedCompanies = ({ companies }: Taste) =>
  new Map(Object.entries(companies).map(([name, value]) => [companyHash(name), value]));
/** The shares of the posting that was looked at last. */
const found = new Float64Array(parts.length);
const shareOf = (part: number) => Math.round((found[part] ?? 0) * 100) / 100;

/** Scores postings for one person. It shares memory with all others: use only one at a time. */
export class Scorer {
  readonly fits: readonly PlaceGroup[];
  readonly #columns: Columns;
  readonly #seeker: Prepared;
  /** Points of 100 that each part gives at most; 0 = not asked about. */
  readonly #points: Float64Array;
  readonly #levels: LevelShares;
  /** In columns.ts' seconds. */
  readonly now: number;
  readonly #oldBefore: number;
  readonly #freshMost: number;
  readonly #freshRate: number;
  /** What the person thinks of companies, by the hash of their names. */
  readonly #companies: ReadonlyMap<number, number>;
  /** Points of taste that even the best-liked posting cannot have. */
  readonly #dislike: number;
  readonly gates: Gates;
  readonly bounds: Bounds;

  constructor(seeker: Prepared, columns: Columns, options: GateOptions) {
    this.#columns = columns;
    this.#seeker = seeker;
    this.gates = new Gates(seeker, columns, options);
    this.fits = placeFits(seeker, columns.places, options.elsewhere);
    fillShares(this.fits, columns.places.keyCount);
    this.#points = pointsFor(seeker);
    this.#levels = levelShares(seeker.levels, options.experienced);
    this.now = secondsOf(options.now.getTime());
    this.#oldBefore = this.now - oldAfterMs / 1000;
    this.#freshMost = this.#points[freshness] ?? 0;
    this.#freshRate = this.#freshMost * freshPerSecond;
    this.#companies = seeker.taste ? likedCompanies(seeker.taste) : noCompanies;
    const bestCompany = this.#companies.size === 0 ? 0 : Math.max(0, ...this.#companies.values());
    const best = seeker.taste ? Math.max(0, ...Object.values(seeker.taste.occupations)) + bestCompany : 0;
    this.bounds = new Bounds(seeker, columns, this.#points, this.#levels.byRank, bestCompany);
    this.#dislike = ((this.#points[taste] ?? 0) * (1 - Math.min(1, best))) / 2;
  }

  /** 0-100; -1 = not to be listed, see skipped(). `placeShare` where it is known, else 0. */
  score(slot: number, placeShare = 0): number {
    const row = slot * width;
    if (this.gates.closed(row) !== null) return -1;
    const placed = placeShare > 0 ? placeShare : (shareOfKey[this.bestKey(row)] ?? 0);
    if (placed === 0) return -1;
    this.#look(row, placed);
    const points = this.#points;
    let score = 0;
    for (let part = 0; part < points.length; part++) score += (points[part] ?? 0) * (found[part] ?? 0);
    // Equal scores stay equal, however their sums were rounded.
    return Math.round(score * 1e6) / 1e6;
  }

  /** Puts the shares of all parts into `found`. */
  #look(row: number, placed: number): void {
    const { rows } = this.#columns;
    const facts = rows[row + column.facts] ?? 0;
    found[place] = placed;
    found[path] = pathShare(this.#seeker, facts);
    found[level] = this.#levels.byRank[rankOf(facts)] ?? 0;
    found[freshness] = this.freshness(rows[row + column.posted] ?? undated);
    found[quality] = qualityOf(facts);
    this.#askedShares(row, facts);
  }

  /** The same for the parts that not everybody asks about. */
  #askedShares(row: number, facts: number): void {
    const points = this.#points;
    if (points[mode]) found[mode] = modeOf(facts) === unknownMode ? unknownModeShare(this.#seeker) : 1;
    if (points[visa]) found[visa] = visaOf(facts) === offered ? 1 : shares.visa.unknown;
    if (points[languages]) found[languages] = languageShare(this.#seeker, this.#tongue(row));
    if (points[occupation]) found[occupation] = occupationShare(this.#seeker, facts);
    if (points[keywords]) found[keywords] = this.#keywordShare(row);
    if (points[pay]) found[pay] = payShare(this.#seeker, this.#columns, row);
    if (points[taste]) found[taste] = this.#tasteShare(row, facts);
  }

  /** The most that a posting of the best level can score with these shares, freshness aside. */
  most(placeShare: number, pathShare: number, modeKnown: boolean): number {
    const points = this.#points;
    const missing = (points[place] ?? 0) * (1 - placeShare) + (points[path] ?? 0) * (1 - pathShare);
    const unknown = modeKnown ? 0 : (points[mode] ?? 0) * (1 - unknownModeShare(this.#seeker));
    return 100 - missing - unknown - (points[freshness] ?? 0) - this.#dislike;
  }

  /** Points that each of columns-facts' levelGroups costs at least, or `closedLevel`. */
  levelLosses(): Float64Array {
    return lossesOf(this.#levels, this.#points[level] ?? 0);
  }

  /** Points for being posted at that time. */
  freshPoints(posted: number): number {
    if (posted === undated) return this.#freshMost * shares.freshness.unknown;
    return Math.max(0, Math.min(this.#freshMost, (posted - this.#oldBefore) * this.#freshRate));
  }

  /** Points of 100 that a part gives at most. */
  pointsOf(part: Part): number {
    return this.#points[partAt[part]] ?? 0;
  }

  placePoints(share: number): number {
    return (this.#points[place] ?? 0) * share;
  }

  /** 0-1. */
  freshness(posted: number): number {
    if (posted === undated) return shares.freshness.unknown;
    const age = (this.now - posted) * 1000;
    return Math.min(1, Math.max(0, (oldAfterMs - age) / (oldAfterMs - newForMs)));
  }

  /** Why a posting is not listed; null = it is. If the place is wrong, nothing else matters. */
  skipped(slot: number): SkipReason | null {
    return this.bestKey(slot * width) < 0 ? "place" : this.gates.closed(slot * width);
  }

  /** The posting's share of each part that is asked about. */
  partsOf(slot: number): Partial<Record<Part, number>> {
    const row = slot * width;
    this.#look(row, shareOfKey[this.bestKey(row)] ?? 0);
    const points = this.#points;
    // One by one: writing by a computed name takes longer than scoring.
    const told: Partial<Record<Part, number>> = {
      place: shareOf(place),
      path: shareOf(path),
      level: shareOf(level),
      freshness: shareOf(freshness),
      quality: shareOf(quality),
    };
    if (points[occupation]) told.occupation = shareOf(occupation);
    if (points[mode]) told.mode = shareOf(mode);
    if (points[languages]) told.languages = shareOf(languages);
    if (points[visa]) told.visa = shareOf(visa);
    if (points[keywords]) told.keywords = shareOf(keywords);
    if (points[pay]) told.pay = shareOf(pay);
    if (points[taste]) told.taste = shareOf(taste);
    return told;
  }

  /** The key that gives the posting's place its share; -1 = none fits. */
  bestKey(row: number): number {
    const { starts, list } = this.#columns.places;
    const where = (this.#columns.rows[row + column.where] ?? 0) & 0xffffff;
    let best = -1;
    let most = 0;
    for (let index = starts[where] ?? 0, end = starts[where + 1] ?? 0; index < end; index++) {
      const key = list[index] ?? 0;
      const share = shareOfKey[key] ?? 0;
      if (share > most) [best, most] = [key, share];
    }
    return best;
  }

  /** The keywords that stand in the posting's title or its company's name. */
  keywordsIn(row: number): Keyword[] {
    return this.#seeker.words.filter((word) => this.#says(word, row));
  }

  #names(word: Keyword, row: number): boolean {
    const kind = 1 << occupationOf(this.#columns.rows[row + column.facts] ?? 0);
    return (kind & word.occupations) !== 0 || this.#says(word, row);
  }

  #says({ hashes, bits }: Keyword, row: number): boolean {
    const { rows, texts } = this.#columns;
    if (((rows[row + column.words] ?? 0) & bits) !== bits) return false;
    const from = this.#columns.textsOf(row / width);
    return standsIn(hashes, texts, from + 1, from + 1 + wordsIn(texts[from] ?? 0));
  }

  #keywordShare(row: number): number {
    const { words } = this.#seeker;
    let named = 0;
    for (const word of words) if (this.#names(word, row)) named++;
    return keywordShare(named, words.length);
  }

  #tongue(row: number) {
    return this.#columns.tongues.values[(this.#columns.rows[row + column.tongue] ?? 0) & 0xfffff];
  }

  #tasteShare(row: number, facts: number): number {
    const company = this.#companies.get(this.#columns.rows[row + column.company] ?? 0) ?? 0;
    const liked = (this.#seeker.taste?.occupations[occupations[occupationOf(facts)] ?? "other"] ?? 0) + company;
    return (1 + Math.max(-1, Math.min(1, liked))) / 2;
  }
}
