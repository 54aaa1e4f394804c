import { firstWord, type IdTable } from "./interned.ts";

/** Memory of all sets of ids, as only one at a time is in use: by the first word of an id, its number from 1. */
let idTable = new Int32Array(256);

/** Some ids, asked for by the slots of a table. */
export class IdSet {
  readonly #ids: readonly string[];
  readonly #mask: number;

  constructor(ids: Iterable<string>) {
    this.#ids = [...ids];
    let room = 32;
    while (room < this.#ids.length * 4) room *= 2;
    if (idTable.length < room) idTable = new Int32Array(room);
    else idTable.fill(0, 0, room);
    this.#mask = room - 2;
    for (let at = 0; at < this.#ids.length; at++) this.#enter(firstWord(this.#ids[at] ?? ""), at + 1);
  }

  has(table: IdTable, slot: number): boolean {
    const word = table.words[slot * 4] ?? 0;
    for (let at = (word * 2) & this.#mask; idTable[at + 1] !== 0; at = (at + 2) & this.#mask)
      if (idTable[at] === word && table.is(slot, this.#ids[(idTable[at + 1] ?? 0) - 1] ?? "")) return true;
    return false;
  }

  #enter(word: number, number: number): void {
    let at = (word * 2) & this.#mask;
    while (idTable[at + 1] !== 0) at = (at + 2) & this.#mask;
    idTable[at] = word;
    idTable[at + 1] = number;
  }
}
