import { entry, isPaid } from "./catalogue-index.ts";
import type { Columns } from "./columns.ts";
import { modeOf, modes, occupationOf, occupations, qualityOf, rankOf, visaOf, visas } from "./columns-facts.ts";
import { partAt } from "./score-points.ts";
import type { Prepared } from "./score-seeker.ts";
import { keywordShare, languageShare, occupationShare, pathShare, unknownModeShare } from "./score-shares.ts";
import { shares } from "./weights.ts";

const { path, occupation, level, mode, languages, visa, keywords, pay, quality, taste } = partAt;
const unknownMode = modes.indexOf("unknown");
const offered = visas.indexOf("offered");

/** One person's points by mode, visa, occupation and languages, shared as only one is scored at a time. */
const ofMode = new Float64Array(modes.length);
const ofVisa = new Float64Array(visas.length);
const ofOccupation = new Float64Array(occupations.length);
let ofTongue = new Float64Array(0);
/** By language entry, the person whose points `ofTongue` holds. */
let tongueKnownTo = new Int32Array(0);
let person = 0;

/** The most that postings can score, by what list entries say of them. */
export class Bounds {
  readonly #seeker: Prepared;
  readonly #columns: Columns;
  readonly #points: Float64Array;
  readonly #levels: Float64Array;
  readonly #byOccupation: boolean;

  constructor(seeker: Prepared, columns: Columns, points: Float64Array, levels: Float64Array, bestCompany: number) {
    this.#seeker = seeker;
    this.#columns = columns;
    this.#points = points;
    this.#levels = levels;
    person = (person + 1) | 0;
    if (ofTongue.length < columns.tongues.size) {
      ofTongue = new Float64Array(columns.tongues.size * 2);
      tongueKnownTo = new Int32Array(columns.tongues.size * 2).fill(person - 1);
    }
    ofMode.fill(points[mode] ?? 0);
    ofMode[unknownMode] = (points[mode] ?? 0) * unknownModeShare(seeker);
    ofVisa.fill((points[visa] ?? 0) * shares.visa.unknown);
    ofVisa[offered] = points[visa] ?? 0;
    this.#byOccupation = this.#fillOccupations(bestCompany);
  }

  #fillOccupations(bestCompany: number): boolean {
    const named = this.#points[occupation] ?? 0;
    const tasted = this.#points[taste] ?? 0;
    if (named === 0 && tasted === 0) return false;
    const liked = this.#seeker.taste?.occupations;
    for (const [at, name] of occupations.entries()) {
      const taken = Math.max(-1, Math.min(1, (liked?.[name] ?? 0) + bestCompany));
      ofOccupation[at] = named * occupationShare(this.#seeker, at << 12) + (tasted * (1 + taken)) / 2;
    }
    return true;
  }

  /** Place and freshness aside. */
  of(entries: Int32Array, at: number): number {
    const points = this.#points;
    const facts = entries[at + entry.facts] ?? 0;
    let most =
      (points[level] ?? 0) * (this.#levels[rankOf(facts)] ?? 0) +
      (points[path] ?? 0) * pathShare(this.#seeker, facts) +
      (points[quality] ?? 0) * qualityOf(facts) +
      (ofMode[modeOf(facts)] ?? 0) +
      (ofVisa[visaOf(facts)] ?? 0);
    if (this.#byOccupation) most += ofOccupation[occupationOf(facts)] ?? 0;
    const tongue = entries[at + entry.tongue] ?? 0;
    if (points[languages]) most += this.#ofTongue(tongue & 0xfffff);
    if (points[pay]) most += (points[pay] ?? 0) * (isPaid(tongue) ? 1 : shares.pay.unknown);
    if (points[keywords]) most += (points[keywords] ?? 0) * this.#keywords(entries, at, facts);
    return most;
  }

  #ofTongue(tongue: number): number {
    if (tongueKnownTo[tongue] !== person) {
      tongueKnownTo[tongue] = person;
      const share = languageShare(this.#seeker, this.#columns.tongues.values[tongue]);
      ofTongue[tongue] = (this.#points[languages] ?? 0) * share;
    }
    return ofTongue[tongue] ?? 0;
  }

  /** A word may be there if its bits are. */
  #keywords(entries: Int32Array, at: number, facts: number): number {
    const { words } = this.#seeker;
    const there = entries[at + entry.words] ?? 0;
    const kind = 1 << occupationOf(facts);
    let named = 0;
    for (const { bits, occupations } of words) if (kind & occupations || (there & bits) === bits) named++;
    return keywordShare(named, words.length);
  }
}
