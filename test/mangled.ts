import fc from "fast-check";
import { expect } from "vitest";
import { normalise } from "../lib/postings/normalise.ts";
import { type Source, SourceFormatError } from "../lib/sources/source.ts";
import { anyCharacter } from "./any-character.ts";

// Each run of the suite tries others: a few dozen for each source find the same as a hundred, a few runs later.
fc.configureGlobal({ numRuns: 40 });

type Path = readonly string[];

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, each]) => pathsOf(each, [...path, key]))];
}

function withValue(document: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(document))
    return document.map((each, at) => (String(at) === key ? withValue(each, rest, value) : each));
  if (typeof document !== "object" || document === null) return document;
  return { ...document, [key]: withValue((document as Record<string, unknown>)[key], rest, value) };
}

/** What may arrive in place of a document: a part of it, a page for people, nothing, endless nesting. */
export function notTheDocument(text: string): fc.Arbitrary<string> {
  return fc.oneof(
    fc.nat(text.length).map((length) => text.slice(0, length)),
    fc.tuple(fc.nat(text.length), fc.string()).map(([at, noise]) => text.slice(0, at) + noise + text.slice(at)),
    fc.json(),
    fc.string({ unit: anyCharacter }),
    fc.constantFrom(
      "<!doctype html><title>Down for maintenance</title>",
      "",
      "null",
      "[".repeat(50_000),
      `${"[".repeat(50_000)}${"]".repeat(50_000)}`,
      '{"a":'.repeat(50_000),
      "<a>".repeat(50_000),
    ),
  );
}

/** A JSON reply with any of its values replaced by any other, or none at all. */
export function mangled(document: unknown): fc.Arbitrary<string> {
  const replaced = fc
    .array(fc.tuple(fc.constantFrom(...pathsOf(document)), fc.oneof(fc.constant(null), fc.jsonValue())), {
      minLength: 1,
      maxLength: 4,
    })
    .map((all) => JSON.stringify(all.reduce<unknown>((value, [path, each]) => withValue(value, path, each), document)));
  return fc.oneof(replaced, notTheDocument(JSON.stringify(document)));
}

/** Reads a mangled reply: nothing but the adapter's own error may be thrown, and what it gives can be normalised. */
export function survives(source: Source, text: string): void {
  for (const [target, url] of [
    ["havelwerk", "https://example.org/havelwerk"],
    ["", ""],
  ] as const) {
    try {
      const { postings, dropped } = source.parse(text, target, url);
      for (const count of Object.values(dropped)) expect(count).toBeGreaterThan(0);
      // Once is enough: normalising costs far more than parsing.
      if (target === "") for (const posting of postings) expect(normalise(posting)).not.toBeUndefined();
    } catch (error) {
      expect(error).toBeInstanceOf(SourceFormatError);
    }
  }
}
