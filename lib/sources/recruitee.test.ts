import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mangled, survives } from "../../test/mangled.ts";
import { hasShared, leftOut, recording } from "../../test/shared.ts";
import { PermanentError } from "../errors.ts";
import { recruitee } from "./recruitee.ts";
import { SourceFormatError } from "./source.ts";

const url = "https://havelwerk.recruitee.com/api/offers/";
const ask = (target: string, baseUrl = recruitee.baseUrl) =>
  recruitee.request({ baseUrl, target, cursor: null, credentials: {} }).url;
const place = (over: Record<string, unknown> = {}) => ({
  id: 1,
  name: "Office",
  city: "Utrecht",
  state: "Utrecht",
  country: "Netherlands",
  country_code: "NL",
  note: null,
  ...over,
});
const offer = (over: Record<string, unknown> = {}) => ({
  id: 7,
  slug: "junior-data-analyst",
  title: "Junior Data Analyst",
  status: "published",
  description: "<p>Hello</p>",
  requirements: "<p>SQL</p>",
  translations: {
    nl: { title: "Junior data-analist", description: "<p>Hoi</p>", requirements: "<p>SQL!</p>" },
    en: { title: "Junior Data Analyst", description: "<p>Hello</p>", requirements: "<p>SQL</p>" },
  },
  careers_url: "https://jobs.havelwerk.example/o/junior-data-analyst",
  careers_apply_url: "https://jobs.havelwerk.example/o/junior-data-analyst/c/new",
  company_name: "Havelwerk",
  department: "Data",
  category_code: "information_technology",
  experience_code: "entry_level",
  employment_type_code: "fulltime_fixed_term",
  tags: ["graduates"],
  remote: false,
  hybrid: true,
  on_site: false,
  location: "Utrecht, Utrecht, Netherlands",
  city: "Utrecht",
  state_name: "Utrecht",
  country: "Netherlands",
  country_code: "NL",
  locations: [place()],
  salary: { min: "36000", max: "42000", period: "year", currency: "EUR" },
  published_at: "2026-11-01 09:00:00 UTC",
  created_at: "2026-10-20 09:00:00 UTC",
  updated_at: "2026-11-20 09:00:00 UTC",
  close_at: "2026-12-24 22:59:00 UTC",
  ...over,
});
const parse = (...offers: unknown[]) => recruitee.parse(JSON.stringify({ offers }), "havelwerk", url);
const only = (over: Record<string, unknown>) => parse(offer(over)).postings[0];

describe("asks each employer's own host", () => {
  test.each([
    ["havelwerk", undefined, url],
    ["Havel-Werk", undefined, "https://havel-werk.recruitee.com/api/offers/"],
    ["havelwerk", "http://127.0.0.1:1234", "http://127.0.0.1:1234/havelwerk/api/offers/"],
    ["havelwerk", "http://{slug}.localhost:1234", "http://havelwerk.localhost:1234/api/offers/"],
  ])("%s at %s", (target, baseUrl, asked) => {
    expect(ask(target, baseUrl)).toBe(asked);
  });

  test.each(["example.org/x", "example.org", "a b", "-a", "", "ä", "x/../y", "a@b", "x".repeat(80)])(
    "but never another one: %s",
    (target) => {
      expect(() => ask(target)).toThrow(PermanentError);
      expect(() => ask(target, "http://127.0.0.1:1234")).toThrow(PermanentError);
    },
  );
});

test("an offer becomes a raw posting", () => {
  expect(parse(offer())).toEqual({
    postings: [
      {
        source: "recruitee",
        sourceId: "7",
        url: "https://jobs.havelwerk.example/o/junior-data-analyst",
        title: "Junior Data Analyst",
        company: "Havelwerk",
        location: ["Utrecht, Utrecht, Netherlands"],
        description: "<p>Hello</p>\n<p>SQL</p>",
        postedAt: "2026-11-01T09:00:00.000Z",
        updatedAt: "2026-11-20T09:00:00.000Z",
        validThrough: "2026-12-24T22:59:00.000Z",
        tags: ["Data", "information technology", "graduates"],
        salary: { min: 36000, max: 42000, currency: "EUR", period: "year" },
        remoteHint: "hybrid",
        employmentHint: "fulltime fixed term, entry level",
        language: "en",
      },
    ],
    dropped: {},
    next: null,
    complete: true,
  });
});

