import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mangled, survives } from "../../test/mangled.ts";
import { hasShared, leftOut, recording } from "../../test/shared.ts";
import { lever } from "./lever.ts";
import { SourceFormatError } from "./source.ts";

const url = "https://api.lever.co/v0/postings/havelwerk?mode=json";
const job = (over: Record<string, unknown> = {}) => ({
  id: "5ac21346-0000-4000-8000-000000000001",
  text: " Junior Data Analyst ",
  hostedUrl: "https://jobs.lever.co/havelwerk/5ac21346-0000-4000-8000-000000000001",
  applyUrl: "https://jobs.lever.co/havelwerk/5ac21346-0000-4000-8000-000000000001/apply",
  categories: {
    commitment: "Full-time",
    department: "Data",
    location: "Berlin",
    team: "Insights",
    allLocations: ["Berlin", "Vienna"],
  },
  createdAt: 1_793_523_600_000,
  description: "<p>Hello</p>",
  descriptionPlain: "Hello",
  lists: [{ text: "You & we", content: "<li>SQL</li>" }],
  additional: "<p>Bye</p>",
  additionalPlain: "Bye",
  country: "DE",
  workplaceType: "hybrid",
  salaryRange: { currency: "EUR", interval: "per-year-salary", min: 40000, max: 48000 },
  ...over,
});
const parse = (...jobs: unknown[]) => lever.parse(JSON.stringify(jobs), "havelwerk", url);
const only = (over: Record<string, unknown>, target = "havelwerk") =>
  lever.parse(JSON.stringify([job(over)]), target, url).postings[0];

test.each([
  ["havelwerk", "https://api.lever.co", url],
  ["eu:havelwerk", "https://api.lever.co", "https://api.eu.lever.co/v0/postings/havelwerk?mode=json"],
  ["eu:havelwerk", "http://localhost:1/lever", "http://localhost:1/lever/v0/postings/havelwerk?mode=json"],
  ["a/b", "https://api.lever.co", "https://api.lever.co/v0/postings/a%2Fb?mode=json"],
])("asks for the board %s of %s", (target, baseUrl, asked) => {
  expect(lever.request({ baseUrl, target, cursor: null, credentials: {} })).toEqual({ url: asked });
});

test("a row becomes a raw posting", () => {
  expect(parse(job())).toEqual({
    postings: [
      {
        source: "lever",
        sourceId: "5ac21346-0000-4000-8000-000000000001",
        url: "https://jobs.lever.co/havelwerk/5ac21346-0000-4000-8000-000000000001",
        title: "Junior Data Analyst",
        company: "Havelwerk",
        location: ["Berlin", "Vienna"],
        description: "<p>Hello</p>\n<h3>You &amp; we</h3>\n<ul><li>SQL</li></ul>\n<p>Bye</p>",
        postedAt: "2026-11-01T09:00:00.000Z",
        tags: ["Insights", "Data"],
        salary: { min: 40000, max: 48000, currency: "EUR", period: "year" },
        remoteHint: "hybrid",
        employmentHint: "Full-time",
        homeCountry: "DE",
      },
    ],
    dropped: {},
    next: null,
    complete: true,
  });
});

describe("fields that differ between boards", () => {
  test.each([
    ["no categories", { categories: null }, { location: ["Germany"], tags: [] }],
    ["one place", { categories: { location: "Lisbon" } }, { location: ["Lisbon"] }],
    [
      "places that are none",
      { categories: { location: "Lisbon", allLocations: [null, 7, ""] } },
      { location: ["Lisbon"] },
    ],
    ["remote, somewhere", { categories: { location: "Remote" } }, { location: ["Remote, Germany"] }],
    ["remote, anywhere", { categories: { location: "Remote" }, country: null }, { location: ["Remote"] }],
    ["no place at all", { categories: {}, country: null }, { location: [] }],
    ["a country that is none", { categories: {}, country: "Atlantis" }, { location: [] }],
    ["on site", { workplaceType: "on-site" }, { remoteHint: "onsite" }],
    ["on site, as it is now", { workplaceType: "onsite" }, { remoteHint: "onsite" }],
    ["remote", { workplaceType: "remote" }, { remoteHint: "remote" }],
    [
      "plain texts",
      { description: "", descriptionPlain: "a < b\nc", lists: null, additional: null, additionalPlain: "d" },
      { description: "a &lt; b<br>c\nd" },
    ],
    [
      "no text",
      { description: null, descriptionPlain: null, lists: "x", additional: 1, additionalPlain: null },
      { description: "" },
    ],
    [
      "texts that were escaped",
      {
        description: "&lt;p&gt;R&amp;amp;D&lt;/p&gt;",
        lists: [{ content: "&amp;lt;li&amp;gt;a&amp;lt;/li&amp;gt;" }],
        additional: "a\nb",
      },
      { description: "<p>R&amp;D</p>\n<ul><li>a</li></ul>\na<br>b" },
    ],
    [
      "pay in words",
      { salaryRange: null, salaryDescription: "<p>50k</p>" },
      { salary: null, description: expect.stringContaining("<p>50k</p>") },
    ],
    [
      "pay an hour",
      { salaryRange: { min: 15, max: null, currency: "eur", interval: "per-hour-wage" } },
      { salary: { min: 15, max: null, currency: "EUR", period: "hour" } },
    ],
    [
      "pay a week",
      { salaryRange: { min: 500, max: 600, currency: "GBP", interval: "per-week-salary" } },
      { salary: null },
    ],
    ["no date", { createdAt: null }, { postedAt: null }],
    ["a date as text", { createdAt: "2026-01-02" }, { postedAt: "2026-01-02T00:00:00.000Z" }],
  ])("%s", (_, over, expected) => {
    expect(only(over)).toMatchObject(expected);
  });

  test("a mode is only what a field says", () => {
    expect(only({ workplaceType: "unspecified" })).not.toHaveProperty("remoteHint");
  });
});

