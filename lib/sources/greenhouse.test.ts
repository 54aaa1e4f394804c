import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hasShared, leftOut, recording } from "../../test/shared.ts";
import { greenhouse } from "./greenhouse.ts";
import { SourceFormatError } from "./source.ts";

const url = "https://boards-api.greenhouse.io/v1/boards/havelwerk/jobs?content=true";
const job = (over: Record<string, unknown> = {}) => ({
  id: 7,
  absolute_url: "https://job-boards.greenhouse.io/havelwerk/jobs/7",
  title: "Data Analyst",
  company_name: "Havelwerk ",
  location: { name: "Berlin, Germany" },
  content: "&lt;p&gt;Hello&lt;/p&gt;",
  first_published: "2026-11-01T09:00:00-04:00",
  updated_at: "2026-11-20T09:00:00-05:00",
  application_deadline: null,
  language: "en",
  metadata: null,
  departments: [{ id: 1, name: "Data", child_ids: [], parent_id: null }],
  offices: [],
  ...over,
});
const parse = (...jobs: unknown[]) =>
  greenhouse.parse(JSON.stringify({ jobs, meta: { total: jobs.length } }), "havelwerk", url);
const only = (over: Record<string, unknown>) => parse(job(over)).postings[0];

test("asks for one board with its texts", () => {
  expect(
    greenhouse.request({
      baseUrl: "https://boards-api.greenhouse.io",
      target: "havelwerk",
      cursor: null,
      credentials: {},
    }),
  ).toEqual({ url });
});

test("a row becomes a raw posting", () => {
  expect(parse(job())).toEqual({
    postings: [
      {
        source: "greenhouse",
        sourceId: "7",
        url: "https://job-boards.greenhouse.io/havelwerk/jobs/7",
        title: "Data Analyst",
        company: "Havelwerk",
        location: ["Berlin, Germany"],
        description: "&lt;p&gt;Hello&lt;/p&gt;",
        postedAt: "2026-11-01T13:00:00.000Z",
        updatedAt: "2026-11-20T14:00:00.000Z",
        tags: ["Data"],
        language: "en",
      },
    ],
    dropped: {},
    next: null,
    complete: true,
  });
});

describe("fields that differ between boards", () => {
  test.each([
    ["no company", { company_name: null }, { company: "Havelwerk" }],
    ["an edit is not new", { first_published: null }, { postedAt: "2026-11-20T14:00:00.000Z" }],
    ["no dates", { first_published: "soon", updated_at: null }, { postedAt: null }],
    ["a last day", { application_deadline: "2026-12-24" }, { validThrough: "2026-12-24T23:59:59.999Z" }],
    ["a deadline", { application_deadline: "2026-12-24T00:00:00Z" }, { validThrough: "2026-12-24T00:00:00.000Z" }],
    [
      "no place: the offices",
      { location: { name: " " }, offices: [{ name: "Wien", location: "Vienna, Austria" }, null] },
      { location: ["Vienna, Austria"] },
    ],
    ["no place at all", { location: null, offices: null }, { location: [] }],
    ["no text", { content: undefined }, { description: "" }],
    ["no departments", { departments: null }, { tags: [] }],
    ["a text as id", { id: "a1" }, { sourceId: "a1" }],
    ["remote", { metadata: [{ name: "Location Type", value: "Remote" }] }, { remoteHint: "remote" }],
    ["on site", { metadata: [{ name: "Workplace Type", value: "On-Site" }] }, { remoteHint: "onsite" }],
    ["hybrid", { metadata: [null, { name: "Work model", value: "Hybrid (remote 2 days)" }] }, { remoteHint: "hybrid" }],
    ["a value that is a list", { metadata: [{ name: "Location Type", value: ["x"] }] }, {}],
    ["employment", { metadata: [{ name: "Employment Type", value: "Intern" }] }, { employmentHint: "Intern" }],
  ])("%s", (_, over, expected) => {
    expect(only(over)).toMatchObject(expected);
  });

  test("a mode is only what a field says", () => {
    expect(only({ metadata: [{ name: "Location Type", value: null }] })).not.toHaveProperty("remoteHint");
  });
});

