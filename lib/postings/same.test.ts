import fc from "fast-check";
import { expect, test } from "vitest";
import { tableOfPairs } from "../../scripts/eval/dedupe-table.ts";
import { anyCharacter } from "../../test/any-character.ts";
import { blockingKeys } from "./blocking.ts";
import { identityOf } from "./identity.ts";
import { normalise } from "./normalise.ts";
import type { Posting } from "./posting.ts";
import { sameJob } from "./same.ts";

test.each(tableOfPairs())("$name", ({ same, a, b }) => {
  expect(sameJob(a, b)).toBe(same);
  expect(sameJob(b, a)).toBe(same);
  // Looking up either finds the other.
  const keys = new Set(blockingKeys(a));
  if (same) expect(blockingKeys(b).some((key) => keys.has(key))).toBe(true);
});

/** Words that make pairs similar, besides any Unicode. */
const words = fc.constantFrom(
  "Data",
  "Senior",
  "Engineer",
  "GmbH",
  "Berlin",
  "(m/w/d)",
  "32h",
  "#4711",
  "II",
  "&",
  ",",
);
const line = fc.oneof(
  fc.array(words, { maxLength: 6 }).map((list) => list.join(" ")),
  fc.string({ unit: anyCharacter, maxLength: 120 }),
);
const raw = fc.record({
  source: fc.constantFrom("greenhouse", "reed"),
  sourceId: fc.constantFrom("1", "2"),
  url: fc.oneof(
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    line.map((path) => `https://boards.greenhouse.io/a/jobs/${encodeURIComponent(path.toWellFormed())}`),
  ),
  title: line.map((title) => `Job ${title}`),
  company: line,
  location: fc.array(line, { maxLength: 6 }),
  description: fc.oneof(
    fc.constant(""),
    line.map((text) => text.repeat(200)),
  ),
  postedAt: fc.constantFrom(null, "2026-11-01"),
});
const postings = raw.map((each) => normalise(each)).filter((posting) => posting !== null);

test("any posting has a small identity that is its own, and the same each time", () => {
  fc.assert(
    fc.property(postings, (posting) => {
      const identity = identityOf(posting);
      expect(Buffer.byteLength(JSON.stringify(identity))).toBeLessThanOrEqual(400);
      expect(identityOf(structuredClone(posting))).toEqual(identity);
      expect(JSON.parse(JSON.stringify(identity))).toEqual(identity);
      expect(sameJob(identity, identity)).toBe(true);
    }),
  );
});

test("sameJob has no side, and few keys find its pairs", () => {
  fc.assert(
    fc.property(postings, postings, (one, other) => {
      const [a, b] = [identityOf(one), identityOf(other)];
      expect(sameJob(a, b)).toBe(sameJob(b, a));
      const keys = blockingKeys(a);
      expect(keys.length).toBeLessThanOrEqual(8);
      expect(keys.every((key) => key === (key | 0))).toBe(true);
    }),
  );
});

test("any Unicode that is no posting of ours either", () => {
  const any = fc.string({ unit: "binary-ascii" });
  fc.assert(
    fc.property(any, any, fc.string({ unit: anyCharacter, maxLength: 3000 }), (title, company, description) => {
      const posting = { title, company, description, url: description, source: title, sourceId: company } as Posting;
      const remote = { mode: "unknown", worldwide: null, countries: [] } as const;
      const identity = identityOf({ ...posting, locations: [], remote: { ...remote, countries: [] }, postedAt: null });
      expect(sameJob(identity, identity)).toBe(true);
      expect(Buffer.byteLength(JSON.stringify(identity))).toBeLessThanOrEqual(400);
    }),
  );
});