describe("the employer, whom no field names", () => {
  test.each([
    ["a board of ours", {}, "spotify", { company: "Spotify", homeCountry: "DE" }],
    ["its country, where the posting has none", { country: null }, "spotify", { homeCountry: "SE" }],
    ["a slug in two words", {}, "havel-werk", { company: "Havel Werk" }],
    ["the link alone", { hostedUrl: "https://jobs.lever.co/spotify/1" }, "", { company: "Spotify" }],
    ["a European link", { hostedUrl: "https://jobs.eu.lever.co/quantinuum/1" }, "", { company: "Quantinuum" }],
    [
      "a link with a folder that cannot be read",
      { hostedUrl: "https://jobs.lever.co/%E0%A4/1" },
      "",
      { company: "%E0%A4" },
    ],
    ["a link without a name in it", { hostedUrl: "https://jobs.lever.co/" }, "", { company: "" }],
  ])("%s", (_, over, target, expected) => {
    expect(only(over, target)).toMatchObject(expected);
  });
});

test("groups are one list", () => {
  const page = parse({ title: "Data", postings: [job()] }, { title: "Other", postings: [job({ id: "b" }), null] });
  expect(page.postings.map(({ sourceId }) => sourceId)).toEqual([job().id, "b"]);
  expect(page.dropped).toEqual({ "not an object": 1 });
});

test("the good rows beside a bad one are kept, and the bad one is counted", () => {
  const bad = [null, "x", job({ text: "" }), job({ id: "3", hostedUrl: null, applyUrl: 7 })];
  const page = lever.parse(JSON.stringify([job(), ...bad, job({ id: "2", lists: 7, categories: [] })]), "", "");
  expect(page.postings.map(({ sourceId }) => sourceId)).toEqual([job().id, "2"]);
  expect(page.dropped).toEqual({ "not an object": 2, "no usable text": 1, "no usable hostedUrl": 1 });
});

test.each([
  ["the link to apply", { hostedUrl: null }, "havelwerk", job().hostedUrl],
  [
    "the board and the id",
    { hostedUrl: "", applyUrl: null, id: "a b" },
    "havelwerk",
    "https://jobs.lever.co/havelwerk/a%20b",
  ],
  ["the European board", { hostedUrl: "", applyUrl: null, id: "1" }, "eu:x", "https://jobs.eu.lever.co/x/1"],
])("a posting without a link has that of %s", (_, over, target, link) => {
  expect(only(over, target)?.url).toBe(link);
});

test("nothing is no proof that nothing is there", () => {
  expect(parse()).toEqual({ postings: [], dropped: {}, next: null, complete: false });
});

test.each([
  ["HTML", "<!doctype html><title>Down</title>", /got HTML/],
  ["nothing", "", /got nothing/],
  ["half a document", '[{"id":', /expected JSON/],
  ["an unknown board", '{"ok":false,"error":"Document not found"}', /not its document/],
  ["null", "null", /not its document/],
])("%s is not Lever's", (_, text, message) => {
  expect(() => lever.parse(text, "havelwerk", url)).toThrow(SourceFormatError);
  expect(() => lever.parse(text, "havelwerk", url)).toThrow(message);
});

test("no reply throws anything but its own error", () => {
  const grouped = [{ title: "Data", postings: [job()] }];
  fc.assert(
    fc.property(fc.oneof(mangled([job(), job({ id: "2" })]), mangled(grouped)), (text) => survives(lever, text)),
  );
});

test("a byte order mark and 50 MB of text change nothing", () => {
  const text = `\uFEFF${JSON.stringify([job({ description: "x".repeat(50_000_000) })])}`;
  expect(lever.parse(text, "havelwerk", url).postings[0]?.title).toBe("Junior Data Analyst");
});

if (!hasShared) leftOut("lib/sources/lever: the recorded board");
test.runIf(hasShared)("the recorded board", async () => {
  const page = lever.parse(await recording("lever.json"), "", "");
  expect(page).toMatchObject({ dropped: {}, next: null, complete: true });
  expect(page.postings).toHaveLength(4);
  expect(page.postings[0]).toMatchObject({
    sourceId: "b4ad9572-e20f-4185-a284-99d9740d04f0",
    title: "Android Engineer I - Subscriptions",
    company: "Spotify",
    url: "https://jobs.lever.co/spotify/b4ad9572-e20f-4185-a284-99d9740d04f0",
    location: ["London", "Stockholm"],
    postedAt: "2026-06-30T12:12:15.482Z",
    remoteHint: "remote",
    employmentHint: "Permanent",
  });
  expect(page.postings[0]?.description).toMatch(
    /^<p>The Subscriptions R&amp;D team[\s\S]+What You'll Do[\s\S]+Who You Are/,
  );
  expect(page.postings[1]).toMatchObject({
    title: "Analyst, Licensing Finance – FP&A",
    company: "Spotify",
    location: ["New York, NY"],
    postedAt: "2026-03-02T20:21:24.346Z",
    remoteHint: "onsite",
    homeCountry: "US",
  });
});
