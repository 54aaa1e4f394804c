import { grownInts, type IdTable, uuidWords } from "./interned.ts";

/** Memory of all sets of ids, as only one at a time is in use: the first word of an id, then its number from 1. */
let idTable = new Int32Array(256);
/** The ids, four words each. */
let idWords = new Int32Array(256);
const one = new Int32Array(4);

/** Some ids, asked for by the slots of a table. */
export class IdSet {
  readonly #mask: number;

  constructor(ids: Iterable<string>) {
    let count = 0;
    for (const id of ids) {
      idWords = grownInts(idWords, 4 * count + 4);
      uuidWords(id, one);
      idWords.set(one, 4 * count++);
    }
    let room = 32;
    while (room < count * 4) room *= 2;
    if (idTable.length < room) idTable = new Int32Array(room);
    else idTable.fill(0, 0, room);
    this.#mask = room - 2;
    for (let number = 1; number <= count; number++) this.#enter(idWords[4 * number - 4] ?? 0, number);
  }

  has({ words }: IdTable, slot: number): boolean {
    const word = words[slot * 4] ?? 0;
    for (let at = (word * 2) & this.#mask; idTable[at + 1] !== 0; at = (at + 2) & this.#mask)
      if (idTable[at] === word && areEqual(words, slot * 4, 4 * (idTable[at + 1] ?? 0) - 4)) return true;
    return false;
  }

  #enter(word: number, number: number): void {
    let at = (word * 2) & this.#mask;
    while (idTable[at + 1] !== 0) at = (at + 2) & this.#mask;
    idTable[at] = word;
    idTable[at + 1] = number;
  }
}

function areEqual(words: Int32Array, from: number, other: number): boolean {
  for (let word = 1; word < 4; word++) if (words[from + word] !== idWords[other + word]) return false;
  return true;
}
