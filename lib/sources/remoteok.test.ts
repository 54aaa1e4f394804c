import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mangled, survives } from "../../test/mangled.ts";
import { hasShared, leftOut, recording } from "../../test/shared.ts";
import { normalise } from "../postings/normalise.ts";
import { withoutMojibake } from "./mojibake.ts";
import { remoteok } from "./remoteok.ts";
import { SourceFormatError } from "./source.ts";

const notice = { last_updated: 1793523600, legal: "API Terms of Service: Please link back" };
const job = (over: Record<string, unknown> = {}) => ({
  slug: "remote-junior-data-analyst-havelwerk-1100001",
  id: "1100001",
  epoch: 1793523600,
  date: "2026-11-01T09:00:00+00:00",
  company: "Havelwerk",
  company_logo: "",
  position: "Junior Data Analyst",
  tags: ["golang", "senior"],
  description: "<p>Hello</p>",
  location: "",
  apply_url: "https://remoteOK.com/remote-jobs/remote-junior-data-analyst-havelwerk-1100001",
  salary_min: 40000,
  salary_max: 60000,
  logo: "",
  url: "https://remoteOK.com/remote-jobs/remote-junior-data-analyst-havelwerk-1100001",
  ...over,
});
const parse = (...rows: unknown[]) => remoteok.parse(JSON.stringify([notice, ...rows]), "all", "");
const only = (over: Record<string, unknown>) => parse(job(over)).postings[0];

test("asks for the one feed there is, and says why it is off", () => {
  expect(remoteok.request({ baseUrl: "https://remoteok.com", target: "all", cursor: null, credentials: {} })).toEqual({
    url: "https://remoteok.com/api",
  });
  expect(remoteok.targets()).toEqual(["all"]);
  expect(remoteok.offBecause).toContain("link");
});

test("a row becomes a raw posting, the legal notice becomes none", () => {
  expect(parse(job())).toEqual({
    postings: [
      {
        source: "remoteok",
        sourceId: "1100001",
        url: "https://remoteok.com/remote-jobs/remote-junior-data-analyst-havelwerk-1100001",
        title: "Junior Data Analyst",
        company: "Havelwerk",
        location: [],
        description: "<p>Hello</p>",
        postedAt: "2026-11-01T09:00:00.000Z",
        remoteHint: "remote",
        salary: { min: 40000, max: 60000, currency: "USD", period: "year" },
      },
    ],
    dropped: {},
    next: null,
    complete: false,
  });
  expect(parse()).toEqual({ postings: [], dropped: {}, next: null, complete: false });
});

describe("fields that differ", () => {
  test.each([
    ["a town without its country", { location: "Cammeray, " }, { location: ["Cammeray"] }],
    ["no date but seconds", { date: null }, { postedAt: "2026-11-01T09:00:00.000Z" }],
    ["no date", { date: null, epoch: "x" }, { postedAt: null }],
    ["a path for a link", { url: "/remote-jobs/1" }, { url: "https://remoteok.com/remote-jobs/1" }],
    [
      "no link but the slug",
      { url: null },
      { url: "https://remoteok.com/remote-jobs/remote-junior-data-analyst-havelwerk-1100001" },
    ],
    ["neither", { url: null, slug: null }, { url: "https://remoteok.com/remote-jobs/1100001" }],
    ["no company and no text", { company: null, description: null }, { company: "", description: "" }],
    ["an id that is a number", { id: 1100001 }, { sourceId: "1100001" }],
    ["mojibake", { description: "youâ\u0080\u0099ll", company: "CafÃ©" }, { description: "you’ll", company: "Café" }],
    ["pay from", { salary_max: 0 }, { salary: { min: 40000, max: null } }],
  ])("%s", (_, over, expected) => {
    expect(only(over)).toMatchObject(expected);
  });

  test("0 is not known", () => {
    expect(only({ salary_min: 0, salary_max: 0 })).not.toHaveProperty("salary");
  });

  test("a shop's town is no remote place", () => {
    expect(only({ location: "Marsa, " })).not.toHaveProperty("remoteHint");
  });

  test("tags are everything at once", () => {
    expect(only({})).not.toHaveProperty("tags");
  });
});

