/** Random numbers that depend only on a key, so that the catalogue needs no memory. */
export interface Dice {
  /** 0 <= x < 1 */
  next(): number;
  /** A whole number, both ends included. */
  between(min: number, max: number): number;
  chance(probability: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
  /** `count` different items, in no particular order. */
  some<Item>(items: readonly Item[], count: number): Item[];
  /** One of `[item, weight]`. */
  weighted<Item>(items: readonly (readonly [Item, number])[]): Item;
}

export function diceOf(...key: (string | number)[]): Dice {
  let state = hash(key.join("/"));
  const next = () => {
    // SplitMix32: small, and good enough to make similar keys give different results.
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[Math.floor(next() * items.length)];
    if (item === undefined) throw new Error("there is nothing to pick from");
    return item;
  };
  return {
    next,
    pick,
    between: (min, max) => min + Math.floor(next() * (max - min + 1)),
    chance: (probability) => next() < probability,
    some(items, count) {
      const left = [...items];
      return Array.from({ length: Math.min(count, left.length) }, () =>
        left.splice(Math.floor(next() * left.length), 1),
      ).flat();
    },
    weighted(items) {
      const total = items.reduce((sum, [, weight]) => sum + weight, 0);
      return itemAt(items, next() * total) ?? pick(items)[0];
    },
  };
}

/** The item at position `fall` when the weights are laid end to end; undefined beyond the last. */
export function itemAt<Item>(items: readonly (readonly [Item, number])[], fall: number): Item | undefined {
  let rest = fall;
  for (const [item, weight] of items) {
    rest -= weight;
    if (rest < 0) return item;
  }
  return undefined;
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value;
}
