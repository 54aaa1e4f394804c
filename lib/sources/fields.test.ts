import { expect, test } from "vitest";
import { PermanentError } from "../errors.ts";
import {
  companyOfSlug,
  countryName,
  dateOf,
  htmlOf,
  joinHtml,
  listOf,
  modeOf,
  oncePerId,
  optionalText,
  payOf,
  placeOf,
  stepOf,
  tenantRoot,
} from "./fields.ts";

test.each([
  [" x ", "x"],
  ["", null],
  [" ", null],
  [null, null],
  [undefined, null],
  [7, null],
  [{}, null],
])("the text %j is %j", (value, expected) => {
  expect(optionalText.parse(value)).toBe(expected);
});

test.each([
  [
    ["a", null, 7, " ", "b"],
    ["a", "b"],
  ],
  [null, []],
  [undefined, []],
  ["a", []],
])("the list of %j is %j", (value, expected) => {
  expect(listOf(optionalText).parse(value)).toEqual(expected);
});

test.each([
  ["DE", "Germany"],
  ["gb", "United Kingdom"],
  ["XX", null],
  ["Germany", null],
  ["d1", null],
  ["", null],
  [null, null],
])("the country %j is %j", (code, name) => {
  expect(countryName(code)).toBe(name);
});

test("a place is what is said of it", () => {
  expect(placeOf("Berlin", null, "Germany")).toBe("Berlin, Germany");
  expect(placeOf(null, null)).toBeNull();
});

test("a date without a zone is not this machine's", () => {
  expect(dateOf("2026-11-01 09:00:00")).toBe("2026-11-01T09:00:00.000Z");
  expect(dateOf("2026-11-01T09:00:00+0200")).toBe("2026-11-01T07:00:00.000Z");
  expect(dateOf("2026-11-01 09:00:00 UTC")).toBe("2026-11-01T09:00:00.000Z");
  expect(dateOf(null)).toBeNull();
});

test.each([
  ["on-site", "onsite"],
  ["OnSite", "onsite"],
  ["on_site", "onsite"],
  ["Hybrid", "hybrid"],
  ["hybrid-remote", "hybrid"],
  ["Remote", "remote"],
  ["unspecified", undefined],
  [null, undefined],
])("the mode %j is %j", (value, mode) => {
  expect(modeOf(value)).toBe(mode);
});

test.each([
  [40000, 48000, "EUR", "per-year-salary", { min: 40000, max: 48000, currency: "EUR", period: "year" }],
  ["40000", "48000.50", "eur", "YEARLY", { min: 40000, max: 48000.5, currency: "EUR", period: "year" }],
  [null, 48000, "EUR", "1 YEAR", { min: null, max: 48000, currency: "EUR", period: "year" }],
  [15, undefined, "GBP", "per-hour-wage", { min: 15, max: null, currency: "GBP", period: "hour" }],
  [300, 300, "GBP", "per-day", { min: 300, max: 300, currency: "GBP", period: "day" }],
  [3000, 3500, "PLN", "month", { min: 3000, max: 3500, currency: "PLN", period: "month" }],
  [0, 0, "EUR", "year", null],
  ["", " ", "EUR", "year", null],
  ["60k", {}, "EUR", "year", null],
  [1, 2, "€", "year", null],
  [1, 2, null, "year", null],
  [1, 2, "EUR", null, null],
  [500, 600, "EUR", "per-week-salary", null],
  [1, 2, "EUR", "2 WEEK", null],
  [1, 2, "EUR", "12 MONTH", null],
  [1, 2, "EUR", "one-time", null],
  [Number.POSITIVE_INFINITY, Number.NaN, "EUR", "year", null],
])("pay of %j to %j %s a %s", (min, max, currency, period, expected) => {
  expect(payOf(min, max, currency, period)).toEqual(expected);
});

test("a plain text becomes HTML that says the same", () => {
  expect(htmlOf("a < b & c\r\nd")).toBe("a &lt; b &amp; c<br>d");
});

test.each([
  [["<p>a</p>", null, "", undefined, "<p>b</p>"], "<p>a</p>\n<p>b</p>"],
  [["<p>a</p>", "&lt;p&gt;R&amp;amp;D&lt;/p&gt;"], "<p>a</p>\n<p>R&amp;D</p>"],
  [["&amp;lt;p&amp;gt;a&amp;lt;/p&amp;gt;"], "<p>a</p>"],
  [["a\r\nb", "<p>c\nd</p>"], "a<br>b\n<p>c\nd</p>"],
  [["1 < 2 &amp; 3"], "1 < 2 &amp; 3"],
  [["Use &lt;br&gt; in <b>HTML</b>"], "Use &lt;br&gt; in <b>HTML</b>"],
  [[], ""],
])("the parts %j are %j", (parts, html) => {
  expect(joinHtml(parts)).toBe(html);
});

test.each([
  ["havel-werk", "Havel Werk"],
  ["eu:havelwerk", "Havelwerk"],
  ["DeepL", "DeepL"],
  ["12build", "12Build"],
  ["ökohaus_süd", "Ökohaus Süd"],
  ["", ""],
])("the company of %j is %j", (slug, company) => {
  expect(companyOfSlug(slug)).toBe(company);
});

test("the later of two with one id stands", () => {
  const posting = { source: "x", url: "", title: "", company: "", location: [], description: "", postedAt: null };
  const all = ["1", "2", "1"].map((sourceId, at) => ({ ...posting, sourceId, title: `${at}` }));
  expect(oncePerId(all).map(({ sourceId, title }) => [sourceId, title])).toEqual([
    ["1", "2"],
    ["2", "1"],
  ]);
});

test.each([
  ["https://jobs.lever.co/havel%20werk/1", 0, "havel werk"],
  ["https://jobs.lever.co/a/b", 1, "b"],
  ["https://jobs.lever.co/a", 1, ""],
  ["https://jobs.lever.co/%E0%A4/1", 0, "%E0%A4"],
  ["not a link", 0, ""],
])("in %s the step %i is %j", (url, index, step) => {
  expect(stepOf(url, index)).toBe(step);
});

test("a slug is a host's name, or nobody is asked", () => {
  expect(tenantRoot("https://{slug}.example.org", "Havel-Werk")).toBe("https://havel-werk.example.org");
  expect(tenantRoot("http://127.0.0.1:1/x", "havelwerk")).toBe("http://127.0.0.1:1/x/havelwerk");
  for (const slug of ["", "a.b", "a/b", "a@b", "a b", "-a", "a-", "ä", "..", "a:1"])
    expect(() => tenantRoot("https://{slug}.example.org", slug)).toThrow(PermanentError);
});
