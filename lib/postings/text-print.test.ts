import { expect, test } from "vitest";
import { covered, likeness, printOf } from "./text-print.ts";

/** Words w0, w1, ... from one number to another. */
const words = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => `w${from + at}x`).join(" ");
const print = (text: string): string => printOf(text).text ?? "";

test("a short text has no print", () => {
  expect(printOf(words(0, 99))).toEqual({ text: null, words: 99 });
  expect(printOf("")).toEqual({ text: null, words: 0 });
  expect(printOf("!".repeat(100_000))).toEqual({ text: null, words: 0 });
});

test("a print has 64 plain characters", () => {
  for (const text of [words(0, 150), "よい 仕事 です。".repeat(100), "a ".repeat(500), "\ud800 ".repeat(200)])
    expect(print(text)).toMatch(/^[\w-]{64}$/);
});

test("case, accents and signs are not the text", () => {
  const text = `Ça c'est élégant; ${words(0, 200)}.`;
  expect(print(text.toUpperCase().replaceAll(" ", "\n- "))).toBe(print(text));
});

test.each([
  ["nothing", 400, 800, 0],
  ["a third", 200, 600, 1 / 3],
  ["half", 133, 533, 1 / 2],
  ["nine tenths", 42, 842, 0.9],
])("likeness estimates that %s is shared", (_, from, to, jaccard) => {
  const alike = likeness(print(words(0, to - from)), print(words(from, to)));
  expect(Math.abs(alike - jaccard)).toBeLessThan(0.15);
});

test("a text is like itself, and a part of it is covered by it", () => {
  const [whole, part] = [words(0, 1000), words(0, 500)];
  expect(likeness(print(whole), print(whole))).toBe(1);
  expect(covered(1, 1000, 1000)).toBe(1);
  expect(covered(likeness(print(whole), print(part)), 1000, 500)).toBeGreaterThan(0.8);
  expect(covered(likeness(print(whole), print(words(900, 1400))), 1000, 500)).toBeLessThan(0.5);
});
