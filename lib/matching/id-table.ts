import { grownInts } from "./interned.ts";

/** The value of each hexadecimal digit by its character code; -1 = not a digit. */
const digits = Int8Array.from({ length: 256 }, (_, code) =>
  "0123456789abcdef".indexOf(String.fromCharCode(code).toLowerCase()),
);
const digitCodes = Buffer.from("0123456789abcdef");
/** Where in a uuid's text its groups of four digits begin. */
const groupStarts = [0, 4, 9, 14, 19, 24, 28, 32];
const uuidLength = 36;
/** Scratch memory for uuids as text: reading and writing whole pieces is ten times as fast as single characters. */
let writing = Buffer.alloc(uuidLength * 64);
const hyphens = [8, 13, 18, 23];
const hyphen = 0x2d;

/** Reads a uuid into four 32-bit numbers. @throws on a wrong length or digit; hyphens are not checked */
function readUuid(uuid: string, into: Int32Array, at: number): void {
  if (uuid.length !== uuidLength) throw notUuid();
  write(uuid);
  readWritten(0, into, at);
}

function write(text: string): void {
  if (text.length > writing.length) writing = Buffer.alloc(text.length * 2);
  // What is not ASCII takes more bytes than characters.
  if (writing.write(text) !== text.length) throw notUuid();
}

/** Reads the uuid whose text begins at `start`. */
function readWritten(start: number, into: Int32Array, at: number): void {
  let all = 0;
  for (let word = 0; word < 4; word++) {
    const high = fourDigits(start + (groupStarts[2 * word] ?? 0));
    const low = fourDigits(start + (groupStarts[2 * word + 1] ?? 0));
    all |= high | low;
    into[at + word] = (high << 16) | low;
  }
  if (all < 0) throw notUuid();
}

/** Below 0 if any is not a digit. */
function fourDigits(at: number): number {
  const a = digits[writing[at] ?? 0] ?? -1;
  const b = digits[writing[at + 1] ?? 0] ?? -1;
  const c = digits[writing[at + 2] ?? 0] ?? -1;
  const d = digits[writing[at + 3] ?? 0] ?? -1;
  return (a << 12) | (b << 8) | (c << 4) | d;
}

const notUuid = () => new RangeError("the id of a posting must be a uuid");

/** Scratch memory for ids that are looked up together. */
let asked = new Int32Array(4 * 64);

/** Ids by slot, 16 bytes each, and the slot of each by open addressing: a Map of a million strings takes 100 MB. */
export class IdTable {
  /** Four per slot. */
  words: Int32Array<ArrayBuffer>;
  #slots: Int32Array<ArrayBuffer>;
  #count = 0;

  constructor(expected: number) {
    this.words = new Int32Array(expected * 4);
    let room = 1024;
    while (room * 2 < expected * 3) room *= 2;
    this.#slots = new Int32Array(room).fill(-1);
  }

  /** -1 = not found. */
  find(uuid: string): number {
    readUuid(uuid, asked, 0);
    return this.#find(0);
  }

  /**
   * Marks the slots of the ids found. All are parsed before the first is looked up, so that waits for memory overlap.
   */
  mark(uuids: Iterable<string>, marks: Uint8Array, mark: number): void {
    const all = [...uuids];
    for (const { length } of all) if (length !== uuidLength) throw notUuid();
    write(all.join(""));
    asked = grownInts(asked, 4 * all.length);
    for (let at = 0; at < all.length; at++) readWritten(at * uuidLength, asked, 4 * at);
    for (let at = 0; at < all.length; at++) {
      const slot = this.#find(4 * at);
      if (slot >= 0) marks[slot] = mark;
    }
  }

  #find(from: number): number {
    const [a, b, c, d] = [asked[from] ?? 0, asked[from + 1], asked[from + 2], asked[from + 3] ?? 0];
    const mask = this.#slots.length - 1;
    const { words } = this;
    for (let at = start(a, d) & mask; ; at = (at + 1) & mask) {
      const slot = this.#slots[at] ?? -1;
      if (slot < 0) return -1;
      const word = slot * 4;
      if (words[word] === a && words[word + 1] === b && words[word + 2] === c && words[word + 3] === d) return slot;
    }
  }

  add(uuid: string, slot: number): void {
    this.words = grownInts(this.words, slot * 4 + 4);
    readUuid(uuid, this.words, slot * 4);
    this.#count++;
    if (this.#count * 3 > this.#slots.length * 2) this.#widen();
    this.#enter(slot);
  }

  /** Adds the id that another table has in slot `before`. */
  take(table: IdTable, before: number, slot: number): void {
    for (let word = 0; word < 4; word++) this.words[slot * 4 + word] = table.words[before * 4 + word] ?? 0;
    this.#count++;
    this.#enter(slot);
  }

  /** Entries behind it move up, so that no hole ends a search too early. */
  remove(slot: number): void {
    const mask = this.#slots.length - 1;
    let hole = this.#startOf(slot) & mask;
    while (this.#slots[hole] !== slot) hole = (hole + 1) & mask;
    for (let at = (hole + 1) & mask; (this.#slots[at] ?? -1) >= 0; at = (at + 1) & mask) {
      const wanted = this.#startOf(this.#slots[at] ?? 0) & mask;
      if (((at - wanted) & mask) < ((at - hole) & mask)) continue;
      this.#slots[hole] = this.#slots[at] ?? -1;
      hole = at;
    }
    this.#slots[hole] = -1;
    this.#count--;
  }

  idOf(slot: number): string {
    for (let group = 0; group < 8; group++) {
      const word = this.words[slot * 4 + (group >> 1)] ?? 0;
      const at = groupStarts[group] ?? 0;
      for (let digit = 0; digit < 4; digit++)
        writing[at + digit] = digitCodes[(word >>> ((group & 1 ? 12 : 28) - 4 * digit)) & 15] ?? 0;
    }
    for (const at of hyphens) writing[at] = hyphen;
    return writing.toString("latin1", 0, uuidLength);
  }

  /** Orders as the ids' texts do. */
  compare(slot: number, other: number): number {
    for (let word = 0; word < 4; word++) {
      const [a, b] = [(this.words[slot * 4 + word] ?? 0) >>> 0, (this.words[other * 4 + word] ?? 0) >>> 0];
      if (a !== b) return a - b;
    }
    return 0;
  }

  get bytes(): number {
    return this.words.byteLength + this.#slots.byteLength;
  }

  #startOf(slot: number): number {
    return start(this.words[slot * 4] ?? 0, this.words[slot * 4 + 3] ?? 0);
  }

  #enter(slot: number): void {
    const mask = this.#slots.length - 1;
    let at = this.#startOf(slot) & mask;
    while ((this.#slots[at] ?? -1) >= 0) at = (at + 1) & mask;
    this.#slots[at] = slot;
  }

  #widen(): void {
    const before = this.#slots;
    this.#slots = new Int32Array(before.length * 2).fill(-1);
    for (const slot of before) if (slot >= 0) this.#enter(slot);
  }
}

function start(first: number, last: number): number {
  const mixed = Math.imul(first ^ Math.imul(last, 0x85ebca6b), 0xc2b2ae35);
  return mixed ^ (mixed >>> 15);
}