describe("fields that differ between employers", () => {
  test.each([
    ["remote", { remote: true, hybrid: false }, { remoteHint: "remote" }],
    ["on site", { on_site: true, hybrid: false }, { remoteHint: "onsite" }],
    ["either", { remote: true, on_site: true, hybrid: false }, { remoteHint: "hybrid" }],
    ["a country alone", { locations: [place({ city: null, state: "" })] }, { location: ["Netherlands"] }],
    ["a country's code alone", { locations: [{ country_code: "NL" }] }, { location: ["Netherlands"] }],
    ["a place that has a name only", { locations: [{ name: "Remote" }] }, { location: ["Remote"] }],
    [
      "two places, one of them twice",
      { locations: [place(), place({ city: "Ghent", state: null, country: "Belgium" }), place()] },
      { location: ["Utrecht, Utrecht, Netherlands", "Ghent, Belgium"] },
    ],
    ["no list of places", { locations: null }, { location: ["Utrecht, Utrecht, Netherlands"] }],
    [
      "no list and no line",
      { locations: [], location: null, country: null },
      { location: ["Utrecht, Utrecht, Netherlands"] },
    ],
    [
      "no place",
      { locations: [], location: "", city: null, state_name: null, country: null, country_code: null },
      { location: [] },
    ],
    ["no pay", { salary: { min: null, max: null, period: null, currency: null } }, { salary: null }],
    [
      "half a pay",
      { salary: { min: "15.5", period: "hour", currency: "eur" } },
      { salary: { min: 15.5, max: null, currency: "EUR", period: "hour" } },
    ],
    ["pay in words", { salary: { min: "a lot", max: "", period: "month", currency: "EUR" } }, { salary: null }],
    ["pay that is no object", { salary: "60000" }, { salary: null }],
    ["a date without a zone", { published_at: "2026-11-01 09:00:00" }, { postedAt: "2026-11-01T09:00:00.000Z" }],
    ["not published by date", { published_at: null }, { postedAt: "2026-10-20T09:00:00.000Z" }],
    ["no date", { published_at: "soon", created_at: 7 }, { postedAt: null }],
    [
      "texts in a translation only",
      { title: "", description: null, requirements: null },
      { title: "Junior data-analist", description: "<p>Hoi</p>\n<p>SQL!</p>", language: "nl" },
    ],
    ["no texts", { description: null, requirements: "", translations: null }, { description: "" }],
    ["an id as text", { id: "a7" }, { sourceId: "a7" }],
    [
      "no link but the one to apply",
      { careers_url: null },
      { url: "https://jobs.havelwerk.example/o/junior-data-analyst" },
    ],
    [
      "no link",
      { careers_url: null, careers_apply_url: "" },
      { url: "https://havelwerk.recruitee.com/o/junior-data-analyst" },
    ],
    ["no employer", { company_name: " " }, { company: "Havelwerk" }],
  ])("%s", (_, over, expected) => {
    expect(only(over)).toMatchObject(expected);
  });

  test("what is not said is not there", () => {
    const posting = only({
      hybrid: false,
      close_at: null,
      employment_type_code: null,
      experience_code: null,
      translations: {},
    });
    for (const key of ["remoteHint", "validThrough", "employmentHint", "language"])
      expect(posting).not.toHaveProperty(key);
  });

  test("the employer is our board's, or the link's host", () => {
    const page = (target: string) =>
      recruitee.parse(JSON.stringify({ offers: [offer({ company_name: null })] }), target, url).postings[0];
    expect(page("bunq")).toMatchObject({ company: "bunq", homeCountry: "NL" });
    expect(page("")).toMatchObject({ company: "Havelwerk" });
  });
});

test("the good offers beside a bad one are kept, and the bad one is counted", () => {
  const page = parse(
    offer(),
    null,
    "x",
    offer({ id: null }),
    offer({ id: 8, status: "archived" }),
    offer({ id: 9, title: null, translations: 7 }),
    offer({ id: 10, careers_url: null, careers_apply_url: null, slug: null }),
    offer({ id: 11, locations: 7, tags: 7, salary: [] }),
    offer(),
  );
  expect(page.postings.map(({ sourceId }) => sourceId)).toEqual(["7", "11"]);
  expect(page.dropped).toEqual({
    "not an object": 2,
    "no usable id": 1,
    "not published": 1,
    "no usable title": 1,
    "no usable careers_url": 1,
  });
});

test("nothing is no proof that nothing is there", () => {
  expect(parse()).toEqual({ postings: [], dropped: {}, next: null, complete: false });
});

test.each([
  ["HTML", "<html></html>", /got HTML/],
  ["nothing", "", /got nothing/],
  ["half a document", '{"offers":[', /expected JSON/],
  ["another document", '{"error":["Not found"]}', /offers/],
  ["offers that are no list", '{"offers":{}}', /offers/],
])("%s is not Recruitee's", (_, text, message) => {
  expect(() => recruitee.parse(text, "havelwerk", url)).toThrow(SourceFormatError);
  expect(() => recruitee.parse(text, "havelwerk", url)).toThrow(message);
});

test("no reply throws anything but its own error", () => {
  fc.assert(fc.property(mangled({ offers: [offer(), offer({ id: 8 })] }), (text) => survives(recruitee, text)));
});

if (!hasShared) leftOut("lib/sources/recruitee: the recorded offers");
test.runIf(hasShared)("the recorded offers", async () => {
  const page = recruitee.parse(await recording("recruitee.json"), "", "");
  expect(page).toMatchObject({ dropped: {}, next: null, complete: true });
  expect(page.postings).toMatchObject([
    {
      sourceId: "2700825",
      title: "(Senior) Financial Accountant (f/m/d) - Berlin/Brandenburg Region, Germany",
      company: "Acme",
      url: "https://jobs.acme.com/o/senior-financial-accountant-fmd-berlinbrandenburg-region-germany",
      location: ["Berlin, Berlin, Germany"],
      postedAt: "2026-08-05T10:10:39.000Z",
      remoteHint: "hybrid",
      salary: { min: 60000, max: 75000, currency: "EUR", period: "year" },
      language: "en",
    },
    {
      sourceId: "2697184",
      title: "Partner Development Representative (f/m/d) - Berlin, Germany",
      company: "Acme",
      url: "https://jobs.acme.com/o/partner-development-representative-fmd-berlin-germany",
      location: ["Berlin, Berlin, Germany"],
      postedAt: "2026-07-31T22:26:40.000Z",
      remoteHint: "hybrid",
      salary: { min: 75000, max: 90000, currency: "EUR", period: "year" },
      language: "en",
    },
  ]);
});
