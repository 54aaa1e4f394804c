import fc from "fast-check";

/** Lone surrogates, which a UTF-16 string may hold and a text may not. */
const surrogates = { first: 0xd800, count: 0x800 };

/**
 * Any character: fast-check's unit "binary", which first maps all 1.1 million and so costs each process more than a
 * second.
 */
export const anyCharacter = fc.integer({ min: 0, max: 0x10ffff - surrogates.count }).map(
  (index) => String.fromCodePoint(index < surrogates.first ? index : index + surrogates.count),
  (character) => {
    const point = typeof character === "string" ? character.codePointAt(0) : undefined;
    if (point === undefined || String.fromCodePoint(point) !== character) throw new Error("not one character");
    return point < surrogates.first ? point : point - surrogates.count;
  },
);
