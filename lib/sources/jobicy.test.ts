import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mangled, survives } from "../../test/mangled.ts";
import { hasShared, leftOut, recording } from "../../test/shared.ts";
import { normalise } from "../postings/normalise.ts";
import { hour } from "../time.ts";
import { jobicy } from "./jobicy.ts";
import { SourceFormatError } from "./source.ts";

const api = "https://jobicy.com/api/v2/remote-jobs?";
const job = (over: Record<string, unknown> = {}) => ({
  id: 150001,
  url: "https://jobicy.com/jobs/150001-junior-data-analyst",
  jobSlug: "150001-junior-data-analyst",
  jobTitle: "Junior Data Analyst &amp; more",
  companyName: "Havelwerk &amp; Co",
  companyLogo: "https://jobicy.com/data/x.png",
  jobIndustry: ["Data Science &amp; Analytics"],
  jobType: ["Full-Time"],
  jobGeo: "EMEA,  Canada,  USA",
  jobLevel: "Entry-Level",
  jobExcerpt: "Short&hellip;",
  jobDescription: "<p>Hello</p>",
  pubDate: "2026-11-01T09:00:00+00:00",
  salaryMin: 42000,
  salaryMax: 48000,
  salaryCurrency: "EUR",
  salaryPeriod: "yearly",
  ...over,
});
const reply = (jobs: unknown[], over: Record<string, unknown> = {}) =>
  JSON.stringify({ apiVersion: "2.2.16", jobCount: jobs.length, jobs, statusCode: 200, success: true, ...over });
const asked = (target: string, cursor: string | null = null) =>
  jobicy.request({ baseUrl: "https://jobicy.com", target, cursor, credentials: {} });
const parse = (...jobs: unknown[]) => jobicy.parse(reply(jobs), "DE", asked("DE").url);
const only = (over: Record<string, unknown>) => parse(job(over)).postings[0];

test.each([
  ["DE:Berlin:data-analytics", "count=100&geo=germany&industry=data-science"],
  ["GB:London:sustainability-esg", "count=100&geo=uk&tag=sustainability"],
  ["LU", "count=100&geo=europe"],
  ["KE", "count=100&geo=anywhere"],
])("asks for %s in Jobicy's own words", (target, query) => {
  expect(asked(target)).toEqual({ url: `${api}${query}` });
});

test("goes on where the reply says, if it says so", () => {
  expect(asked("DE", "a b=").url).toBe(`${api}count=100&geo=germany&cursor=a+b%3D`);
  const after = (over: Record<string, unknown>, jobs: unknown[] = [job()]) =>
    jobicy.parse(reply(jobs, over), "DE", api).next;
  expect(after({ nextCursor: "x", hasMore: true })).toBe("x");
  expect(after({ nextCursor: "x" })).toBe("x");
  expect(after({ nextCursor: null, hasMore: false })).toBeNull();
  expect(after({ nextCursor: "x", hasMore: true }, [])).toBeNull();
  expect(after({})).toBeNull();
});

test("asks for countries, not more than once an hour", () => {
  expect(jobicy.targets()).toContain("FR");
  expect(jobicy.pollEveryMs).toBeGreaterThanOrEqual(1 * hour);
});

test("a row becomes a raw posting", () => {
  expect(parse(job())).toEqual({
    postings: [
      {
        source: "jobicy",
        sourceId: "150001",
        url: "https://jobicy.com/jobs/150001-junior-data-analyst",
        title: "Junior Data Analyst &amp; more",
        company: "Havelwerk &amp; Co",
        location: ["EMEA", "Canada", "USA"],
        description: "<p>Hello</p>",
        postedAt: "2026-11-01T09:00:00.000Z",
        remoteHint: "remote",
        tags: ["Entry-Level", "Data Science & Analytics"],
        employmentHint: "Full-Time",
        salary: { min: 42000, max: 48000, currency: "EUR", period: "year" },
      },
    ],
    dropped: {},
    next: null,
    complete: false,
  });
});

test("what was escaped once too often is read by people", () => {
  const [raw] = parse(job()).postings;
  expect(raw && normalise(raw)).toMatchObject({ title: "Junior Data Analyst & more", company: "Havelwerk & Co" });
});

