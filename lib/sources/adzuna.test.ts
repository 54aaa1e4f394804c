import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mangled, survives } from "../../test/mangled.ts";
import { hasShared, leftOut, recording } from "../../test/shared.ts";
import { PermanentError } from "../errors.ts";
import { normalise } from "../postings/normalise.ts";
import { adzuna } from "./adzuna.ts";
import { SourceFormatError } from "./source.ts";

const baseUrl = "https://api.adzuna.com";
const credentials = { ADZUNA_APP_ID: "an-id", ADZUNA_APP_KEY: "a-key" };
const job = (over: Record<string, unknown> = {}) => ({
  __CLASS__: "Adzuna::API::Response::Job",
  id: "5800000001",
  title: "Junior <strong>Data</strong> Analyst",
  company: { __CLASS__: "Adzuna::API::Response::Company", display_name: "Havelwerk" },
  location: { display_name: "Mitte, Berlin", area: ["Deutschland", "Berlin", "Mitte"] },
  category: { tag: "it-jobs", label: "IT-Stellen" },
  description: "We look for a <strong>data</strong> <strong>analyst</strong> who…",
  adref: "redacted",
  latitude: 52.52,
  longitude: 13.4,
  contract_time: "full_time",
  contract_type: "permanent",
  salary_min: 42000,
  salary_max: 48000.5,
  salary_is_predicted: "0",
  redirect_url: "https://www.adzuna.de/details/5800000001?utm_medium=api&utm_source=an-id",
  created: "2026-11-01T09:00:00Z",
  ...over,
});
const reply = (results: unknown[]) =>
  JSON.stringify({ __CLASS__: "Adzuna::API::Response::JobSearchResults", count: 900, mean: 40000.1, results });
const asked = (target: string, cursor: string | null = null, since?: Date) =>
  adzuna.request({ baseUrl, target, cursor, credentials, ...(since && { since }) });
const target = "DE:Berlin:data-analytics";
const parse = (...results: unknown[]) => adzuna.parse(reply(results), target, asked(target).url);
const only = (over: Record<string, unknown>) => parse(job(over)).postings[0];

test.each([
  [
    "DE:Munich:data-analytics",
    null,
    "de/search/1?app_id=an-id&app_key=a-key&results_per_page=50&what=data+analyst&where=M%C3%BCnchen&distance=25&max_days_old=30&sort_by=date",
  ],
  ["GB", "1:3", "gb/search/3?app_id=an-id&app_key=a-key&results_per_page=50&what=junior&max_days_old=30&sort_by=date"],
])("asks for %s, at %s", (place, cursor, expected) => {
  expect(asked(place, cursor)).toEqual({
    url: `${baseUrl}/v1/api/jobs/${expected}`,
    headers: { accept: "application/json" },
  });
});

test("asks for whole days, at least for one and at most for thirty", () => {
  const days = (hours: number) =>
    new URL(asked(target, null, new Date(Date.now() - hours * 3_600_000)).url).searchParams.get("max_days_old");
  expect([days(-1), days(1), days(23), days(25), days(24 * 90)]).toEqual(["1", "1", "1", "2", "30"]);
});

test("serves the countries that have an Adzuna", () => {
  expect(adzuna.targets()).toContain("DE:Berlin");
  expect(adzuna.targets()).not.toContain("PT:Lisbon");
  expect(() => asked("PT:Lisbon")).toThrow(PermanentError);
});

test("a row becomes a raw posting", () => {
  expect(parse(job())).toEqual({
    postings: [
      {
        source: "adzuna",
        sourceId: "5800000001",
        url: "https://www.adzuna.de/details/5800000001?utm_medium=api&utm_source=an-id",
        title: "Junior Data Analyst",
        company: "Havelwerk",
        location: ["Mitte, Berlin, Deutschland"],
        description: "We look for a data analyst who…",
        postedAt: "2026-11-01T09:00:00.000Z",
        tags: ["IT-Stellen"],
        employmentHint: "full_time",
        salary: { min: 42000, max: 48000.5, currency: "EUR", period: "year" },
        homeCountry: "DE",
      },
    ],
    dropped: {},
    next: "1:1",
    complete: false,
  });
});

test("the key is in the request alone", () => {
  const page = JSON.stringify(parse(job(), null));
  expect(page).not.toContain("a-key");
});

