import { grownInts } from "./interned.ts";

/** Lists of integers, each stored once under a number: in columns, as objects would take many times that. */
export class IntLists {
  /** List `id` has the items from starts[id] to starts[id + 1]. */
  #starts = new Int32Array(64);
  #items = new Int32Array(64);
  /** The lists by hash, open addressing. */
  #table = new Int32Array(128).fill(-1);
  size = 0;

  /** The number of a list; a new one takes the next. */
  id(list: readonly number[]): number {
    const mask = this.#table.length - 1;
    let at = hashOf(list, 0, list.length) & mask;
    for (; (this.#table[at] ?? -1) >= 0; at = (at + 1) & mask)
      if (this.#is(this.#table[at] ?? 0, list)) return this.#table[at] ?? 0;
    const id = this.size++;
    const from = this.#starts[id] ?? 0;
    this.#items = grownInts(this.#items, from + list.length);
    this.#items.set(list, from);
    this.#starts = grownInts(this.#starts, id + 2);
    this.#starts[id + 1] = from + list.length;
    this.#table[at] = id;
    if (this.size * 2 > this.#table.length) this.#widen();
    return id;
  }

  /** Its items are from here to the start of the next. */
  start(id: number): number {
    return this.#starts[id] ?? 0;
  }

  item(at: number): number {
    return this.#items[at] ?? 0;
  }

  get bytes(): number {
    return this.#starts.byteLength + this.#items.byteLength + this.#table.byteLength;
  }

  #is(id: number, list: readonly number[]): boolean {
    const from = this.#starts[id] ?? 0;
    if ((this.#starts[id + 1] ?? 0) - from !== list.length) return false;
    for (let at = 0; at < list.length; at++) if (this.#items[from + at] !== list[at]) return false;
    return true;
  }

  #widen(): void {
    this.#table = new Int32Array(this.#table.length * 2).fill(-1);
    const mask = this.#table.length - 1;
    for (let id = 0; id < this.size; id++) {
      let at = hashOf(this.#items, this.#starts[id] ?? 0, this.#starts[id + 1] ?? 0) & mask;
      while ((this.#table[at] ?? -1) >= 0) at = (at + 1) & mask;
      this.#table[at] = id;
    }
  }
}

function hashOf(items: ArrayLike<number>, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let at = from; at < to; at++) hash = mixed(hash ^ (items[at] ?? 0));
  return hash;
}

/** Lets every bit affect the lower ones, which choose the place in the table: coordinates often share theirs. */
function mixed(number: number): number {
  const hash = Math.imul(number ^ (number >>> 16), 0x85ebca6b);
  return hash ^ (hash >>> 13);
}
