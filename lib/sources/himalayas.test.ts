import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mangled, survives } from "../../test/mangled.ts";
import { hasShared, leftOut, recording } from "../../test/shared.ts";
import { normalise } from "../postings/normalise.ts";
import { himalayas } from "./himalayas.ts";
import { SourceFormatError } from "./source.ts";

const search = "https://himalayas.app/jobs/api/search?";
const link = "https://himalayas.app/companies/havelwerk/jobs/junior-data-analyst";
const job = (over: Record<string, unknown> = {}) => ({
  title: "Junior Data Analyst",
  excerpt: "Short",
  companyName: "Havelwerk",
  companySlug: "havelwerk",
  companyLogo: "https://cdn-images.himalayas.app/x",
  employmentType: "Full Time",
  minSalary: 42000,
  maxSalary: 48000,
  salaryPeriod: "annual",
  currency: "EUR",
  seniority: ["Entry-level"],
  locationRestrictions: ["Germany", "Poland"],
  timezoneRestrictions: [1],
  categories: ["Data-Analyst"],
  parentCategories: ["Data Science"],
  description: "<p>Hello</p>",
  pubDate: 1793523600,
  expiryDate: 1796115600,
  applicationLink: link,
  guid: link,
  ...over,
});
const reply = (jobs: unknown[], totalCount = jobs.length) =>
  JSON.stringify({ comments: "", updatedAt: 1793523600, offset: 0, limit: 20, totalCount, jobs });
const asked = (target: string, cursor: string | null = null) =>
  himalayas.request({ baseUrl: "https://himalayas.app", target, cursor, credentials: {} });
const target = "DE:Berlin:data-analytics";
const parse = (...jobs: unknown[]) => himalayas.parse(reply(jobs), target, asked(target).url);
const only = (over: Record<string, unknown>) => parse(job(over)).postings[0];

test.each([
  ["DE:Berlin:data-analytics", null, "q=data+analyst&country=DE&sort=recent&page=1"],
  ["DE:Munich:data-analytics", "1:2", "q=data+scientist&country=DE&sort=recent&page=2"],
  ["PT", null, "seniority=Entry-level&country=PT&sort=recent&page=1"],
])("searches for %s, at %s, and never crawls", (place, cursor, query) => {
  expect(asked(place, cursor)).toEqual({ url: `${search}${query}` });
});

test("asks for countries, as all is remote", () => {
  expect(himalayas.targets()).toContain("DE");
  expect(himalayas.targets().every((each) => /^[A-Z]{2}$/.test(each))).toBe(true);
});

test("a row becomes a raw posting", () => {
  expect(parse(job())).toEqual({
    postings: [
      {
        source: "himalayas",
        sourceId: link,
        url: link,
        title: "Junior Data Analyst",
        company: "Havelwerk",
        location: ["Germany", "Poland"],
        description: "<p>Hello</p>",
        postedAt: "2026-11-01T09:00:00.000Z",
        validThrough: "2026-12-01T09:00:00.000Z",
        remoteHint: "remote",
        tags: ["Entry-level", "Data Science", "Data Analyst"],
        employmentHint: "Full Time",
        salary: { min: 42000, max: 48000, currency: "EUR", period: "year" },
      },
    ],
    dropped: {},
    next: "1:1",
    complete: false,
  });
});