test("a board of ours knows its company and its country", () => {
  const [posting] = greenhouse.parse(JSON.stringify({ jobs: [job({ company_name: "" })] }), "adyen", url).postings;
  expect(posting).toMatchObject({ company: "Adyen", homeCountry: "NL" });
});

test("whoever asked for no board gets the employer from Greenhouse's own link", () => {
  const page = (absolute_url: string) =>
    greenhouse.parse(JSON.stringify({ jobs: [job({ company_name: null, absolute_url })] }), "", "").postings[0];
  expect(page("https://boards.greenhouse.io/adyen/jobs/7")).toMatchObject({ company: "Adyen", homeCountry: "NL" });
  expect(page("https://careers.havelwerk.example/jobs/7")).toMatchObject({ company: "" });
});

test("the good rows beside a bad one are kept, and the bad one is counted", () => {
  const page = parse(
    job(),
    null,
    "x",
    { id: 1 },
    job({ title: " " }),
    job({ id: 8, location: 7, metadata: "x", offices: [7] }),
  );
  expect(page.postings.map(({ sourceId }) => sourceId)).toEqual(["7", "8"]);
  expect(page.dropped).toEqual({ "not an object": 2, "no usable absolute_url": 1, "no usable title": 1 });
});

test("nothing is no proof that nothing is there", () => {
  expect(parse()).toMatchObject({ postings: [], next: null, complete: false });
  const cut = greenhouse.parse(JSON.stringify({ jobs: [job()], meta: { total: 37 } }), "havelwerk", url);
  expect(cut).toMatchObject({ complete: false });
});

test.each([
  ["HTML", "<!doctype html><title>Down for maintenance</title>", /got HTML/],
  ["nothing", "", /got nothing/],
  ["half a document", '{"jobs": [', /expected JSON/],
  ["another document", '{"error": "x"}', /jobs/],
  ["a list", "[]", /not its document/],
  ["null", "null", /not its document/],
  ["jobs that are no list", '{"jobs": {}}', /jobs/],
])("%s is not Greenhouse's", (_, text, message) => {
  expect(() => greenhouse.parse(text, "havelwerk", url)).toThrow(SourceFormatError);
  expect(() => greenhouse.parse(text, "havelwerk", url)).toThrow(message);
});

test("no reply throws anything but its own error", () => {
  fc.assert(
    fc.property(fc.json(), fc.jsonValue(), (text, value) => {
      for (const reply of [text, JSON.stringify({ jobs: [value, job({ metadata: value, location: value })] })]) {
        try {
          greenhouse.parse(reply, "havelwerk", url);
        } catch (error) {
          expect(error).toBeInstanceOf(SourceFormatError);
        }
      }
    }),
  );
});

if (!hasShared) leftOut("lib/sources/greenhouse: the recorded boards");
test.runIf(hasShared)("the recorded boards", async () => {
  const page = greenhouse.parse(await recording("greenhouse.json"), "anthropic", url);
  expect(page).toMatchObject({ dropped: {}, next: null, complete: true });
  expect(
    page.postings.map(({ sourceId, title, company, location, remoteHint }) => [
      sourceId,
      title,
      company,
      location,
      remoteHint,
    ]),
  ).toEqual([
    ["5311686008", "Country Lead, Data Center Security", "Anthropic", ["Sydney, Australia"], "remote"],
    [
      "5215052008",
      "Amazon GTM Partnership, Startups",
      "Anthropic",
      ["San Francisco, CA | New York City, NY | Seattle, WA"],
      "onsite",
    ],
    [
      "5023394008",
      "Anthropic Fellows Program",
      "Anthropic",
      ["London, UK; Ontario, CAN; Remote-Friendly, United States; San Francisco, CA"],
      "onsite",
    ],
    ["5101378008", "Account Executive, Public Sector", "Anthropic", ["Sydney, Australia"], undefined],
  ]);
  const second = greenhouse.parse(await recording("greenhouse-2.json"), "amplitude", url);
  expect(second.postings.map(({ company }) => company)).toEqual(["Amplitude", "Amplitude"]);
  expect(second.postings[0]?.url).toBe("https://job-boards.greenhouse.io/amplitude/jobs/8636903002");
  expect(second.complete).toBe(false);
});
