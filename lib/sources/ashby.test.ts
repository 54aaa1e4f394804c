import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mangled, survives } from "../../test/mangled.ts";
import { hasShared, leftOut, recording } from "../../test/shared.ts";
import { ashby } from "./ashby.ts";
import { SourceFormatError } from "./source.ts";

const url = "https://api.ashbyhq.com/posting-api/job-board/havelwerk?includeCompensation=true";
const component = (over: Record<string, unknown> = {}) => ({
  compensationType: "Salary",
  interval: "1 YEAR",
  currencyCode: "EUR",
  minValue: 40000,
  maxValue: 48000,
  ...over,
});
const pay = (summaryComponents: unknown, compensationTiers: unknown = []) => ({
  compensationTierSummary: null,
  summaryComponents,
  compensationTiers,
});
const berlin = { postalAddress: { addressLocality: "Berlin", addressRegion: "BE", addressCountry: "Germany" } };
const job = (over: Record<string, unknown> = {}) => ({
  id: "c0ffee00-0000-4000-8000-000000000001",
  title: "Junior Data Analyst",
  department: "Data",
  team: "Insights",
  employmentType: "FullTime",
  location: "Berlin",
  secondaryLocations: [{ location: "Lisbon, Portugal", address: null }],
  publishedAt: "2026-11-01T09:00:00.123+00:00",
  isListed: true,
  isRemote: false,
  workplaceType: "Hybrid",
  address: berlin,
  jobUrl: "https://jobs.ashbyhq.com/havelwerk/c0ffee00-0000-4000-8000-000000000001",
  applyUrl: "https://jobs.ashbyhq.com/havelwerk/c0ffee00-0000-4000-8000-000000000001/application",
  descriptionHtml: "<p>Hello</p>",
  descriptionPlain: "Hello",
  shouldDisplayCompensationOnJobPostings: true,
  compensation: pay([component({ compensationType: "EquityCashValue", minValue: null, maxValue: null }), component()]),
  ...over,
});
const parse = (...jobs: unknown[]) => ashby.parse(JSON.stringify({ apiVersion: "1", jobs }), "havelwerk", url);
const only = (over: Record<string, unknown>) => parse(job(over)).postings[0];

test("asks for one board with its pay", () => {
  const asked = { baseUrl: "https://api.ashbyhq.com", target: "havelwerk", cursor: null, credentials: {} };
  expect(ashby.request(asked)).toEqual({ url });
});

test("a row becomes a raw posting", () => {
  expect(parse(job())).toEqual({
    postings: [
      {
        source: "ashby",
        sourceId: "c0ffee00-0000-4000-8000-000000000001",
        url: "https://jobs.ashbyhq.com/havelwerk/c0ffee00-0000-4000-8000-000000000001",
        title: "Junior Data Analyst",
        company: "Havelwerk",
        location: ["Berlin, Germany", "Lisbon, Portugal"],
        description: "<p>Hello</p>",
        postedAt: "2026-11-01T09:00:00.123Z",
        tags: ["Insights", "Data"],
        salary: { min: 40000, max: 48000, currency: "EUR", period: "year" },
        remoteHint: "hybrid",
        employmentHint: "Full-Time",
      },
    ],
    dropped: {},
    next: null,
    complete: true,
  });
});

