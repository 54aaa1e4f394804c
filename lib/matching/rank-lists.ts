import { grownFloats, grownInts } from "./interned.ts";

/** The lists that a sweep has open, in columns. */
export class OpenLists {
  /** Where each is, and where it ends. */
  at = new Int32Array(4096);
  end = new Int32Array(4096);
  /** What its next postings can reach, but for their freshness. */
  most = new Float64Array(4096);
  /** Bits of the wants that it serves. */
  serves = new Int32Array(4096);
  /** The share of its place where that is certain, else 0. */
  sure = new Float64Array(4096);
  /** The next one that waits at the same step. */
  next = new Int32Array(4096);
  #count = 0;

  clear(): void {
    this.#count = 0;
  }

  add(from: number, until: number, most: number, serves: number, sure: number): number {
    const list = this.#count++;
    if (list === this.at.length) this.#widen(list + 1);
    this.at[list] = from;
    this.end[list] = until;
    this.most[list] = most;
    this.serves[list] = serves;
    this.sure[list] = sure;
    return list;
  }

  #widen(needed: number): void {
    this.at = grownInts(this.at, needed);
    this.end = grownInts(this.end, needed);
    this.serves = grownInts(this.serves, needed);
    this.next = grownInts(this.next, needed);
    this.most = grownFloats(this.most, needed);
    this.sure = grownFloats(this.sure, needed);
  }
}
