import fc from "fast-check";
import { expect, test } from "vitest";
import { anyCharacter } from "../../test/any-character.ts";
import { type Taste, tasteOf, type Verdict } from "./taste.ts";

const verdict = (
  over: Omit<Partial<Verdict>, "posting"> & { occupation?: "data" | "sales" | "other"; company?: string },
) => {
  const { occupation = "data", company = "Acme GmbH", ...said } = over;
  const posting = { occupation, company, level: "entry", careerPaths: ["data-analytics"] } as const;
  return { verdict: "more", reason: null, at: "2026-11-20T08:00:00Z", ...said, posting } satisfies Verdict;
};
const times = <Item>(count: number, item: Item): Item[] => Array.from({ length: count }, () => item);

test("who said nothing has no taste", () => {
  expect(tasteOf([])).toBeUndefined();
});

test("a posting as a whole moves its kind of work, and its employer less", () => {
  const taste = tasteOf([verdict({ verdict: "less" })]);
  expect(taste).toEqual({ weights: {}, occupations: { data: -0.25 }, companies: { acme: -0.125 } });
  expect(tasteOf([verdict({ verdict: "applied", reason: "other" })])).toMatchObject({ occupations: { data: 0.25 } });
});

test("a reason moves what it names and nothing else", () => {
  const of = (reason: Verdict["reason"]) => tasteOf([verdict({ verdict: "irrelevant", reason })]);
  expect(of("company")).toEqual({ weights: {}, occupations: {}, companies: { acme: -0.25 } });
  expect(of("role")).toEqual({ weights: { path: 1.125 }, occupations: { data: -0.25 }, companies: {} });
  const parts = (["place", "level", "pay", "stale"] as const).map((reason) => of(reason));
  expect(parts).toEqual(
    (["place", "level", "pay", "freshness"] as const).map((part) => ({
      ...{ weights: { [part]: 1.125 }, occupations: {}, companies: {} },
    })),
  );
});

test("one slip moves little, a habit nearly all, and an opposite verdict takes it back", () => {
  const liking = (verdicts: Verdict[]) => tasteOf(verdicts)?.occupations.data ?? 0;
  expect(liking([verdict({})])).toBeCloseTo(0.25);
  expect(liking(times(27, verdict({})))).toBeCloseTo(0.9);
  expect(liking([verdict({}), verdict({ verdict: "less" })])).toBe(0);
});

test("an unknown kind of work and an unknown employer are nobody's to avoid", () => {
  expect(tasteOf([verdict({ verdict: "irrelevant", occupation: "other", company: " – " })])).toEqual({
    ...{ weights: {}, occupations: {}, companies: {} },
  });
});

test("employers are one however they are written, and may have any name", () => {
  expect(tasteOf([verdict({ company: "Müller & Söhne" }), verdict({ company: "MULLER  SOHNE" })])?.companies).toEqual({
    "muller sohne": 0.2,
  });
  const twoForms = [verdict({ company: "Acme" }), verdict({ company: "Acme GmbH", verdict: "less" })];
  expect(tasteOf(twoForms)?.companies).toEqual({ acme: 0 });
  const taste = tasteOf([verdict({ company: "Constructor" })]);
  expect(taste?.companies.constructor).toBe(0.125);
  expect(taste?.companies.tostring).toBeUndefined();
  expect(tasteOf([verdict({})])?.companies.constructor).toBeUndefined();
});

test("the newest hundred count", () => {
  const old = times(50, verdict({ verdict: "less", at: "2025-01-01T00:00:00Z" }));
  const recent = times(100, verdict({ occupation: "sales" }));
  expect(tasteOf([...old, ...recent])?.occupations).toEqual({ sales: 100 / 103 });
});

const verdicts = fc.array(
  fc.record({
    verdict: fc.constantFrom("more", "less", "irrelevant", "applied"),
    reason: fc.constantFrom("place", "role", "level", "company", "pay", "stale", "other", null),
    at: fc
      .date({ min: new Date(0), max: new Date("2040-01-01"), noInvalidDate: true })
      .map((date) => date.toISOString()),
    posting: fc.record({
      occupation: fc.constantFrom("data", "sales", "software", "other"),
      company: fc.oneof(fc.string({ unit: anyCharacter }), fc.constantFrom("__proto__", "constructor", "Acme", "")),
      level: fc.constantFrom("internship", "unknown"),
      careerPaths: fc.constant([]),
    }),
  }) as fc.Arbitrary<Verdict>,
  { minLength: 1, maxLength: 150 },
);
const figures = ({ weights, occupations, companies }: Taste) => ({
  factors: Object.values(weights),
  likings: [...Object.values(occupations), ...Object.values(companies)],
});

test("whatever was said, it stays within bounds, and the order of telling does not matter", () => {
  fc.assert(
    fc.property(verdicts, (said) => {
      const before = JSON.stringify(said);
      const taste = tasteOf(said);
      expect(JSON.stringify(said)).toBe(before);
      if (!taste) throw new Error("nothing learned");
      const { factors, likings } = figures(taste);
      for (const factor of factors) expect(factor >= 0.5 && factor <= 1.5).toBe(true);
      for (const liking of likings) expect(liking >= -1 && liking <= 1).toBe(true);
      // As it travels and is shown.
      expect(JSON.parse(JSON.stringify(taste))).toEqual({ ...taste, companies: { ...taste.companies } });
      if (said.length <= 100) expect(tasteOf(said.toReversed())).toEqual(taste);
    }),
  );
});

test("another praise never lowers what is praised, another complaint never raises it", () => {
  const liking = (said: Verdict[]) => tasteOf(said)?.occupations.data ?? 0;
  fc.assert(
    fc.property(verdicts, (said) => {
      const some = said.slice(0, 99);
      expect(liking([...some, verdict({})])).toBeGreaterThanOrEqual(liking(some));
      expect(liking([...some, verdict({ verdict: "irrelevant", reason: "role" })])).toBeLessThanOrEqual(liking(some));
    }),
  );
});
