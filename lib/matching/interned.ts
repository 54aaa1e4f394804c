/** Stores equal values once, each under a number; those of one key are equal. */
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

/** Room for `needed` elements and a third more: doubling could waste half of a large catalogue's memory. */
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
  let hash = emptyHash;
  for (let at = 0; at < text.length; at++) hash = nextHash(hash, text.charCodeAt(at));
  return endHash(hash);
}

/** Its steps, for a text that comes character by character. */
export const emptyHash = 0x811c9dc5;
export const nextHash = (hash: number, code: number): number => Math.imul(hash ^ code, 0x01000193);
export const endHash = (hash: number): number => hash ^ (hash >>> 15);