describe("fields that differ", () => {
  test.each([
    ["every company was called name once", { companyName: "name", companySlug: "acme" }, { company: "acme" }],
    ["and some had nothing else", { companyName: "name", companySlug: null }, { company: "name" }],
    ["no company's name", { companyName: null }, { company: "havelwerk" }],
    ["no restriction is the world", { locationRestrictions: [] }, { location: ["Worldwide"] }],
    ["a restriction that is not said is not the world", { locationRestrictions: null }, { location: [] }],
    [
      "countries as objects",
      { locationRestrictions: [{ alpha2: "DE", name: "Germany" }, null] },
      { location: ["Germany"] },
    ],
    ["no text but the excerpt", { description: null }, { description: "Short" }],
    ["no link but the id", { applicationLink: "" }, { url: link }],
    ["milliseconds", { pubDate: 1793523600000 }, { postedAt: "2026-11-01T09:00:00.000Z" }],
    ["a date as text", { pubDate: "2026-11-01T09:00:00Z" }, { postedAt: "2026-11-01T09:00:00.000Z" }],
    ["no date", { pubDate: null }, { postedAt: null }],
    ["pay an hour", { salaryPeriod: "hourly", minSalary: 15, maxSalary: 30 }, { salary: { period: "hour", min: 15 } }],
    ["pay of the years without a period", { salaryPeriod: undefined }, { salary: { period: "year" } }],
    ["no tags", { seniority: null, categories: null, parentCategories: undefined }, { tags: [] }],
  ])("%s", (_, over, expected) => {
    expect(only(over)).toMatchObject(expected);
  });

  test.each([
    ["no pay", { minSalary: null, maxSalary: null, currency: null }],
    ["a week's pay", { salaryPeriod: "weekly" }],
  ])("%s", (_, over) => {
    expect(only(over)).not.toHaveProperty("salary");
  });
});

test("word after word, two pages of each at most", () => {
  const after = (cursor: string | null, total: number, of = target) =>
    himalayas.parse(reply([job()], total), of, asked(of, cursor).url).next;
  expect([after(null, 90), after("0:2", 90), after("1:1", 20), after("2:2", 90)]).toEqual(["0:2", "1:1", "2:1", null]);
  expect([after(null, 21, "DE"), after(null, 20, "DE")]).toEqual(["0:2", null]);
  expect(himalayas.parse(reply([job()], 90), "", "").next).toBeNull();
});

test("the good rows beside a bad one are kept, and the bad one is counted", () => {
  const page = parse(7, job(), job({ guid: null }), job({ guid: "9", categories: "x", locationRestrictions: 7 }));
  expect(page.postings.map(({ sourceId }) => sourceId)).toEqual([link, "9"]);
  expect(page.dropped).toEqual({ "not an object": 1, "no usable guid": 1 });
});

test.each(["<html>", "", "null", "[]", '{"results": []}', '{"jobs": {}}'])("%j is not Himalayas'", (text) => {
  expect(() => himalayas.parse(text, target, search)).toThrow(SourceFormatError);
});

test("no reply, however mangled, throws anything but its own error", () => {
  fc.assert(fc.property(mangled(JSON.parse(reply([job(), job()]))), (text) => survives(himalayas, text)));
});

test("the good rows beside any other are kept", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(parse(value, job(), value).postings.map(({ sourceId }) => sourceId)).toContain(link);
    }),
  );
});

if (!hasShared) leftOut("lib/sources/himalayas: the recorded feed");
test.runIf(hasShared)("the recorded feed", async () => {
  const page = himalayas.parse(await recording("himalayas-envelope.json"), "", "");
  expect(page).toMatchObject({ dropped: {}, next: null, complete: false });
  expect(page.postings.map((raw) => normalise(raw))).toMatchObject([
    {
      title: "Gmail & Google Calendar AI Assistant Evaluator",
      company: "micro1",
      url: "https://himalayas.app/companies/micro1/jobs/gmail-google-calendar-ai-assistant-evaluator",
      remote: { mode: "remote", countries: ["US"] },
      level: "entry",
      employment: "contract",
      salary: { min: 15, max: 30, currency: "USD", period: "hour" },
      postedAt: "2026-09-26T05:38:56.000Z",
      validThrough: "2026-11-25T05:38:56.000Z",
    },
    {
      title: "IT Operations Specialist",
      company: "abridge",
      remote: { mode: "remote", countries: ["US"] },
      employment: "full-time",
      salary: { min: 100000, max: 115000, currency: "USD", period: "year" },
      postedAt: "2026-09-26T04:31:20.000Z",
    },
  ]);
});
