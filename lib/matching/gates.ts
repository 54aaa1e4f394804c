import { entry, seenSince } from "./catalogue-index.ts";
import { type Columns, column, secondsOf, undated } from "./columns.ts";
import {
  isExperienced,
  isGone,
  isLive,
  isOfNoPath,
  levelOf,
  modeOf,
  modes,
  pathsOf,
  visaOf,
  visas,
} from "./columns-facts.ts";
import type { Prepared } from "./score-seeker.ts";
import { oldAfterMs } from "./weights.ts";

/** Why a posting is not listed: it is certain, and not what was asked for. */
export type SkipReason =
  | ("matched-before" | "link" | "too-new" | "company" | "old")
  | ("work-mode" | "level" | "career-path" | "visa" | "place");

export interface GateOptions {
  now: Date;
  /** Sources whose postings count only while a look at the link has shown them to be there. */
  onlyIfLive?: ReadonlySet<string>;
  /** Only postings that were first seen before. */
  firstSeenBefore?: Date;
  /** Also what is elsewhere in the countries of the cities that were asked for. */
  elsewhere?: boolean;
  /** Where no level was asked for, what asks for experience is no lower than what does not say. */
  experienced?: boolean;
}

const refused = visas.indexOf("refused");

const bitsOf = (some: readonly string[]) =>
  modes.reduce((bits, mode, at) => (some.includes(mode) ? bits | (1 << at) : bits), 0);
/** All that are known. */
const allModes = bitsOf(modes) & ~bitsOf(["unknown"]);

/** Later than any posting was seen. */
const never = 2 ** 31;

/** What is certain and excluded by the person. The unknown passes: it ranks lower, and is never hidden. */
export class Gates {
  readonly #columns: Columns;
  readonly #seeker: Prepared;
  /** By source. */
  readonly #unproven: readonly boolean[];
  /** Bits of the modes that were not asked for. */
  readonly #otherModes: number;
  readonly #oldBefore: number;
  readonly #seenBefore: number;

  constructor(seeker: Prepared, columns: Columns, { now, onlyIfLive, firstSeenBefore }: GateOptions) {
    const { workModes } = seeker;
    this.#columns = columns;
    this.#seeker = seeker;
    this.#unproven = onlyIfLive ? columns.sources.values.map((source) => onlyIfLive.has(source)) : [];
    this.#otherModes = workModes.length === 0 ? 0 : allModes & ~bitsOf(workModes);
    this.#oldBefore = secondsOf(now.getTime() - oldAfterMs);
    this.#seenBefore = firstSeenBefore ? secondsOf(firstSeenBefore.getTime()) : never;
  }

  /** Of the posting in this row; null = it passes. The place is no matter of these gates: see place-fit.ts. */
  closed(row: number): SkipReason | null {
    return this.#untimely(row) ?? this.#unasked(this.#columns.rows[row + column.facts] ?? 0);
  }

  /** Whether what an entry of a list says is enough to know it: most that are closed need not be looked up. */
  surelyClosed(entries: Int32Array, at: number): boolean {
    const facts = entries[at + entry.facts] ?? 0;
    if ((this.#otherModes >>> modeOf(facts)) & 1) return true;
    if (this.#unproven[(entries[at + entry.slot] ?? 0) >>> 24] && !isLive(facts)) return true;
    if (visaOf(facts) === refused && this.#seeker.visa === "needed") return true;
    return seenSince(entries[at + entry.posted] ?? 0, entries[at + entry.tongue] ?? 0) >= this.#seenBefore;
  }

  #untimely(row: number): SkipReason | null {
    const { rows } = this.#columns;
    const { excluded } = this.#seeker;
    const facts = rows[row + column.facts] ?? 0;
    if (isGone(facts) || (this.#unproven[(rows[row + column.where] ?? 0) >>> 24] && !isLive(facts))) return "link";
    const firstSeen = rows[row + column.firstSeen] ?? 0;
    if (firstSeen >= this.#seenBefore) return "too-new";
    if (excluded.size > 0 && excluded.has(rows[row + column.company] ?? 0)) return "company";
    const posted = rows[row + column.posted] ?? undated;
    return (posted === undated ? firstSeen : posted) < this.#oldBefore ? "old" : null;
  }

  #unasked(facts: number): SkipReason | null {
    const seeker = this.#seeker;
    if ((this.#otherModes >>> modeOf(facts)) & 1) return "work-mode";
    if (isExperienced[levelOf(facts)] && seeker.levels.length > 0) return "level";
    if (!seeker.unsure && this.#isOtherPath(facts)) return "career-path";
    return visaOf(facts) === refused && seeker.visa === "needed" ? "visa" : null;
  }

  /** A known path that was not asked for, or a known occupation that belongs to none (a nurse, a welder). */
  #isOtherPath(facts: number): boolean {
    const paths = pathsOf(facts);
    return paths === 0 ? isOfNoPath(facts) : (paths & this.#seeker.paths) === 0;
  }
}
