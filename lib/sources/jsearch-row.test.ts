import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mangled, survives } from "../../test/mangled.ts";
import { hasShared, leftOut, recording } from "../../test/shared.ts";
import { jsearch } from "./jsearch.ts";
import { SourceFormatError } from "./source.ts";

const v1 = "https://jsearch.p.rapidapi.com/search";
const v2 = "https://jsearch.p.rapidapi.com/search-v2";

const job = (over: Record<string, unknown> = {}) => ({
  job_id: "aB-9_x==",
  job_title: "Junior Data Analyst",
  employer_name: "Havelwerk",
  employer_website: null,
  job_publisher: "LinkedIn",
  job_employment_type: "Vollzeit",
  job_employment_types: ["FULLTIME"],
  job_apply_link: "https://jobs.example/7",
  apply_options: [],
  job_description: "Hello\n• you",
  job_is_remote: false,
  job_posted_at: "2 days ago",
  job_posted_at_timestamp: 1_763_596_800,
  job_posted_at_datetime_utc: "2025-11-20T00:00:00.000Z",
  job_location: "Berlin, Deutschland",
  job_city: "Berlin",
  job_state: null,
  job_country: "DE",
  job_min_salary: null,
  job_max_salary: null,
  job_salary_period: null,
  ...over,
});
const replyV1 = (jobs: unknown[]) => JSON.stringify({ status: "OK", request_id: "r", parameters: {}, data: jobs });
const replyV2 = (jobs: unknown[], cursor: unknown = null) =>
  JSON.stringify({ status: "OK", request_id: "r", parameters: {}, data: { jobs, cursor } });
const parse = (text: string, url = `${v2}?query=x`) => jsearch.parse(text, "DE:Berlin", url);
const only = (over: Record<string, unknown>) => parse(replyV2([job(over)])).postings[0];

test("a row becomes a raw posting, in both shapes of reply, whatever was asked", () => {
  const page = {
    postings: [
      {
        source: "jsearch",
        sourceId: "aB-9_x==",
        url: "https://jobs.example/7",
        title: "Junior Data Analyst",
        company: "Havelwerk",
        location: ["Berlin, Germany"],
        description: "Hello\n• you",
        postedAt: "2025-11-20T00:00:00.000Z",
        employmentHint: "FULLTIME",
        homeCountry: "DE",
      },
    ],
    dropped: {},
    next: null,
    complete: false,
  };
  for (const url of [`${v1}?page=1`, `${v2}?query=x`, ""]) {
    expect(parse(replyV1([job()]), url)).toEqual(page);
    expect(parse(replyV2([job()]), url)).toEqual(page);
  }
});

describe("fields that differ between replies", () => {
  const salary = { job_min_salary: 50_000, job_max_salary: 60_000, job_salary_period: "YEAR" };
  test.each([
    ["no time: the text, which lacks its zone", "2026-01-02 03:04:05", { postedAt: "2026-01-02T03:04:05.000Z" }],
    ["nor a usable text", "soon", { postedAt: null }],
  ])("%s", (_, text, expected) => {
    expect(only({ job_posted_at_timestamp: null, job_posted_at_datetime_utc: text })).toMatchObject(expected);
  });
  test.each([
    ["remote", { job_is_remote: true }, { remoteHint: "remote" }],
    [
      "the words of 2023",
      { job_employment_types: undefined, job_employment_type: "INTERN" },
      { employmentHint: "INTERN" },
    ],
    ["an end", { job_offer_expiration_timestamp: 1_766_534_400 }, { validThrough: "2025-12-24T00:00:00.000Z" }],
    ["a state", { job_state: "BE", job_country: "de" }, { location: ["Berlin, BE, Germany"], homeCountry: "DE" }],
    ["no city", { job_city: null }, { location: ["Berlin, Deutschland"] }],
    ["a country alone", { job_city: "", job_location: null }, { location: ["Germany"] }],
    ["a country by its name", { job_country: "Germany" }, { location: ["Berlin, Germany"] }],
    ["no place", { job_city: null, job_location: null, job_country: null }, { location: [] }],
    ["nobody's name", { employer_name: null }, { company: "" }],
    ["no text", { job_description: null }, { description: "" }],
    ["pay", salary, { salary: { min: 50_000, max: 60_000, currency: "EUR", period: "year" } }],
    [
      "pay by the hour",
      { ...salary, job_min_salary: null, job_max_salary: 15, job_salary_period: "HOUR" },
      { salary: { min: null, max: 15, currency: "EUR", period: "hour" } },
    ],
    ["pay with its currency", { ...salary, job_salary_currency: "USD" }, { salary: { currency: "USD" } }],
    [
      "a link that is none",
      {
        job_apply_link: "javascript:x",
        apply_options: [null, 7, { apply_link: "x" }, { apply_link: "https://other.example/" }],
      },
      { url: "https://other.example/" },
    ],
    [
      "only Google's link",
      { job_apply_link: null, apply_options: null, job_google_link: "https://www.google.com/x" },
      { url: "https://www.google.com/x" },
    ],
  ])("%s", (_, over, expected) => {
    expect(only(over)).toMatchObject(expected);
  });

  test.each([
    ["pay where employers state it in euros too", { ...salary, job_country: "PL" }],
    ["pay without a period", { ...salary, job_salary_period: null }],
    ["pay by the week", { ...salary, job_salary_period: "WEEK" }],
    ["no amount", { job_salary_period: "YEAR" }],
  ])("%s is not said", (_, over) => {
    expect(only(over)).not.toHaveProperty("salary");
  });
});

