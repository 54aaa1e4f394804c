import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mangled, survives } from "../../test/mangled.ts";
import { hasShared, leftOut, recording } from "../../test/shared.ts";
import { SourceFormatError } from "./source.ts";
import { workable } from "./workable.ts";

const url = "https://apply.workable.com/api/v1/widget/accounts/havelwerk?details=true";
const place = (over: Record<string, unknown> = {}) => ({
  country: "Greece",
  countryCode: "GR",
  city: "Athens",
  region: "Attica",
  hidden: false,
  ...over,
});
const job = (over: Record<string, unknown> = {}) => ({
  title: "Junior Data Analyst",
  shortcode: "AB12CD34EF",
  code: "",
  employment_type: "Full-time",
  telecommuting: false,
  department: "Data",
  url: "https://apply.workable.com/j/AB12CD34EF",
  shortlink: "https://apply.workable.com/j/AB12CD34EF",
  application_url: "https://apply.workable.com/j/AB12CD34EF/apply",
  published_on: "2026-11-01",
  created_at: "2026-10-20",
  country: "Greece",
  city: "Athens",
  state: "Attica",
  education: "",
  experience: "Entry level",
  function: "Analyst",
  industry: "",
  locations: [place()],
  description: "<p>Hello</p>",
  ...over,
});
const parse = (...jobs: unknown[]) =>
  workable.parse(JSON.stringify({ name: "Havelwerk", description: null, jobs }), "havelwerk", url);
const only = (over: Record<string, unknown>) => parse(job(over)).postings[0];

test("asks for one account with its texts", () => {
  const asked = { baseUrl: "https://apply.workable.com", target: "havelwerk", cursor: null, credentials: {} };
  expect(workable.request(asked)).toEqual({ url });
});

test("a row becomes a raw posting", () => {
  expect(parse(job())).toEqual({
    postings: [
      {
        source: "workable",
        sourceId: "AB12CD34EF",
        url: "https://apply.workable.com/j/AB12CD34EF",
        title: "Junior Data Analyst",
        company: "Havelwerk",
        location: ["Athens, Attica, Greece"],
        description: "<p>Hello</p>",
        postedAt: "2026-11-01T00:00:00.000Z",
        tags: ["Data", "Analyst"],
        employmentHint: "Full-time, Entry level",
      },
    ],
    dropped: {},
    next: null,
    complete: true,
  });
});

describe("fields that differ between accounts", () => {
  test.each([
    ["remote", { telecommuting: true }, { remoteHint: "remote" }],
    ["hybrid, as new accounts say it", { telecommuting: true, workplace_type: "hybrid" }, { remoteHint: "hybrid" }],
    ["on site, as new accounts say it", { workplace_type: "on_site" }, { remoteHint: "onsite" }],
    [
      "a country alone",
      { city: "", state: "", locations: [place({ city: "", region: null })] },
      { location: ["Greece"] },
    ],
    ["a country's code alone", { city: "", state: "", locations: [{ countryCode: "PT" }] }, { location: ["Portugal"] }],
    ["no list of places", { locations: undefined }, { location: ["Athens, Attica, Greece"] }],
    ["no place", { locations: [], country: "", city: "", state: "" }, { location: [] }],
    [
      "two places",
      { locations: [place(), place({ city: "Patras", region: "" })] },
      { location: ["Athens, Attica, Greece", "Patras, Greece"] },
    ],
    [
      "a hidden place beside a shown one",
      { locations: [place({ hidden: true }), place({ city: "Patras" })] },
      { location: ["Patras, Attica, Greece"] },
    ],
    [
      "hidden places: the country is all there is to say",
      { locations: [place({ hidden: true })] },
      { location: ["Greece"] },
    ],
    ["places that are none", { locations: [null, 7, "x"] }, { location: ["Athens, Attica, Greece"] }],
    ["no day of publishing", { published_on: "" }, { postedAt: "2026-10-20T00:00:00.000Z" }],
    ["no day", { published_on: null, created_at: "" }, { postedAt: null }],
    ["empty texts", { description: "", department: "", function: "" }, { description: "", tags: [] }],
    ["no link", { url: "" }, { url: "https://apply.workable.com/j/AB12CD34EF" }],
    ["no link at all", { url: null, shortlink: "" }, { url: "https://apply.workable.com/j/AB12CD34EF" }],
  ])("%s", (_, over, expected) => {
    expect(only(over)).toMatchObject(expected);
  });

  test("what is empty is not said", () => {
    const posting = only({ employment_type: "", experience: "", telecommuting: null });
    expect(posting).not.toHaveProperty("employmentHint");
    expect(posting).not.toHaveProperty("remoteHint");
  });

  test("an account without a name is our board's, or the slug", () => {
    const page = (target: string, link: string) =>
      workable.parse(JSON.stringify({ jobs: [job({ url: link })] }), target, url).postings[0];
    expect(page("skroutz", "")).toMatchObject({ company: "Skroutz", homeCountry: "GR" });
    expect(page("havel-werk", "")).toMatchObject({ company: "Havel Werk" });
    expect(page("", "https://apply.workable.com/skroutz/j/AB12CD34EF/")).toMatchObject({ company: "Skroutz" });
    expect(page("", "https://apply.workable.com/j/AB12CD34EF")).toMatchObject({ company: "" });
  });
});

