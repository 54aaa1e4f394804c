import { entry, seenSince } from "./catalogue-index.ts";
import { type Columns, column, secondsOf, undated } from "./columns.ts";
import {
  goneLinks,
  isExperienced,
  isOfNoPath,
  levelOf,
  linkOf,
  modeOf,
  modes,
  pathsOf,
  unprovenLinks,
  visaOf,
  visas,
} from "./columns-facts.ts";
import type { Prepared } from "./score-seeker.ts";
import { oldAfterMs } from "./weights.ts";

/** Why a posting is not listed: something that is certain about it rules it out. */
export type SkipReason =
  | ("matched-before" | "link" | "too-new" | "company" | "old")
  | ("work-mode" | "level" | "career-path" | "visa" | "place");

export interface GateOptions {
  now: Date;
  /** Sources whose postings count only if the last check of their link found it live. */
  onlyIfLive?: ReadonlySet<string>;
  /** Only postings first seen before then. */
  firstSeenBefore?: Date;
  /** Also postings elsewhere in the countries of the cities asked for. */
  elsewhere?: boolean;
  /** If no level was asked for, experienced postings rank no lower than those that name none. */
  experienced?: boolean;
}

const refused = visas.indexOf("refused");

const bitsOf = (some: readonly string[]) =>
  modes.reduce((bits, mode, at) => (some.includes(mode) ? bits | (1 << at) : bits), 0);
/** All that are known. */
const allModes = bitsOf(modes) & ~bitsOf(["unknown"]);

/** Later than any posting was seen. */
const never = 2 ** 31 - 1;

/** Keeps out what the person's wishes certainly exclude. The unknown passes: it ranks lower, but is never hidden. */
export class Gates {
  readonly #columns: Columns;
  readonly #seeker: Prepared;
  /** By source, the bits of the link states that rule its postings out. */
  readonly #badLinks: Uint8Array;
  /** Bits of the modes that were not asked for. */
  readonly #otherModes: number;
  /** Bits of the visa states that rule a posting out. */
  readonly #otherVisas: number;
  readonly #oldBefore: number;
  readonly #seenBefore: number;

  constructor(seeker: Prepared, columns: Columns, { now, onlyIfLive, firstSeenBefore }: GateOptions) {
    const { workModes } = seeker;
    this.#columns = columns;
    this.#seeker = seeker;
    this.#badLinks = new Uint8Array(columns.sources.size).fill(goneLinks);
    if (onlyIfLive)
      for (const [at, source] of columns.sources.values.entries())
        if (onlyIfLive.has(source)) this.#badLinks[at] = unprovenLinks;
    this.#otherModes = workModes.length === 0 ? 0 : allModes & ~bitsOf(workModes);
    this.#otherVisas = seeker.visa === "needed" ? 1 << refused : 0;
    this.#oldBefore = secondsOf(now.getTime() - oldAfterMs);
    this.#seenBefore = firstSeenBefore ? secondsOf(firstSeenBefore.getTime()) : never;
  }

  /** Why the posting in this row is not listed; null = it passes. Its place is not judged here: see place-fit.ts. */
  closed(row: number): SkipReason | null {
    return this.#untimely(row) ?? this.#unasked(this.#columns.rows[row + column.facts] ?? 0);
  }

  /** Whether a list entry alone shows that its posting is out: most of those need not be looked up. */
  surelyClosed(entries: Int32Array, at: number): boolean {
    const facts = entries[at + entry.facts] ?? 0;
    const bad = this.#badLinks[(entries[at + entry.slot] ?? 0) >>> 24] ?? 0;
    const since = seenSince(entries[at + entry.posted] ?? 0, entries[at + entry.tongue] ?? 0);
    // Which one rules it out is unpredictable: one branch for all is faster than one for each.
    const isOther =
      (this.#otherModes >>> modeOf(facts)) | (this.#otherVisas >>> visaOf(facts)) | (bad >>> linkOf(facts));
    return ((isOther & 1) | ((this.#seenBefore - 1 - since) >>> 31)) !== 0;
  }

  #untimely(row: number): SkipReason | null {
    const { rows } = this.#columns;
    const { excluded } = this.#seeker;
    const facts = rows[row + column.facts] ?? 0;
    if (((this.#badLinks[(rows[row + column.where] ?? 0) >>> 24] ?? 0) >>> linkOf(facts)) & 1) return "link";
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
    return (this.#otherVisas >>> visaOf(facts)) & 1 ? "visa" : null;
  }

  /** A known path that was not asked for, or a known occupation that belongs to none (a nurse, a welder). */
  #isOtherPath(facts: number): boolean {
    const paths = pathsOf(facts);
    return paths === 0 ? isOfNoPath(facts) : (paths & this.#seeker.paths) === 0;
  }
}
