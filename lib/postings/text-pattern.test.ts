import { array, assert, constantFrom, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { TextPattern } from "./text-pattern.ts";

/** Every kind of syntax that the patterns of lib/postings use. */
const patterns = [
  /sponsor|visa|work permit/u,
  /\bb\.?sc\b|\bba degree\b|bac ?\+ ?[34]\b|licence\b.{0,20}(?:dipl[ôo]me|bac)/u,
  /(?<![\d.,])(\d{1,2})(?:\s*(?:-|–|to)\s*(\d{1,2}))?\s*(\+|or more)?\s*(?:years?|ans?|år)(?!\p{L})[^.\n;]{0,9}?(?:erfahrung\p{L}*|bac)/u,
  /(?<![\p{L}\p{N}])(?:\d ?[-–x*]? ?\d? ?(?:days?|an)|(?:remote|visa)(?:[ -]ok)?)(?![\p{L}\p{N}])/u,
  /(€|usd)?\s?(\d{1,3}(?:[.,]\d{3})*)(?!\d|\s?%)\s?(€|usd)?/u,
  /wo\b|\w+ing |x{2,}y?/u,
].map((regex) => ({ regex, pattern: new TextPattern(regex) }));

const pieces =
  "sponsor visa visas work permit b.sc bsc bac +3 +4 licence diplôme ba degree 2 3-5 10 % 1.000 € usd to years ans år erfahrungen remote -ok – . ; xx xxy wo being days é 😀 x \n".split(
    / /,
  );
const texts = array(constantFrom(...pieces, " ", " ", " "), { maxLength: 25 });

describe("TextPattern", () => {
  test.each(patterns)("finds what the RegExp finds: $regex", async ({ regex, pattern }) => {
    const all = new RegExp(regex.source, "gu");
    await assert(
      property(texts, (parts) => {
        const text = parts.join("");
        const found = (matches: Iterable<RegExpExecArray>) => [...matches].map((match) => [match.index, ...match]);
        expect(found(pattern.matchAll(text))).toEqual(found(text.matchAll(all)));
        expect(pattern.test(text)).toBe(regex.test(text));
      }),
      { numRuns: 1000 },
    );
  });

  test("a pattern that was made after a text was read is found in it too", () => {
    const text = "a late pattern";
    expect(new TextPattern(/never/u).test(text)).toBe(false);
    expect(new TextPattern(/late/u).test(text)).toBe(true);
  });

  test("syntax that it does not understand is refused, rather than overlooked", () => {
    expect(() => new TextPattern(/\u00e9t\u00e9/u)).toThrow("is not understood");
  });
});