const alone = { secondaryLocations: [] };
describe("fields that differ between boards", () => {
  test.each([
    ["a place in two", { ...alone, location: "Berlin or Paris" }, { location: ["Berlin or Paris"] }],
    [
      "an address that says too much",
      { ...alone, address: { postalAddress: { addressLocality: "Berlin, Mitte", addressCountry: "Germany" } } },
      { location: ["Berlin, Germany"] },
    ],
    ["a place as it is", { ...alone, location: "Remote (Europe)" }, { location: ["Remote (Europe)"] }],
    ["an office", { ...alone, location: "HQ" }, { location: ["HQ, Berlin, BE, Germany"] }],
    ["from home", { ...alone, location: "Remote" }, { location: ["Remote, Germany"] }],
    ["only an address", { ...alone, location: "" }, { location: ["Berlin, BE, Germany"] }],
    ["a place without its address", { ...alone, address: null }, { location: ["Berlin"] }],
    ["no place", { ...alone, location: null, address: {} }, { location: [] }],
    ["places that are none", { secondaryLocations: [null, 7, {}] }, { location: ["Berlin, Germany"] }],
    [
      "the same place again",
      { secondaryLocations: [{ location: "Berlin", address: berlin }] },
      { location: ["Berlin, Germany"] },
    ],
    ["on site", { workplaceType: "OnSite" }, { remoteHint: "onsite" }],
    ["remote", { workplaceType: "Remote" }, { remoteHint: "remote" }],
    ["remote, by the flag alone", { workplaceType: null, isRemote: true }, { remoteHint: "remote" }],
    ["an internship", { employmentType: "Intern" }, { employmentHint: "Intern" }],
    ["a plain text", { descriptionHtml: null, descriptionPlain: "a & b" }, { description: "a &amp; b" }],
    ["no text", { descriptionHtml: null, descriptionPlain: null }, { description: "" }],
    ["no date", { publishedAt: null }, { postedAt: null }],
    ["a wrong date", { publishedAt: "soon" }, { postedAt: null }],
    ["an edit", { updatedAt: "2026-11-20T09:00:00Z" }, { updatedAt: "2026-11-20T09:00:00.000Z" }],
    ["nobody's team", { department: null, team: 7 }, { tags: [] }],
    ["no link", { jobUrl: null }, { url: job().jobUrl }],
    ["no link at all", { jobUrl: null, applyUrl: null }, { url: job().jobUrl }],
  ])("%s", (_, over, expected) => {
    expect(only(over)).toMatchObject(expected);
  });

  test.each([
    ["is not shown", { shouldDisplayCompensationOnJobPostings: false }, null],
    ["is not said", { compensation: undefined }, null],
    ["has no amounts", { compensation: pay([component({ minValue: null, maxValue: null })]) }, null],
    [
      "stands in a tier only",
      { compensation: pay([], [{ components: [component({ minValue: null })] }]) },
      { min: null, max: 48000, currency: "EUR", period: "year" },
    ],
    [
      "is an hour's",
      { compensation: pay([component({ interval: "1 HOUR", minValue: 15, maxValue: 18 })]) },
      { min: 15, max: 18, currency: "EUR", period: "hour" },
    ],
    ["is for six months", { compensation: pay([component({ interval: "6 MONTH" })]) }, null],
    ["is for two weeks", { compensation: pay([component({ interval: "2 WEEK" })]) }, null],
    ["is once", { compensation: pay([component({ interval: "NONE" })]) }, null],
    ["is a list of anything", { compensation: pay([7, null, "x"], [7, { components: 7 }]) }, null],
  ])("pay that %s", (_, over, salary) => {
    expect(only(over)?.salary).toEqual(salary);
  });

  test("a mode is only what a field says", () => {
    expect(only({ workplaceType: null, isRemote: false })).not.toHaveProperty("remoteHint");
  });

  test("the employer is our board's, or the slug of the link", () => {
    const page = (target: string, jobUrl: string) =>
      ashby.parse(JSON.stringify({ jobs: [job({ jobUrl })] }), target, url).postings[0];
    expect(page("deepl", "x")).toMatchObject({ company: "DeepL", homeCountry: "DE" });
    expect(page("", "https://jobs.ashbyhq.com/DeepL/1")).toMatchObject({ company: "DeepL" });
    expect(page("", "https://jobs.ashbyhq.com/havel%20werk/1")).toMatchObject({ company: "Havel Werk" });
  });
});

test("what is not listed is left out and counted", () => {
  const page = parse(job(), job({ id: "2", isListed: false }), job({ id: "3", isListed: undefined }));
  expect(page.postings.map(({ sourceId }) => sourceId)).toEqual([job().id, "3"]);
  expect(page.dropped).toEqual({ "not listed": 1 });
  expect(parse(job({ isListed: false }))).toMatchObject({ postings: [], complete: false });
});

test("the good rows beside a bad one are kept, and the bad one is counted", () => {
  const page = parse(
    job(),
    null,
    "x",
    job({ id: null }),
    job({ title: " " }),
    job({ id: "2", address: 7, compensation: 7 }),
  );
  expect(page.postings.map(({ sourceId }) => sourceId)).toEqual([job().id, "2"]);
  expect(page.dropped).toEqual({ "not an object": 2, "no usable id": 1, "no usable title": 1 });
  const linkless = ashby.parse(JSON.stringify({ jobs: [job(), job({ id: "2", jobUrl: 1, applyUrl: 1 })] }), "", "");
  expect(linkless).toMatchObject({ postings: [{ sourceId: job().id }], dropped: { "no usable jobUrl": 1 } });
});

test.each([
  ["HTML", "<html></html>", /got HTML/],
  ["nothing", "", /got nothing/],
  ["half a document", '{"jobs":[', /expected JSON/],
  ["another document", '{"error":"Not found"}', /jobs/],
  ["jobs that are no list", '{"jobs":{}}', /jobs/],
])("%s is not Ashby's", (_, text, message) => {
  expect(() => ashby.parse(text, "havelwerk", url)).toThrow(SourceFormatError);
  expect(() => ashby.parse(text, "havelwerk", url)).toThrow(message);
});

test("no reply throws anything but its own error", () => {
  fc.assert(
    fc.property(mangled({ apiVersion: "1", jobs: [job(), job({ id: "2" })] }), (text) => survives(ashby, text)),
  );
});

if (!hasShared) leftOut("lib/sources/ashby: the recorded board");
test.runIf(hasShared)("the recorded board", async () => {
  const page = ashby.parse(await recording("ashby.json"), "", "");
  expect(page).toMatchObject({ dropped: {}, next: null, complete: true });
  expect(page.postings).toHaveLength(4);
  expect(page.postings[0]).toMatchObject({
    sourceId: "03e2d4e1-73ad-4f09-a058-2eb9ce34c2bc",
    title: "Technical Consultant, Mid-Market",
    company: "Ramp",
    url: "https://jobs.ashbyhq.com/ramp/03e2d4e1-73ad-4f09-a058-2eb9ce34c2bc",
    location: ["Remote (US)", "San Francisco, CA", "New York, NY (HQ)"],
    postedAt: "2026-07-07T20:47:09.753Z",
    remoteHint: "remote",
    salary: { min: 151000, max: 231000, currency: "USD", period: "year" },
  });
  expect(page.postings[1]).toMatchObject({
    title: "Account Executive",
    company: "Ramp",
    location: ["London, United Kingdom"],
    postedAt: "2026-06-08T19:17:53.481Z",
    remoteHint: "onsite",
    salary: null,
  });
});
