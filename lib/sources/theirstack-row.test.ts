import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mangled, survives } from "../../test/mangled.ts";
import { hasShared, leftOut, recording } from "../../test/shared.ts";
import { SourceFormatError } from "./source.ts";
import { theirstack } from "./theirstack.ts";

const url = "https://api.theirstack.com/v1/jobs/search";
const berlin = 2950159;

const job = (over: Record<string, unknown> = {}) => ({
  id: 7,
  job_title: "Junior Data Analyst",
  url: "https://board.example/7",
  final_url: "https://havelwerk.example/jobs/7",
  source_url: "https://board.example/7",
  date_posted: "2026-11-01",
  discovered_at: "2026-11-02T10:00:00",
  has_blurred_data: false,
  company: "Havelwerk",
  location: "Berlin",
  country: "Germany",
  country_code: "DE",
  remote: null,
  hybrid: null,
  min_annual_salary: null,
  max_annual_salary: null,
  salary_currency: null,
  employment_statuses: ["full_time"],
  hiring_team: [{ full_name: "Somebody", linkedin_url: "https://www.linkedin.com/in/somebody" }],
  description: "Hello",
  locations: [{ id: berlin, display_name: "Berlin, Germany" }, null],
  ...over,
});
const reply = (data: unknown) => JSON.stringify({ metadata: { total_results: null }, data });
const parse = (text: string, from = url) => theirstack.parse(text, "DE:Berlin", from);
const only = (over: Record<string, unknown>) => parse(reply([job(over)])).postings[0];

test("a row becomes a raw posting, without the people behind it", () => {
  expect(parse(reply([job()]))).toEqual({
    postings: [
      {
        source: "theirstack",
        sourceId: "7",
        url: "https://havelwerk.example/jobs/7",
        title: "Junior Data Analyst",
        company: "Havelwerk",
        location: ["Berlin, Germany"],
        description: "Hello",
        postedAt: "2026-11-01T00:00:00.000Z",
        employmentHint: "full_time",
        homeCountry: "DE",
      },
    ],
    dropped: {},
    next: null,
    complete: false,
  });
});

describe("fields that may be null or missing", () => {
  const pay = { min_annual_salary: 40_000, max_annual_salary: 50_000, salary_currency: "EUR" };
  test.each([
    ["no page of the employer's", { final_url: null }, { url: "https://board.example/7" }],
    ["only the board's", { final_url: "x", url: "" }, { url: "https://board.example/7" }],
    ["no list of places", { locations: undefined }, { location: ["Berlin, Germany"] }],
    ["the place with its country", { locations: [], location: "Berlin, Germany" }, { location: ["Berlin, Germany"] }],
    [
      "other texts for the place",
      { locations: null, location: null, short_location: "Bonn" },
      { location: ["Bonn, Germany"] },
    ],
    ["a country alone", { locations: null, location: null }, { location: ["Germany"] }],
    ["no place", { locations: null, location: null, country: null }, { location: [] }],
    [
      "two places",
      { locations: [{ display_name: "Bonn" }, { display_name: "Bonn" }, { display_name: "Ulm" }] },
      { location: ["Bonn", "Ulm"] },
    ],
    ["no name", { company: null, company_object: { name: "Havelwerk GmbH" } }, { company: "Havelwerk GmbH" }],
    ["nobody's name", { company: "" }, { company: "" }],
    ["remote", { remote: true }, { remoteHint: "remote" }],
    ["hybrid, which is called remote too", { remote: true, hybrid: true }, { remoteHint: "hybrid" }],
    ["pay", pay, { salary: { min: 40_000, max: 50_000, currency: "EUR", period: "year" } }],
    ["one end of the pay", { ...pay, max_annual_salary: null }, { salary: { min: 40_000, max: null } }],
    ["no day", { date_posted: null }, { postedAt: "2026-11-02T10:00:00.000Z" }],
    ["no time either", { date_posted: null, discovered_at: undefined }, { postedAt: null }],
    ["posted again", { date_reposted: "2026-11-10" }, { updatedAt: "2026-11-10T00:00:00.000Z" }],
    ["closed", { closed_at: "2026-11-12T08:00:00" }, { validThrough: "2026-11-12T08:00:00.000Z" }],
    ["no text", { description: null }, { description: "" }],
    ["a text as id", { id: "a1" }, { sourceId: "a1" }],
  ])("%s", (_, over, expected) => {
    expect(only(over)).toMatchObject(expected);
  });

  test("every field but three may be missing", () => {
    expect(parse(reply([{ id: 7, job_title: "Analyst", url: "https://board.example/7" }])).postings).toEqual([
      {
        ...{ source: "theirstack", sourceId: "7", title: "Analyst", url: "https://board.example/7" },
        ...{ company: "", location: [], description: "", postedAt: null },
      },
    ]);
  });
});