test("the good rows beside a bad one are kept, and the bad one is counted", () => {
  const page = parse(7, job(), job({ position: null }), job({ id: "9", location: 7, salary_min: "x" }));
  expect(page.postings.map(({ sourceId }) => sourceId)).toEqual(["1100001", "9"]);
  expect(page.dropped).toEqual({ "not an object": 1, "no usable position": 1 });
});

test.each(["<html>", "", "null", "{}", '{"jobs": []}'])("%j is not Remote OK's", (text) => {
  expect(() => remoteok.parse(text, "all", "")).toThrow(SourceFormatError);
});

test("no reply, however mangled, throws anything but its own error", () => {
  fc.assert(fc.property(mangled([notice, job(), job()]), (text) => survives(remoteok, text)));
});

test("the good rows beside any other are kept", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(parse(value, job(), value).postings.map(({ sourceId }) => sourceId)).toContain("1100001");
    }),
  );
});

describe("mojibake", () => {
  test.each([
    ["weâ\u0080\u0099re here â\u0080\u0093 now", "we’re here – now"],
    ["weâ€™re", "we’re"],
    ["MÃ¼nchen, GdaÅ\u0084sk, Â£30k", "München, Gdańsk, £30k"],
    ["ð\u009f\u0091\u008b", "👋"],
  ])("%j is %j", (wrong, right) => {
    expect(withoutMojibake(wrong)).toBe(right);
  });

  test.each([["Café « À la carte »"], ["È° ß€ 100 – “quoted”"], ["youâ…"], ["Ã"], ["São Paulo, NÃO"]])(
    "%j stays",
    (text) => {
      expect(withoutMojibake(text)).toBe(text);
    },
  );

  test("any text that was read as Latin-1 by mistake, if it says so by a control character, is mended", () => {
    const signs = fc.string({ unit: fc.constantFrom("’", "–", "“", "”", "…", "a", " ", "z") });
    fc.assert(
      fc.property(signs, (text) => {
        expect(withoutMojibake(Buffer.from(text, "utf8").toString("latin1"))).toBe(text);
      }),
    );
  });

  test("ASCII and what is right already stay as they are", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."abzéüßłŻ’–“”…€ .,!") }), (text) => {
        expect(withoutMojibake(text)).toBe(text);
      }),
    );
  });
});

if (!hasShared) leftOut("lib/sources/remoteok: the recorded feed");
test.runIf(hasShared)("the recorded feed", async () => {
  const page = remoteok.parse(await recording("remoteok.json"), "", "");
  expect(page).toMatchObject({ dropped: {}, next: null, complete: false });
  const read = page.postings.map((raw) => normalise(raw));
  expect(read).toMatchObject([
    {
      id: "remoteok:1136719",
      url: "https://remoteok.com/remote-jobs/remote-shop-assistant-cammeray-harris-farm-markets-1136719",
      title: "Shop Assistant Cammeray",
      company: "Harris Farm Markets",
      locations: [{ city: "Cammeray", country: "AU" }],
      salary: null,
      postedAt: "2026-08-14T17:36:11.000Z",
    },
    {
      id: "remoteok:1136687",
      title: "Brand Protection & Marketplace Compliance Analyst",
      company: "MultiplyMii",
      locations: [],
      remote: { mode: "remote" },
      salary: null,
    },
    { id: "remoteok:1136747", title: "Store Manager", company: "Wolt", salary: null },
  ]);
  for (const each of read) expect(each?.description).not.toMatch(/[\u0080-\u009f]/);
  expect(read[2]?.description).toContain("we’re building");
});
