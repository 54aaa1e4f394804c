import fc from "fast-check";
import { expect, test } from "vitest";
import { hasShared, leftOut, recording } from "../../test/shared.ts";
import { arbeitnow } from "./arbeitnow.ts";
import { SourceFormatError } from "./source.ts";

const api = "https://www.arbeitnow.com/api/job-board-api?page=";
const job = (over: Record<string, unknown> = {}) => ({
  slug: "data-analyst-berlin-1",
  company_name: "Havelwerk GmbH",
  title: "Data Analyst (m/w/d)",
  description: "<p>Hello</p>",
  remote: false,
  url: "https://www.arbeitnow.com/jobs/companies/havelwerk/data-analyst-berlin-1",
  tags: ["Data"],
  job_types: [],
  location: "Berlin",
  created_at: 1790412915,
  ...over,
});
const reply = (jobs: unknown[], next: string | null = null) =>
  JSON.stringify({ data: jobs, links: { next }, meta: { current_page: 1 } });
const parse = (text: string, page = 1) => arbeitnow.parse(text, "all", `${api}${page}`);

test("asks page by page", () => {
  const ask = { baseUrl: "https://www.arbeitnow.com", target: "all", credentials: {} };
  expect(arbeitnow.request({ ...ask, cursor: null }).url).toBe(`${api}1`);
  expect(arbeitnow.request({ ...ask, cursor: "4" }).url).toBe(`${api}4`);
});

test("a row becomes a raw posting", () => {
  expect(parse(reply([job()]))).toEqual({
    postings: [
      {
        source: "arbeitnow",
        sourceId: "data-analyst-berlin-1",
        url: "https://www.arbeitnow.com/jobs/companies/havelwerk/data-analyst-berlin-1",
        title: "Data Analyst (m/w/d)",
        company: "Havelwerk GmbH",
        location: ["Berlin"],
        description: "<p>Hello</p>",
        postedAt: "2026-09-26T08:55:15.000Z",
        tags: ["Data"],
        homeCountry: "DE",
      },
    ],
    dropped: {},
    next: null,
    complete: true,
  });
});

test.each([
  ["remote is said, its absence is not", { remote: true }, { remoteHint: "remote" }],
  [
    "job types are the source's words",
    { job_types: ["Internship", null, "entry"] },
    { employmentHint: "Internship, entry" },
  ],
  ["no place", { location: " " }, { location: [] }],
  ["no date", { created_at: "yesterday" }, { postedAt: null }],
  ["milliseconds for seconds", { created_at: 1790412915000 }, { postedAt: "2026-09-26T08:55:15.000Z" }],
  ["a date of another age", { created_at: 1 }, { postedAt: null }],
  [
    "nulls",
    { company_name: null, description: null, tags: null, job_types: null },
    { company: "", description: "", tags: [] },
  ],
  [
    "the site's own footer",
    { description: '<p>Text</p>\n<p>Find <a href="https://www.arbeitnow.com/">Jobs in Germany</a> on Arbeitnow</a>' },
    { description: "<p>Text</p>\n" },
  ],
])("%s", (_, over, expected) => {
  expect(parse(reply([job(over)])).postings[0]).toMatchObject(expected);
});

test("the next page is a number of ours, wherever the link leads", () => {
  expect(parse(reply([job()], "https://evil.example/?page=99"), 3)).toMatchObject({ next: "4", complete: false });
  expect(parse(reply([job()], `${api}11`), arbeitnow.maxPages)).toMatchObject({ next: null, complete: false });
  expect(parse(reply([], `${api}3`), 2)).toMatchObject({ next: null, complete: false });
  expect(parse(reply([job()], null), 5)).toMatchObject({ next: null, complete: true });
});

test("without links nobody knows whether that was all", () => {
  expect(parse(JSON.stringify({ data: [job()] }))).toMatchObject({ next: null, complete: false });
});

test("the good rows beside a bad one are kept, and the bad one is counted", () => {
  const page = parse(reply([7, job(), { slug: "x" }, job({ slug: "", title: "y" })]));
  expect(page.postings).toHaveLength(1);
  expect(page.dropped).toEqual({ "not an object": 1, "no usable url": 1, "no usable slug": 1 });
});

test.each(["<html>", "", "null", "[]", '{"jobs": []}', '{"data": "x"}'])("%j is not Arbeitnow's", (text) => {
  expect(() => parse(text)).toThrow(SourceFormatError);
});

test("no reply throws anything but its own error", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      for (const text of [
        JSON.stringify(value),
        reply([value, job({ tags: value, location: value, description: value })]),
      ]) {
        try {
          parse(text);
        } catch (error) {
          expect(error).toBeInstanceOf(SourceFormatError);
        }
      }
    }),
  );
});

if (!hasShared) leftOut("lib/sources/arbeitnow: the recorded feeds");
test.runIf(hasShared)("the recorded feeds", async () => {
  const page = parse(await recording("arbeitnow.json"));
  expect(page).toMatchObject({ dropped: {}, next: "2", complete: false });
  expect(page.postings).toHaveLength(40);
  expect(page.postings[0]).toMatchObject({
    sourceId: "pflichtpraktikum-marketing-digital-health-remote-cologne-228701",
    title: "Pflichtpraktikum Marketing - Digital Health (m/f/x) - remote",
    company: "dexter health",
    location: ["Cologne"],
    remoteHint: "remote",
    url: "https://www.arbeitnow.com/jobs/companies/dexter-health/pflichtpraktikum-marketing-digital-health-remote-cologne-228701",
    postedAt: "2024-03-10T14:49:03.000Z",
  });
  const escaped = parse(await recording("arbeitnow-escaped.json"));
  expect(escaped).toMatchObject({ dropped: {}, next: null, complete: false });
  expect(escaped.postings.map(({ company }) => company)).toEqual(["Doctolib", "Doctolib"]);
});
