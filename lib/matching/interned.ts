/** Equal things once: a number for each, by a key that says whether they are equal. */
export class Interned<T> {
  readonly #ids = new Map<string, number>();
  readonly values: T[] = [];

  id(key: string, make: () => T): number {
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.values.length;
    this.#ids.set(key, id);
    this.values.push(make());
    return id;
  }

  /** -1 = unknown. */
  find(key: string): number {
    return this.#ids.get(key) ?? -1;
  }

  get size(): number {
    return this.values.length;
  }
}

/** Room for `needed` elements, with a third to spare: twice as much would be half of a large catalogue's memory. */
const room = (needed: number) => Math.ceil((needed * 4) / 3) + 64;

export function grownInts(array: Int32Array<ArrayBuffer>, needed: number): Int32Array<ArrayBuffer> {
  if (needed <= array.length) return array;
  const larger = new Int32Array(room(needed));
  larger.set(array);
  return larger;
}

export function grownFloats(array: Float64Array<ArrayBuffer>, needed: number): Float64Array<ArrayBuffer> {
  if (needed <= array.length) return array;
  const larger = new Float64Array(room(needed));
  larger.set(array);
  return larger;
}

/** FNV-1a, 32 bits. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash ^ (hash >>> 15);
}

/** The value of each hexadecimal digit by its character code; -1 = none. */
const digits = Int8Array.from({ length: 128 }, (_, code) =>
  "0123456789abcdef".indexOf(String.fromCharCode(code).toLowerCase()),
);
/** All bytes in writing. */
const bytes = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Writes a uuid as four numbers of 32 bits. @throws on another length or digit; its hyphens are not looked at */
export function uuidWords(uuid: string, into: Int32Array): void {
  if (uuid.length !== 36) throw notUuid();
  badDigits = 0;
  into[0] = (fourDigits(uuid, 0) << 16) | fourDigits(uuid, 4);
  into[1] = (fourDigits(uuid, 9) << 16) | fourDigits(uuid, 14);
  into[2] = (fourDigits(uuid, 19) << 16) | fourDigits(uuid, 24);
  into[3] = (fourDigits(uuid, 28) << 16) | fourDigits(uuid, 32);
  if (badDigits < 0) throw notUuid();
}

/** Below 0 once a character was none. */
let badDigits = 0;

function fourDigits(text: string, at: number): number {
  const a = digits[text.charCodeAt(at)] ?? -1;
  const b = digits[text.charCodeAt(at + 1)] ?? -1;
  const c = digits[text.charCodeAt(at + 2)] ?? -1;
  const d = digits[text.charCodeAt(at + 3)] ?? -1;
  badDigits |= a | b | c | d;
  return (a << 12) | (b << 8) | (c << 4) | d;
}

const notUuid = () => new RangeError("the id of a posting must be a uuid");
const asked = new Int32Array(4);

/** Ids of 16 bytes by slot, and the slot of each: open addressing, as a Map of a million strings takes 100 MB. */
export class IdTable {
  /** Four a slot. */
  words: Int32Array<ArrayBuffer>;
  #slots: Int32Array<ArrayBuffer>;
  #count = 0;

  constructor(expected: number) {
    this.words = new Int32Array(expected * 4);
    let room = 1024;
    while (room * 2 < expected * 3) room *= 2;
    this.#slots = new Int32Array(room).fill(-1);
  }

  find(uuid: string): number {
    uuidWords(uuid, asked);
    const [a, b, c, d] = [asked[0] ?? 0, asked[1], asked[2], asked[3] ?? 0];
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
    uuidWords(uuid, asked);
    this.words.set(asked, slot * 4);
    this.#count++;
    if (this.#count * 3 > this.#slots.length * 2) this.#widen();
    this.#enter(slot);
  }

  /** The id that another table has in slot `before`. */
  take(table: IdTable, before: number, slot: number): void {
    for (let word = 0; word < 4; word++) this.words[slot * 4 + word] = table.words[before * 4 + word] ?? 0;
    this.#count++;
    this.#enter(slot);
  }

  /** What stands behind it moves up, so that no hole ends a search too early. */
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
    let uuid = "";
    for (let at = 0; at < 16; at++) {
      if (at === 4 || at === 6 || at === 8 || at === 10) uuid += "-";
      uuid += bytes[((this.words[slot * 4 + (at >> 2)] ?? 0) >>> (24 - 8 * (at & 3))) & 255];
    }
    return uuid;
  }

  /** As the ids in writing compare. */
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
