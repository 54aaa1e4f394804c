import { type Columns, column, undated, width } from "./columns.ts";
import {
  groupOfLevel,
  isOfNoPath,
  levelGroups,
  levelOf,
  offMenu,
  pathGroups,
  pathsOf,
  unknownPath,
} from "./columns-facts.ts";

/** The index of the list of a place key, a path group and a level group; level groups are adjacent. */
export const cellOf = (key: number, path: number, level: number): number =>
  (key * pathGroups + path) * levelGroups.length + level;

/** What a list entry says of its posting: enough to bound its score, so that most postings are never looked up. */
export const entry = {
  /** Slot in the lower 24 bits, source in the upper 8. */
  slot: 0,
  posted: 1,
  facts: 2,
  words: 3,
  /** Languages in the lower 20 bits, then a bit for stated pay, then the lag for `seenSince`. */
  tongue: 4,
} as const;
export const entryWidth = 5;
export const slotOf = (entries: Int32Array, at: number): number => (entries[at + entry.slot] ?? 0) & 0xffffff;
/** The posting was first seen then or later: exact to the minute, up to 34 hours after it was posted. 0 = not known. */
export const seenSince = (posted: number, tongue: number): number => {
  const lag = tongue >>> lagShift;
  // A mask of all bits or none, without a branch.
  return (posted + (lag - 1) * 60) & (-lag >> 31);
};
const lagShift = 21;
const mostLag = 2 ** (32 - lagShift) - 1;
export const isPaid = (tongue: number): boolean => (tongue & paid) !== 0;
const paid = 1 << 20;

/**
 * Posting lists, one for each place key, path and level: undated postings first, then the newest first. A posting is in
 * the lists of all its places and paths. Rebuilt when the columns have changed: half a second for a million now and
 * then, and nothing to keep in step.
 */
export interface PostingLists {
  /** List `cell` has the entries from starts[cell] to starts[cell + 1]. */
  starts: Int32Array;
  entries: Int32Array;
  /** By place key, a bit for each path group that has postings there. */
  groups: Uint16Array;
}

export function postingLists(columns: Columns): PostingLists {
  const starts = new Int32Array(columns.places.keyCount * pathGroups * levelGroups.length + 1);
  const order = newestFirst(columns);
  const cells: number[] = [];
  for (const slot of order) {
    for (let at = cellsOf(columns, slot, cells) - 1; at >= 0; at--) {
      const cell = (cells[at] ?? 0) + 1;
      starts[cell] = (starts[cell] ?? 0) + 1;
    }
  }
  for (let cell = 1; cell < starts.length; cell++) starts[cell] = (starts[cell] ?? 0) + (starts[cell - 1] ?? 0);
  const entries = new Int32Array(entryWidth * (starts.at(-1) ?? 0));
  const next = starts.slice();
  const made = new Int32Array(entryWidth);
  for (const slot of order) {
    const count = cellsOf(columns, slot, cells);
    fill(made, columns, slot);
    for (let at = 0; at < count; at++) {
      const cell = cells[at] ?? 0;
      const place = next[cell] ?? 0;
      for (let word = 0; word < entryWidth; word++) entries[place * entryWidth + word] = made[word] ?? 0;
      next[cell] = place + 1;
    }
  }
  return { starts, entries, groups: groupsThere(starts) };
}

function groupsThere(starts: Int32Array): Uint16Array {
  const groups = new Uint16Array((starts.length - 1) / cellOf(1, 0, 0));
  for (let key = 0; key < groups.length; key++)
    for (let path = 0; path < pathGroups; path++)
      if (starts[cellOf(key, path, 0)] !== starts[cellOf(key, path + 1, 0)])
        groups[key] = (groups[key] ?? 0) | (1 << path);
  return groups;
}

function fill(into: Int32Array, { rows }: Columns, slot: number): void {
  const row = slot * width;
  const posted = rows[row + column.posted] ?? undated;
  const tongue = rows[row + column.tongue] ?? 0;
  const minutes = Math.floor(((rows[row + column.firstSeen] ?? 0) - posted) / 60);
  // 0 without a date, or where we saw it before its date.
  const lag = posted === undated || minutes < 0 ? 0 : Math.min(mostLag, minutes + 1);
  into[entry.slot] = slot | ((rows[row + column.where] ?? 0) & 0xff000000);
  into[entry.posted] = posted;
  into[entry.facts] = rows[row + column.facts] ?? 0;
  into[entry.words] = rows[row + column.words] ?? 0;
  into[entry.tongue] = (tongue & 0xfffff) | (rows[row + column.pay] === 0 ? 0 : paid) | (lag << lagShift);
}

const slotBits = 2 ** 21;

/**
 * Time and slot in one number: a typed array sorts ten times as fast without a comparison function. Undated ones first.
 */
function newestFirst(columns: Columns): Int32Array {
  const sorted = new Float64Array(columns.size);
  let count = 0;
  for (let slot = 0; slot < columns.end; slot++) {
    if (columns.isFree(slot)) continue;
    const posted = columns.rows[slot * width + column.posted] ?? undated;
    sorted[count++] = (posted === undated ? 0 : 2 ** 31 - posted) * slotBits + slot;
  }
  sorted.sort();
  return Int32Array.from(sorted, (each) => each % slotBits);
}

/**
 * An order of slots that puts those of one country, path and level side by side, the newest first: scattered over a
 * large catalogue, each would cost ten times as much to read.
 */
export function together(columns: Columns): Int32Array {
  const newest = newestFirst(columns);
  const cells: number[] = [];
  const sorted = new Float64Array(newest.length);
  for (const [rank, slot] of newest.entries()) {
    const count = cellsOf(columns, slot, cells);
    // The first key of most postings is their country's.
    sorted[rank] = (count === 0 ? 0 : (cells[0] ?? 0)) * slotBits + rank;
  }
  sorted.sort();
  return Int32Array.from(sorted, (each) => newest[each % slotBits] ?? 0);
}

/** @returns how many cells were written to `into`, which callers reuse: this is asked twice about every posting */
function cellsOf({ rows, places: { starts, list } }: Columns, slot: number, into: number[]): number {
  const facts = rows[slot * width + column.facts] ?? 0;
  const where = (rows[slot * width + column.where] ?? 0) & 0xffffff;
  const paths = pathsOf(facts);
  const level = groupOfLevel[levelOf(facts)] ?? 0;
  const none = isOfNoPath(facts) ? offMenu : unknownPath;
  let count = 0;
  for (let at = starts[where] ?? 0, end = starts[where + 1] ?? 0; at < end; at++) {
    const key = list[at] ?? 0;
    if (paths === 0) into[count++] = cellOf(key, none, level);
    for (let path = 0, left = paths; left > 0; path++, left >>>= 1)
      if (left & 1) into[count++] = cellOf(key, path, level);
  }
  return count;
}
