/** A set of steps of a scale: a bitmap that is searched downwards. */
export class Steps {
  /** How many the scale has. */
  readonly count: number;
  readonly #words: Int32Array;

  constructor(count: number) {
    this.count = count;
    this.#words = new Int32Array((count >>> 5) + 1);
  }

  clear(): void {
    this.#words.fill(0);
  }

  add(step: number): void {
    this.#words[step >>> 5] = (this.#words[step >>> 5] ?? 0) | (1 << (step & 31));
  }

  remove(step: number): void {
    this.#words[step >>> 5] = (this.#words[step >>> 5] ?? 0) & ~(1 << (step & 31));
  }

  /** The highest in the set that is not above this one; -1 = none. */
  from(step: number): number {
    if (step < 0) return -1;
    let word = step >>> 5;
    let bits = (this.#words[word] ?? 0) & (-1 >>> (31 - (step & 31)));
    while (bits === 0 && word > 0) bits = this.#words[--word] ?? 0;
    return bits === 0 ? -1 : word * 32 + 31 - Math.clz32(bits);
  }
}
