/**
 * A set of integers in one typed array, reused after clear(): a new Set for each person would cost more to make than to
 * use. Open addressing; 0 marks an empty place, so it is kept apart.
 */
export class IntSet {
  #table = new Int32Array(256);
  #count = 0;
  #zero = false;

  clear(): void {
    if (this.#count > 0) this.#table.fill(0);
    this.#count = 0;
    this.#zero = false;
  }

  has(number: number): boolean {
    return number === 0 ? this.#zero : this.#table[this.#placeOf(number)] === number;
  }

  add(number: number): void {
    if (number === 0) this.#zero = true;
    else this.#enter(number);
  }

  #enter(number: number): void {
    const place = this.#placeOf(number);
    if (this.#table[place] === number) return;
    this.#table[place] = number;
    if (++this.#count * 2 > this.#table.length) this.#widen();
  }

  /** Where it is, or would be. */
  #placeOf(number: number): number {
    const mask = this.#table.length - 1;
    let at = Math.imul(number ^ (number >>> 15), 0x85ebca6b) & mask;
    while (this.#table[at] !== 0 && this.#table[at] !== number) at = (at + 1) & mask;
    return at;
  }

  #widen(): void {
    const before = this.#table;
    this.#table = new Int32Array(before.length * 2);
    this.#count = 0;
    for (const number of before) if (number !== 0) this.#enter(number);
  }
}
