import type { Search, SearchResult } from "./results.ts";

type Cell = string | number | null;

const columns: readonly (readonly [string, (result: SearchResult) => Cell])[] = [
  ["Score", ({ score }) => score],
  ["Title", ({ title }) => title],
  ["Company", ({ company }) => company],
  ["Locations", ({ locations }) => locations.join("; ")],
  ["Remote", ({ remote }) => remote],
  ["Employment", ({ employment }) => employment],
  ["Salary min", ({ salary }) => salary?.min ?? null],
  ["Salary max", ({ salary }) => salary?.max ?? null],
  ["Currency", ({ salary }) => salary?.currency ?? null],
  ["Per", ({ salary }) => salary?.period ?? null],
  ["Posted", ({ postedAt }) => postedAt?.slice(0, 10) ?? null],
  ["Met", ({ criteria }) => named(criteria, "met")],
  ["Not met", ({ criteria }) => named(criteria, "not-met")],
  ["Not said", ({ criteria }) => named(criteria, "unknown")],
  ["Link", ({ url }) => url],
  ["Via", ({ via }) => via.map(({ label }) => label).join(", ")],
];

function named(criteria: SearchResult["criteria"], verdict: string): string {
  return Object.entries(criteria)
    .flatMap(([name, each]) => (each === verdict ? name : []))
    .join(", ");
}

/**
 * What a spreadsheet would run: a formula's first sign at the start of the cell, also after spaces and quotes, and its
 * full-width forms.
 */
const formula = /^[\s"'`‘’“”«»]*[=+\-@＝＋－＠]|^[\t\r\n]/u;
/** The same after a semicolon: where decimals have commas, spreadsheets begin a new cell there, quoted or not. */
const innerFormula = /;(?=[\s"'`‘’“”«»]*[=+\-@＝＋－＠])/gu;

function field(cell: Cell): string {
  if (typeof cell === "number") return `"${cell}"`;
  const text = cell ?? "";
  // An apostrophe makes it text; a tab or line break inside could begin a cell or a row of its own.
  const safe = formula.test(text) ? `'${text}` : text;
  return `"${safe
    .replace(/[\t\r\n]+/g, " ")
    .replace(innerFormula, ";'")
    .replaceAll('"', '""')}"`;
}

/** The results for spreadsheets: RFC 4180, every field quoted, UTF-8 with a byte order mark, no cell a formula. */
export function searchCsv({ results }: Pick<Search, "results">): string {
  const rows = [columns.map(([name]) => name), ...results.map((result) => columns.map(([, cell]) => cell(result)))];
  return `\ufeff${rows.map((row) => `${row.map(field).join(",")}\r\n`).join("")}`;
}