describe("fields that differ", () => {
  test.each([["1"], [1], [true], ["true"]])("a predicted pay (%j) is nobody's offer", (salary_is_predicted) => {
    expect(only({ salary_is_predicted })).not.toHaveProperty("salary");
  });
  test.each([["0"], [0], [false], [null], [undefined]])("a pay that is not predicted (%j)", (salary_is_predicted) => {
    expect(only({ salary_is_predicted })).toHaveProperty("salary");
  });
  test.each([
    ["no pay", { salary_min: null, salary_max: undefined }],
    ["a pay of nothing", { salary_min: 0, salary_max: 0 }],
  ])("%s", (_, over) => {
    expect(only(over)).not.toHaveProperty("salary");
  });

  test.each([
    ["www.adzuna.co.uk", "GBP", "GB"],
    ["www.adzuna.com", "USD", "US"],
    ["www.adzuna.pl", "PLN", "PL"],
    ["www.adzuna.ch", "CHF", "CH"],
    ["adzuna.com.au", "AUD", "AU"],
    ["adzuna.example", "EUR", "DE"],
  ])("a link to %s is paid in %s", (host, currency, homeCountry) => {
    const redirect_url = `https://${host}/land/ad/1?se=x`;
    expect(only({ redirect_url })).toMatchObject({ url: redirect_url, salary: { currency }, homeCountry });
  });

  test.each([
    ["no company", { company: {} }, { company: "" }],
    ["no company at all", { company: null }, { company: "" }],
    ["a town alone", { location: { area: ["Deutschland", "Berlin"] } }, { location: ["Berlin, Deutschland"] }],
    ["a country alone", { location: { area: ["UK"] } }, { location: ["UK"] }],
    [
      "a county, which has namesakes",
      { location: { area: ["US", "Massachusetts", "Suffolk County", "Boston"] } },
      { location: ["Boston, MA, US"] },
    ],
    [
      "a large region",
      { location: { area: ["UK", "Yorkshire And The Humber", "West Yorkshire", "Leeds"] } },
      { location: ["Leeds, UK"] },
    ],
    ["no area", { location: { display_name: "Berlin" } }, { location: ["Berlin"] }],
    ["no place", { location: undefined }, { location: [] }],
    ["a contract", { contract_type: "contract" }, { employmentHint: "contract" }],
    ["only permanent", { contract_time: undefined }, { employmentHint: "permanent" }],
    ["no category", { category: null }, { tags: [] }],
    ["a category that is none", { category: { tag: "unknown", label: "Unbekannt" } }, { tags: [] }],
    ["no text and no date", { description: null, created: "x" }, { description: "", postedAt: null }],
    ["an id that is a number", { id: 5800000001 }, { sourceId: "5800000001" }],
  ])("%s", (_, over, expected) => {
    expect(only(over)).toMatchObject(expected);
  });

  test("no contract at all", () => {
    expect(only({ contract_time: null, contract_type: null })).not.toHaveProperty("employmentHint");
  });

  test("without a target and a URL, the link names the country", () => {
    const page = adzuna.parse(reply([job(), job({ redirect_url: "https://example.org/1" })]), "", "");
    expect(page).toMatchObject({
      next: null,
      postings: [{ homeCountry: "DE", salary: { currency: "EUR" } }, { sourceId: "5800000001" }],
    });
    expect(page.postings[1]).not.toHaveProperty("salary");
  });
});

test("the newest of one word after the other", () => {
  const after = (cursor: string | null) => adzuna.parse(reply([job()]), target, asked(target, cursor).url).next;
  expect([after(null), after("1:1"), after("2:1")]).toEqual(["1:1", "2:1", null]);
  expect(adzuna.parse(reply([]), target, asked(target).url)).toMatchObject({ postings: [], next: "1:1" });
});

test("the good rows beside a bad one are kept, and the bad one is counted", () => {
  const page = parse(7, job(), job({ redirect_url: null }), job({ id: "9", category: "x", location: 7, company: [] }));
  expect(page.postings.map(({ sourceId }) => sourceId)).toEqual(["5800000001", "9"]);
  expect(page.dropped).toEqual({ "not an object": 1, "no usable redirect_url": 1 });
});

test.each([
  "<html>",
  "",
  "null",
  "[]",
  '{"results": {}}',
  '{"exception":"AUTH_FAIL","display":"Authorisation failed","doc":"https://api.adzuna.com/v1/doc/AUTH_FAIL"}',
])("%j is not Adzuna's", (text) => {
  expect(() => adzuna.parse(text, target, asked(target).url)).toThrow(SourceFormatError);
});

test("a refusal is about the key, also where others would say that something is gone", () => {
  expect(adzuna.statusMeans?.[410]).toBe("bad-key");
});

test("no reply, however mangled, throws anything but its own error", () => {
  fc.assert(fc.property(mangled(JSON.parse(reply([job(), job()]))), (text) => survives(adzuna, text)));
});

test("the good rows beside any other are kept", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(parse(value, job(), value).postings.map(({ sourceId }) => sourceId)).toContain("5800000001");
    }),
  );
});

if (!hasShared) leftOut("lib/sources/adzuna: the recorded search and the documented parameters");
test.runIf(hasShared)("every parameter is documented, and the required ones are there", async () => {
  const { paths } = JSON.parse(await recording("../openapi/adzuna.swagger.json")) as {
    paths: Record<string, { get: { parameters: { name: string; in: string; required: boolean }[] } }>;
  };
  const documented = paths["/jobs/{country}/search/{page}"]?.get.parameters ?? [];
  const inQuery = documented.filter((each) => each.in === "query");
  const names = [...new URL(asked(target, "1:2", new Date()).url).searchParams.keys()];
  expect(inQuery.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
  expect(names).toEqual(expect.arrayContaining(inQuery.filter(({ required }) => required).map(({ name }) => name)));
});

test.runIf(hasShared)("the recorded search", async () => {
  const page = adzuna.parse(await recording("adzuna.json"), "", "");
  expect(page).toMatchObject({ dropped: {}, next: null, complete: false });
  const read = page.postings.map((raw) => normalise(raw));
  expect(read).toHaveLength(4);
  expect(read[0]).toMatchObject({
    id: "adzuna:5801147013",
    url: "https://www.adzuna.com/details/5801147013?utm_medium=api&utm_source=REDACTED_APP_ID",
    title: "Senior Software Developer",
    company: "SSG",
    locations: [{ country: "US" }],
    employment: "full-time",
    salary: { min: 85389, max: 116975, currency: "USD", period: "year" },
    postedAt: "2026-07-15T08:33:45.000Z",
  });
  expect(read[1]).toMatchObject({
    id: "adzuna:5801265421",
    title: "Manager of ETL Development",
    company: "Center For Health Information And Analysis",
    locations: [{ city: "Boston", country: "US" }],
    salary: null,
    postedAt: "2026-07-15T10:13:04.000Z",
  });
  expect(read.map((each) => each?.salary !== null)).toEqual([true, false, false, false]);
});