test("one posting for several places stays one", () => {
  const page = parse(job(), job({ shortcode: "B" }), job({ locations: [place({ city: "Patras" })] }), job());
  expect(page.postings.map(({ sourceId, location }) => [sourceId, location])).toEqual([
    ["AB12CD34EF", ["Athens, Attica, Greece", "Patras, Attica, Greece"]],
    ["B", ["Athens, Attica, Greece"]],
  ]);
});

test("the good rows beside a bad one are kept, and the bad one is counted", () => {
  const page = parse(
    job(),
    null,
    "x",
    job({ shortcode: "" }),
    job({ title: null }),
    job({ shortcode: "B", locations: 7 }),
  );
  expect(page.postings.map(({ sourceId }) => sourceId)).toEqual(["AB12CD34EF", "B"]);
  expect(page.dropped).toEqual({ "not an object": 2, "no usable shortcode": 1, "no usable title": 1 });
});

test("nothing is no proof that nothing is there", () => {
  expect(parse()).toEqual({ postings: [], dropped: {}, next: null, complete: false });
});

test.each([
  ["HTML", "<html></html>", /got HTML/],
  ["nothing", "", /got nothing/],
  ["half a document", '{"jobs":[', /expected JSON/],
  ["another document", '{"error":"Not found"}', /jobs/],
  ["jobs that are no list", '{"name":"x","jobs":null}', /jobs/],
])("%s is not Workable's", (_, text, message) => {
  expect(() => workable.parse(text, "havelwerk", url)).toThrow(SourceFormatError);
  expect(() => workable.parse(text, "havelwerk", url)).toThrow(message);
});

test("no reply throws anything but its own error", () => {
  const document = { name: "Havelwerk", jobs: [job(), job({ shortcode: "B" })] };
  fc.assert(fc.property(mangled(document), (text) => survives(workable, text)));
});

if (!hasShared) leftOut("lib/sources/workable: the recorded account");
test.runIf(hasShared)("the recorded account", async () => {
  // One posting, with rows for Spain and Portugal.
  expect(workable.parse(await recording("workable.json"), "", "")).toEqual({
    postings: [
      {
        source: "workable",
        sourceId: "DD136DD7E7",
        url: "https://apply.workable.com/j/DD136DD7E7",
        title: "Business Analyst - Spanish Speaking",
        company: "Zaelab",
        location: ["Spain", "Portugal"],
        description: "",
        postedAt: "2026-08-05T00:00:00.000Z",
        tags: ["Business Consulting"],
        remoteHint: "remote",
      },
    ],
    dropped: {},
    next: null,
    complete: true,
  });
});
