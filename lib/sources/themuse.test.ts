import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mangled, survives } from "../../test/mangled.ts";
import { hasShared, leftOut, recording } from "../../test/shared.ts";
import { normalise } from "../postings/normalise.ts";
import { SourceFormatError } from "./source.ts";
import { themuse } from "./themuse.ts";

const api = "https://www.themuse.com/api/public/jobs?";
const job = (over: Record<string, unknown> = {}) => ({
  id: 13000001,
  name: "Junior Data Analyst",
  type: "external",
  contents: "<p>Hello</p>",
  publication_date: "2026-11-01T09:00:00Z",
  locations: [{ name: "Berlin, Germany" }],
  categories: [{ name: "Data and Analytics" }],
  levels: [{ name: "Entry Level", short_name: "entry" }],
  tags: [],
  refs: { landing_page: "https://www.themuse.com/jobs/havelwerk/junior-data-analyst" },
  company: { id: 1, short_name: "havelwerk", name: "Havelwerk" },
  ...over,
});
const reply = (results: unknown[], page = 0, page_count = 1) =>
  JSON.stringify({ page, page_count, items_per_page: 20, took: 1, timed_out: false, total: 1, results });
const asked = (target: string, cursor: string | null = null) =>
  themuse.request({ baseUrl: "https://www.themuse.com", target, cursor, credentials: {} });
const parse = (...results: unknown[]) => themuse.parse(reply(results), "DE:Berlin", asked("DE:Berlin").url);
const only = (over: Record<string, unknown>) => parse(job(over)).postings[0];

test.each([
  ["DE:Berlin", null, "page=0&descending=true&level=Internship&level=Entry+Level&location=Berlin%2C+Germany"],
  [
    "GB:London:data-analytics",
    "3",
    "page=3&descending=true&level=Internship&level=Entry+Level&location=London%2C+United+Kingdom",
  ],
  ["FR", null, "page=0&descending=true&level=Internship&level=Entry+Level&location=Flexible+%2F+Remote"],
])("asks for %s, at %s, always with its page", (target, cursor, query) => {
  expect(asked(target, cursor)).toEqual({ url: `${api}${query}` });
});

test("a row becomes a raw posting", () => {
  expect(parse(job())).toEqual({
    postings: [
      {
        source: "themuse",
        sourceId: "13000001",
        url: "https://www.themuse.com/jobs/havelwerk/junior-data-analyst",
        title: "Junior Data Analyst",
        company: "Havelwerk",
        location: ["Berlin, Germany"],
        description: "<p>Hello</p>",
        postedAt: "2026-11-01T09:00:00.000Z",
        tags: ["Entry Level", "Data and Analytics"],
      },
    ],
    dropped: {},
    next: null,
    complete: false,
  });
});

describe("fields that differ", () => {
  test.each([
    ["remote", { locations: [{ name: "Flexible / Remote" }] }, { location: ["Remote"] }],
    ["a state, and no country", { locations: [{ name: "Wells, ME" }] }, { location: ["Wells, ME, United States"] }],
    ["no place", { locations: [] }, { location: [] }],
    [
      "places that are none",
      { locations: [null, {}, { name: 7 }, { name: "Paris, France" }] },
      { location: ["Paris, France"] },
    ],
    ["no company", { company: null }, { company: "" }],
    ["no text, no date", { contents: null, publication_date: "x" }, { description: "", postedAt: null }],
    ["no levels", { levels: null, categories: "x" }, { tags: [] }],
  ])("%s", (_, over, expected) => {
    expect(only(over)).toMatchObject(expected);
  });
});

test("page after page, up to what there is and to ours", () => {
  const after = (page: number, count: number) => themuse.parse(reply([job()], page, count), "DE:Berlin", "").next;
  expect([after(0, 3), after(1, 3), after(2, 3), after(3, 900), after(4, 900)]).toEqual(["1", "2", null, "4", null]);
  expect(themuse.parse(reply([], 0, 9), "DE:Berlin", "").next).toBeNull();
  const silent = JSON.stringify({ results: [job()], page_count: 9 });
  expect(themuse.parse(silent, "DE:Berlin", asked("DE:Berlin", "2").url).next).toBe("3");
});

test("forbidden means that the hour's requests are used up", () => {
  expect(themuse.statusMeans).toEqual({ 403: "later" });
  expect(themuse.offBecause).toContain("United States");
});

test("the good rows beside a bad one are kept, and the bad one is counted", () => {
  const page = parse(7, job(), job({ refs: {} }), job({ id: 9, locations: 7, company: [], levels: [1] }));
  expect(page.postings.map(({ sourceId }) => sourceId)).toEqual(["13000001", "9"]);
  expect(page.dropped).toEqual({ "not an object": 1, "no usable refs": 1 });
});

test.each(["<html>", "", "null", "[]", '{"jobs": []}', '{"results": {}}', '{"code": 403, "error": "Rate limit"}'])(
  "%j is not The Muse's",
  (text) => {
    expect(() => themuse.parse(text, "DE:Berlin", api)).toThrow(SourceFormatError);
  },
);

test("no reply, however mangled, throws anything but its own error", () => {
  fc.assert(fc.property(mangled(JSON.parse(reply([job(), job()]))), (text) => survives(themuse, text)));
});

test("the good rows beside any other are kept", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(parse(value, job(), value).postings.map(({ sourceId }) => sourceId)).toContain("13000001");
    }),
  );
});

if (!hasShared) leftOut("lib/sources/themuse: the recorded page");
test.runIf(hasShared)("the recorded page", async () => {
  const page = themuse.parse(await recording("themuse.json"), "", "");
  expect(page).toMatchObject({ dropped: {}, next: "1", complete: false });
  const read = page.postings.map((raw) => normalise(raw));
  expect(read).toHaveLength(20);
  expect(read[0]).toMatchObject({
    id: "themuse:13540382",
    url: "https://www.themuse.com/jobs/cvshealth/store-associate-aa0a17",
    title: "Store Associate",
    company: "CVS Health",
    locations: [{ city: "San Dimas", country: "US" }],
    postedAt: "2024-03-17T12:42:27.000Z",
  });
  expect(read.find((each) => each?.id === "themuse:10767265")).toMatchObject({
    company: "Siemens",
    locations: [{ city: "Nuremberg", country: "DE" }],
    level: "internship",
    programme: "working-student",
    lang: "de",
  });
  expect(read.find((each) => each?.id === "themuse:14370568")?.locations).toMatchObject([{ country: "US" }]);
});
