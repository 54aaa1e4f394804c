import fc from "fast-check";
import { expect, test } from "vitest";
import { anyCharacter } from "../../test/any-character.ts";
import { searchCsv } from "./csv.ts";
import type { SearchResult } from "./results.ts";

const result: SearchResult = {
  id: "1",
  source: "jsearch",
  title: "Data Analyst",
  company: 'Say "Hi", Ltd',
  locations: ["Berlin, Germany", "Wien, Austria"],
  remote: "hybrid",
  employment: "full-time",
  salary: { min: 40_000, max: 50_000, currency: "EUR", period: "year" },
  postedAt: "2026-11-20T10:00:00.000Z",
  url: "https://example.com/1",
  via: [{ label: "JSearch", url: "https://example.com" }],
  score: 80,
  criteria: { title: "met", place: "met", salary: "unknown", date: "not-met" },
};

/** As RFC 4180 says: rows of fields, all of them quoted. */
function read(csv: string): string[][] {
  expect(csv.startsWith("\ufeff")).toBe(true);
  const rows = csv.slice(1).split("\r\n");
  expect(rows.pop()).toBe("");
  return rows.map((row) => {
    expect(row).toMatch(/^"(?:[^"]|"")*"(?:,"(?:[^"]|"")*")*$/);
    return [...row.matchAll(/"((?:[^"]|"")*)"/g)].map(([, field = ""]) => field.replaceAll('""', '"'));
  });
}

test("one row a result, in the order shown, below the names of the columns", () => {
  const [names = [], first = []] = read(searchCsv({ results: [result] }));
  expect(Object.fromEntries(names.map((name, at) => [name, first[at]]))).toEqual({
    Score: "80",
    Title: "Data Analyst",
    Company: 'Say "Hi", Ltd',
    Locations: "Berlin, Germany; Wien, Austria",
    Remote: "hybrid",
    Employment: "full-time",
    "Salary min": "40000",
    "Salary max": "50000",
    Currency: "EUR",
    Per: "year",
    Posted: "2026-11-20",
    Met: "title, place",
    "Not met": "date",
    "Not said": "salary",
    Link: "https://example.com/1",
    Via: "JSearch",
  });
});

test.each([
  "=1+1",
  "+1",
  "-2",
  "@SUM(A1)",
  "\t=1",
  "\r=1",
  "\n=1",
  '"=1+1',
  '""=cmd|calc',
  "' =1",
  "  =1",
  "＝1+1",
  "\u00a0=1",
])("%j is text, not a formula", (title) => {
  const [, first = []] = read(searchCsv({ results: [{ ...result, title }] }));
  expect(first[1]).toMatch(/^'/);
});

test.each(["Analyst;=1+1", 'x;"=cmd|calc"', "x; ;  +1", ";-2;@SUM(A1)", "x;\t=1"])(
  "%j is text also where a semicolon begins a cell",
  (title) => {
    const csv = searchCsv({ results: [{ ...result, title }] });
    for (const cell of csv.split(";")) expect(cell).not.toMatch(/^[\s"]*[=+\-@]/u);
  },
);

test("no field of whatever text begins as a formula, breaks its row or loses its words", () => {
  const text = fc.oneof(
    fc.string({ unit: anyCharacter }),
    fc.string({ unit: fc.constantFrom("=", "+", "-", "@", "\t", "\r", "\n", '"', "'", ",", ";", " ", "a") }),
  );
  fc.assert(
    fc.property(text, text, (title, company) => {
      const rows = read(searchCsv({ results: [{ ...result, title, company }] }));
      expect(rows.map((row) => row.length)).toEqual([16, 16]);
      for (const field of rows[1] ?? []) expect(field).not.toMatch(/(?:^|;)[\s"]*[=+\-@]|[\t\r\n]/u);
    }),
    { numRuns: 1000 },
  );
});