describe("the next page", () => {
  const ten = Array.from({ length: 10 }, (_, at) => job({ job_id: `j${at}` }));

  test("is asked for with the cursor of a full page", () => {
    expect(parse(replyV2(ten, "c1")).next).toBe("c1");
    expect(parse(replyV2(ten.slice(1), "c1")).next).toBeNull();
    expect(parse(replyV2(ten)).next).toBeNull();
    // More than a job can carry.
    expect(parse(replyV2(ten, "c".repeat(501))).next).toBeNull();
    expect(parse(replyV2(ten, 7)).next).toBeNull();
  });

  test("of the older version by its number", () => {
    expect(parse(replyV1(ten), `${v1}?page=1`).next).toBe("2");
    expect(parse(replyV1(ten), `${v1}?page=${jsearch.maxPages}`).next).toBeNull();
    expect(parse(replyV1(ten.slice(1)), `${v1}?page=1`).next).toBeNull();
    expect(parse(replyV1(ten)).next).toBeNull();
  });
});

test("the good rows beside a bad one are kept, and the bad one is counted", () => {
  const page = parse(
    replyV2([
      job(),
      null,
      "x",
      [],
      job({ job_id: "" }),
      job({ job_title: null }),
      job({ job_apply_link: "x" }),
      job({ job_id: "B", job_city: 7 }),
    ]),
  );
  expect(page.postings.map(({ sourceId }) => sourceId)).toEqual(["aB-9_x==", "B"]);
  expect(page.dropped).toEqual({
    "not an object": 3,
    "no usable job_id": 1,
    "no usable job_title": 1,
    "no usable job_apply_link": 1,
  });
});

test("every field but three may be missing", () => {
  const { job_id, job_title, job_apply_link } = job();
  expect(parse(replyV2([{ job_id, job_title, job_apply_link }])).postings).toEqual([
    {
      ...{ source: "jsearch", sourceId: job_id, title: job_title, url: job_apply_link },
      ...{ company: "", location: [], description: "", postedAt: null },
    },
  ]);
});

test("nothing found is nothing", () => {
  for (const text of [replyV1([]), replyV2([]), '{"status":"OK","data":null}']) {
    expect(parse(text)).toEqual({ postings: [], dropped: {}, next: null, complete: false });
  }
});

test.each([
  ["HTML", "<html></html>", /got HTML/],
  ["nothing", "", /got nothing/],
  ["half a document", '{"status":"OK","data":[', /expected JSON/],
  ["the gateway's words", '{"message":"You are not subscribed to this API."}', /status/],
  ["the vendor's error", '{"status":"ERROR","error":{"message":"x","code":400},"data":[]}', /status/],
  ["no data", '{"status":"OK"}', /data/],
  ["data of another kind", '{"status":"OK","data":"x"}', /data/],
])("%s is not JSearch's", (_, text, message) => {
  expect(() => parse(text)).toThrow(SourceFormatError);
  expect(() => parse(text)).toThrow(message);
});

test("a used-up quota is told from a moment's throttling", () => {
  const monthly =
    '{"message":"You have exceeded the MONTHLY quota for Requests on your current plan, BASIC. Upgrade your plan at https://rapidapi.com"}';
  expect(jsearch.quotaExceeded?.(429, monthly)).toBe(true);
  expect(jsearch.quotaExceeded?.(429, '{"message":"Too many requests"}')).toBe(false);
  expect(jsearch.quotaExceeded?.(200, monthly)).toBe(false);
});

test("no reply throws anything but its own error", () => {
  for (const data of [[job(), job({ job_id: "B" })], { jobs: [job()], cursor: "c" }]) {
    fc.assert(fc.property(mangled({ status: "OK", data }), (text) => survives(jsearch, text)));
  }
});

if (!hasShared) leftOut("lib/sources/jsearch: the recorded search");
test.runIf(hasShared)("the recorded search", async () => {
  const page = parse(await recording("jsearch.json"), `${v1}?page=1`);
  expect(page).toMatchObject({ dropped: {}, next: null, complete: false });
  expect(page.postings).toMatchObject([
    {
      sourceId: "xWxRT0mZoH8S__eTAAAAAA==",
      title: "Counterintelligence Cyber SME with Security Clearance",
      company: "Deck Prism, LLC",
      location: ["Washington, District of Columbia, United States"],
      postedAt: "2025-08-31T00:00:00.000Z",
      employmentHint: "FULLTIME",
      homeCountry: "US",
    },
    {
      sourceId: "wBapOcGrz4KMAv9gAAAAAA==",
      title: "Palo Alto Cyber Security Engineer, Mid",
      company: "BOOZ, ALLEN & HAMILTON, INC.",
      url: "https://www.indeed.com/viewjob?jk=1f2e44a5df8c9076&utm_campaign=google_jobs_apply&utm_source=google_jobs_apply&utm_medium=organic",
      postedAt: "2025-09-01T00:00:00.000Z",
      salary: { min: 77_600, max: 176_000, currency: "USD", period: "year" },
    },
    { sourceId: "dv7Ok-6l9PDQSQZaAAAAAA==", company: "Zero Point, Incorporated" },
  ]);
  expect(page.postings[0]).not.toHaveProperty("salary");
});