test("the text loses the signs of Markdown and keeps its lines", () => {
  const markdown = [
    "## About *us*",
    "We are **Havelwerk**, see [our site](https://havelwerk.example/?a=1).",
    "---",
    "* 2\\+ years \\- or none",
    "  * __R&D__ in C++ * C#",
    "![logo](https://x.example/l.png)snake_case_name 3 * 4 * 5",
  ].join("\n");
  expect(only({ description: markdown })?.description).toBe(
    [
      "About us",
      "We are Havelwerk, see our site.",
      "",
      "- 2+ years - or none",
      "  - R&D in C++ * C#",
      "snake_case_name 3 * 4 * 5",
    ].join("\n"),
  );
});

test("a full page has a next one, up to the last that we pay for", () => {
  const full = reply(Array.from({ length: 25 }, (_, id) => job({ id })));
  expect(parse(full).next).toBe("1");
  expect(parse(full, `${url}#1`).next).toBeNull();
  expect(parse(reply([job()])).next).toBeNull();
});

test("the good rows beside a bad one are kept, and the bad one is counted", () => {
  const page = parse(
    reply([
      ...[job(), null, "x", job({ id: null }), job({ job_title: " " }), job({ has_blurred_data: true })],
      ...[job({ url: null, final_url: null, source_url: "javascript:x" }), job({ id: 8, locations: 7, company: {} })],
    ]),
  );
  expect(page.postings.map(({ sourceId }) => sourceId)).toEqual(["7", "8"]);
  expect(page.dropped).toEqual({
    "not an object": 2,
    "no usable id": 1,
    "no usable job_title": 1,
    "no usable has_blurred_data": 1,
    "no usable url": 1,
  });
});

test("nothing found is nothing", () => {
  expect(parse(reply([]))).toEqual({ postings: [], dropped: {}, next: null, complete: false });
});

test.each([
  ["HTML", "<html></html>", /got HTML/],
  ["nothing", "", /got nothing/],
  ["half a document", '{"data":[', /expected JSON/],
  ["an error", '{"error":{"code":"E-001","title":"x","description":"y"},"request_id":"z"}', /data/],
  ["data that is no list", '{"data":{}}', /data/],
])("%s is not TheirStack's", (_, text, message) => {
  expect(() => parse(text)).toThrow(SourceFormatError);
  expect(() => parse(text)).toThrow(message);
});

test("no reply throws anything but its own error", () => {
  fc.assert(fc.property(mangled({ data: [job(), job({ id: 8 })] }), (text) => survives(theirstack, text)));
});

if (!hasShared) leftOut("lib/sources/theirstack: the documented example");
test.runIf(hasShared)("the documented example", async () => {
  expect(parse(await recording("theirstack.docs-example.json"))).toEqual({
    postings: [
      {
        source: "theirstack",
        sourceId: "1234",
        url: "https://carecrafterhealth.com/careers/job-details/MFC286442-4",
        title: "Senior Data Engineer",
        company: "Google",
        location: ["Live Oak, California, United States"],
        description: "...",
        postedAt: "2021-01-01T00:00:00.000Z",
        updatedAt: "2024-01-01T00:00:00.000Z",
        remoteHint: "hybrid",
        employmentHint: "full_time",
        salary: { min: 100_000, max: 100_000, currency: "USD", period: "year" },
        homeCountry: "US",
      },
    ],
    dropped: {},
    next: null,
    complete: false,
  });
});