describe("fields that differ between years", () => {
  const none = { salaryMin: undefined, salaryMax: undefined, salaryPeriod: undefined };
  test.each([
    [
      "pay in 2024",
      { ...none, annualSalaryMin: "42000", annualSalaryMax: "48000" },
      { salary: { min: 42000, max: 48000, currency: "EUR", period: "year" } },
    ],
    [
      "pay an hour",
      { salaryMin: 20, salaryMax: 30, salaryPeriod: "hourly" },
      { salary: { min: 20, max: 30, currency: "EUR", period: "hour" } },
    ],
    ["anywhere", { jobGeo: "Anywhere" }, { location: ["Anywhere"] }],
    ["no place", { jobGeo: null }, { location: [] }],
    ["any level", { jobLevel: "Any", jobIndustry: null }, { tags: [] }],
    [
      "texts for lists",
      { jobType: "Contract", jobIndustry: "Sales", jobLevel: null },
      { employmentHint: "Contract", tags: ["Sales"] },
    ],
    ["a date without a zone", { pubDate: "2024-03-18 11:00:00" }, { postedAt: "2024-03-18T11:00:00.000Z" }],
    ["no date", { pubDate: "" }, { postedAt: null }],
    ["the excerpt alone", { jobDescription: null }, { description: "Short&hellip;" }],
    ["an id as text", { id: "150001" }, { sourceId: "150001" }],
  ])("%s", (_, over, expected) => {
    expect(only(over)).toMatchObject(expected);
  });

  test("no pay has no keys", () => {
    expect(only({ ...none, salaryCurrency: undefined })).not.toHaveProperty("salary");
    expect(only({ jobType: [] })).not.toHaveProperty("employmentHint");
  });
});

test("nothing found may be told as an error", () => {
  const empty = { postings: [], dropped: {}, next: null, complete: false };
  expect(parse()).toEqual(empty);
  const told = { success: false, statusCode: 404, message: "No jobs found for the applied filters." };
  expect(jobicy.parse(JSON.stringify(told), "DE", api)).toEqual(empty);
  expect(jobicy.statusMeans?.[404]).toBe("no-more");
});

test("the good rows beside a bad one are kept, and the bad one is counted", () => {
  const page = parse(7, job(), job({ url: null }), job({ id: 9, jobIndustry: 7, jobGeo: {}, jobType: [null] }));
  expect(page.postings.map(({ sourceId }) => sourceId)).toEqual(["150001", "9"]);
  expect(page.dropped).toEqual({ "not an object": 1, "no usable url": 1 });
});

test.each([
  "<html>",
  "",
  "null",
  "[]",
  '{"results": []}',
  '{"jobs": {}}',
  '{"success": false, "error": "The \'count\' parameter must be a number."}',
])("%j is not Jobicy's", (text) => {
  expect(() => jobicy.parse(text, "DE", api)).toThrow(SourceFormatError);
});

test("no reply, however mangled, throws anything but its own error", () => {
  fc.assert(fc.property(mangled(JSON.parse(reply([job(), job()]))), (text) => survives(jobicy, text)));
});

test("the good rows beside any other are kept", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(parse(value, job(), value).postings.map(({ sourceId }) => sourceId)).toContain("150001");
    }),
  );
});

if (!hasShared) leftOut("lib/sources/jobicy: the recorded feeds");
test.runIf(hasShared)("the recorded feeds", async () => {
  const bare = jobicy.parse(await recording("jobicy.json"), "", "");
  expect(bare).toMatchObject({ dropped: {}, next: null, complete: false });
  expect(bare.postings.map((raw) => normalise(raw))).toMatchObject([
    {
      id: "jobicy:150798",
      title: "(Senior) Product Director, Local Growth",
      company: "OKX",
      remote: { mode: "remote", countries: expect.arrayContaining(["BR", "HK", "MX", "SG"]) },
      salary: null,
    },
    { id: "jobicy:150796", title: "Senior DevOps Engineer - LATAM", company: "Luxury Presence", salary: null },
    {
      id: "jobicy:150791",
      url: "https://jobicy.com/jobs/150791-chief-of-staff-emergency-cash-senior-manager",
      title: "Chief of Staff, Emergency Cash (Senior Manager)",
      company: "GiveDirectly",
      remote: { mode: "remote", countries: ["GB", "US"] },
      employment: "full-time",
      salary: { min: 115000, max: 115000, currency: "USD", period: "year" },
      postedAt: "2026-08-15T15:08:07.000Z",
    },
  ]);
  const whole = jobicy.parse(await recording("jobicy-envelope.json"), "", "");
  expect(whole).toMatchObject({ dropped: {}, next: null, complete: false });
  expect(whole.postings.map((raw) => normalise(raw))).toMatchObject([
    {
      id: "jobicy:154087",
      title: "OrioleDB Developer (AMER)",
      company: "Supabase",
      remote: { mode: "remote", countries: expect.arrayContaining(["CA", "US", "BR"]) },
      salary: null,
      postedAt: "2026-09-25T20:54:07.000Z",
    },
    {
      id: "jobicy:154084",
      company: "Phantom",
      remote: { mode: "remote", countries: expect.arrayContaining(["DE", "CA", "US", "BR"]) },
      salary: { min: 200000, max: 250000, currency: "USD", period: "year" },
    },
  ]);
});
