import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mangled, survives } from "../../test/mangled.ts";
import { PermanentError } from "../errors.ts";
import { normalise } from "../postings/normalise.ts";
import { arbeitsagentur } from "./arbeitsagentur.ts";
import { SourceFormatError } from "./source.ts";

const baseUrl = "https://rest.arbeitsagentur.de";
const api = `${baseUrl}/jobboerse/jobsuche-service/pc/v4/jobs?`;
const headers = { "X-API-Key": "jobboerse-jobsuche" };
const job = (over: Record<string, unknown> = {}) => ({
  hashId: "x",
  beruf: "Data-Analyst/in",
  titel: "Junior Data Analyst (m/w/d)",
  refnr: "10000-1184867112-S",
  arbeitgeber: "Havelwerk GmbH",
  aktuelleVeroeffentlichungsdatum: "2026-11-01",
  modifikationsTimestamp: "2026-11-02T10:00:00.000",
  eintrittsdatum: "2026-12-01",
  arbeitsort: { plz: "10115", ort: "Berlin", region: "Berlin", land: "Deutschland", koordinaten: { lat: 1, lon: 2 } },
  ...over,
});
const reply = (stellenangebote: unknown[], maxErgebnisse: unknown = stellenangebote.length) =>
  JSON.stringify({ stellenangebote, maxErgebnisse, page: "1", size: "100", facetten: [] });
const asked = (target: string, cursor: string | null = null, since?: Date) =>
  arbeitsagentur.request({ baseUrl, target, cursor, credentials: {}, ...(since && { since }) });
const target = "DE:Berlin:data-analytics";
const parse = (...jobs: unknown[]) => arbeitsagentur.parse(reply(jobs), target, asked(target).url);
const only = (over: Record<string, unknown>) => parse(job(over)).postings[0];

test.each([
  ["DE:Munich:data-analytics", null, "was=data+analyst&wo=M%C3%BCnchen&umkreis=25&page=1&size=100"],
  ["DE", "1:2", "was=Praktikum&page=2&size=100"],
])("asks for %s, at %s", (place, cursor, query) => {
  expect(asked(place, cursor)).toEqual({ url: `${api}${query}&veroeffentlichtseit=100`, headers });
});

test("asks for whole days, at least for one", () => {
  const days = (hours: number) =>
    new URL(asked(target, null, new Date(Date.now() - hours * 3_600_000)).url).searchParams.get("veroeffentlichtseit");
  expect([days(0), days(25), days(24 * 365)]).toEqual(["1", "2", "100"]);
});

test("serves Germany only, and says why it is off", () => {
  expect(arbeitsagentur.targets()).toEqual(["DE:Berlin"]);
  expect(() => asked("AT:Vienna")).toThrow(PermanentError);
  expect(arbeitsagentur.offBecause).toContain("not offered");
});

test("a row becomes a raw posting", () => {
  const page = parse(job());
  expect(page).toEqual({
    postings: [
      {
        source: "arbeitsagentur",
        sourceId: "10000-1184867112-S",
        url: "https://www.arbeitsagentur.de/jobsuche/jobdetail/10000-1184867112-S",
        title: "Junior Data Analyst (m/w/d)",
        company: "Havelwerk GmbH",
        location: ["Berlin, Deutschland"],
        description: "",
        postedAt: "2026-11-01T00:00:00.000Z",
        tags: ["Data-Analyst/in"],
        language: "de",
        homeCountry: "DE",
      },
    ],
    dropped: {},
    next: "1:1",
    complete: false,
  });
  const [raw] = page.postings;
  expect(raw && normalise(raw)).toMatchObject({ locations: [{ city: "Berlin", country: "DE" }], lang: "de" });
});

describe("fields that differ", () => {
  test.each([
    ["a region", { arbeitsort: { ort: "Garching", region: "Bayern" } }, { location: ["Garching, Bayern"] }],
    [
      "null as a text",
      { arbeitsort: { ort: "Ulm", region: "null" }, arbeitgeber: "null" },
      { location: ["Ulm"], company: "" },
    ],
    ["no place", { arbeitsort: null }, { location: [] }],
    ["no title but the occupation", { titel: null }, { title: "Data-Analyst/in" }],
    ["no occupation", { beruf: undefined }, { tags: [] }],
    ["no employer", { arbeitgeber: null }, { company: "" }],
    [
      "no date but the last change",
      { aktuelleVeroeffentlichungsdatum: null },
      { postedAt: expect.stringContaining("2026-11-02T10") },
    ],
    ["no date", { aktuelleVeroeffentlichungsdatum: null, modifikationsTimestamp: 7 }, { postedAt: null }],
  ])("%s", (_, over, expected) => {
    expect(only(over)).toMatchObject(expected);
  });
});

test("word after word, two pages of each at most", () => {
  const after = (cursor: string | null, total: unknown) =>
    arbeitsagentur.parse(reply([job()], total), target, asked(target, cursor).url).next;
  expect([after(null, 900), after(null, "900"), after("0:2", 900), after("1:1", 3), after("2:2", 900)]).toEqual([
    "0:2",
    "0:2",
    "1:1",
    "2:1",
    null,
  ]);
  expect(arbeitsagentur.parse(reply([job()], 900), "", "").next).toBeNull();
});

test("nothing found has no list", () => {
  const none = JSON.stringify({ maxErgebnisse: 0, page: 1, size: 100 });
  expect(arbeitsagentur.parse(none, "DE", asked("DE").url)).toEqual({
    postings: [],
    dropped: {},
    next: "1:1",
    complete: false,
  });
});

test("the good rows beside a bad one are kept, and the bad one is counted", () => {
  const page = parse(
    7,
    job(),
    job({ refnr: null }),
    job({ titel: null, beruf: null }),
    job({ refnr: "9", arbeitsort: 7 }),
  );
  expect(page.postings.map(({ sourceId }) => sourceId)).toEqual(["10000-1184867112-S", "9"]);
  expect(page.dropped).toEqual({ "not an object": 1, "no usable refnr": 1, "no usable titel": 1 });
});

test.each(["<html>", "", "null", "[]", "{}", '{"jobs": []}', '{"stellenangebote": {}}', '{"maxErgebnisse": 7}'])(
  "%j is not the agency's",
  (text) => {
    expect(() => arbeitsagentur.parse(text, target, api)).toThrow(SourceFormatError);
  },
);

test("no reply, however mangled, throws anything but its own error", () => {
  fc.assert(fc.property(mangled(JSON.parse(reply([job(), job()]))), (text) => survives(arbeitsagentur, text)));
});

test("the good rows beside any other are kept", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(parse(value, job(), value).postings.map(({ sourceId }) => sourceId)).toContain("10000-1184867112-S");
    }),
  );
});
