import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { notTheDocument, survives } from "../../test/mangled.ts";
import { hasShared, leftOut, recording } from "../../test/shared.ts";
import { PermanentError } from "../errors.ts";
import { personio } from "./personio.ts";
import { SourceFormatError } from "./source.ts";

const url = "https://havelwerk.jobs.personio.de/xml?language=en";
const ask = (target: string, baseUrl = personio.baseUrl) =>
  personio.request({ baseUrl, target, cursor: null, credentials: {} }).url;

const fields = {
  id: "1001",
  subcompany: "Havelwerk GmbH &amp; Co. KG",
  office: "Berlin",
  additionalOffices: "<office>M&#252;nchen</office><office>Remote</office>",
  department: "Data",
  recruitingCategory: "Students",
  name: "Working Student R&amp;D (m/w/d)",
  jobDescriptions:
    "<jobDescription><name>Tasks &amp; more</name><value><![CDATA[<p>R&amp;D</p>]]></value></jobDescription>" +
    "<jobDescription><name>Profile</name><value>&lt;p&gt;SQL&lt;/p&gt;</value></jobDescription>",
  employmentType: "working_student",
  seniority: "student",
  schedule: "part-time",
  yearsOfExperience: "lt-1",
  keywords: "data, sql,,",
  occupation: "data_science",
  occupationCategory: "it_software",
  createdAt: "2026-11-01T09:00:00+0200",
};
const position = (over: Record<string, string | null> = {}) =>
  `<position>${Object.entries({ ...fields, ...over })
    .map(([name, value]) => (value === null ? "" : `<${name}>${value}</${name}>`))
    .join("\n")}</position>`;
const feed = (...positions: string[]) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<workzag-jobs>\n${positions.join("\n")}\n</workzag-jobs>\n`;
const parse = (...positions: string[]) => personio.parse(feed(...positions), "havelwerk", url);
const only = (over: Record<string, string | null>) => parse(position(over)).postings[0];

describe("asks each account's own host", () => {
  test.each([
    ["havelwerk", undefined, url],
    ["havelwerk", "http://127.0.0.1:1234", "http://127.0.0.1:1234/havelwerk/xml?language=en"],
    ["havelwerk", "https://{slug}.jobs.personio.com", "https://havelwerk.jobs.personio.com/xml?language=en"],
  ])("%s at %s", (target, baseUrl, asked) => {
    expect(ask(target, baseUrl)).toBe(asked);
  });

  test("but never another one", () => {
    expect(() => ask("example.org/x")).toThrow(PermanentError);
  });

  test("a redirect is no feed", () => {
    expect(personio).toMatchObject({ redirects: "error", statusMeans: { 307: "no-board" } });
  });
});

test("a position becomes a raw posting", () => {
  expect(parse(position())).toEqual({
    postings: [
      {
        source: "personio",
        sourceId: "1001",
        url: "https://havelwerk.jobs.personio.de/job/1001",
        title: "Working Student R&D (m/w/d)",
        company: "Havelwerk GmbH & Co. KG",
        location: ["Berlin", "München", "Remote"],
        description:
          "<h3>Tasks &amp; more</h3>\n<p>R&amp;D</p>\n<h3>Profile</h3>\n<p>SQL</p>\n<p>Experience: 0-1 years</p>",
        postedAt: "2026-11-01T07:00:00.000Z",
        tags: ["Data", "Students", "data science", "it software", "data", "sql"],
        employmentHint: "part-time, working student, student",
      },
    ],
    dropped: {},
    next: null,
    complete: true,
  });
});

describe("fields that differ between accounts", () => {
  test.each([
    ["a date in UTC", { createdAt: "2026-11-01T09:00:00+00:00" }, { postedAt: "2026-11-01T09:00:00.000Z" }],
    ["a day", { createdAt: "2026-11-01" }, { postedAt: "2026-11-01T00:00:00.000Z" }],
    ["no date", { createdAt: null }, { postedAt: null }],
    ["a wrong date", { createdAt: "soon" }, { postedAt: null }],
    ["other offices as text", { additionalOffices: "Hamburg" }, { location: ["Berlin", "Hamburg"] }],
    ["one other office", { additionalOffices: "<office>Hamburg</office>" }, { location: ["Berlin", "Hamburg"] }],
    ["the same office again", { additionalOffices: "<office>Berlin</office>" }, { location: ["Berlin"] }],
    ["no other office", { additionalOffices: null }, { location: ["Berlin"] }],
    [
      "an office with a name within",
      { office: "<name>Berlin</name>", additionalOffices: "" },
      { location: ["Berlin"] },
    ],
    ["no office", { office: "", additionalOffices: null }, { location: [] }],
    ["no subcompany", { subcompany: null }, { company: "Havelwerk" }],
    ["no texts", { jobDescriptions: "", yearsOfExperience: null }, { description: "" }],
    ["no element for texts", { jobDescriptions: null, yearsOfExperience: "" }, { description: "" }],
    [
      "one text, without a heading",
      { jobDescriptions: "<jobDescription><value>x</value></jobDescription>", yearsOfExperience: "soon" },
      { description: "x" },
    ],
    [
      "HTML that nobody escaped",
      {
        jobDescriptions: "<jobDescription><value><p>Hello</p><p>You</p></value></jobDescription>",
        yearsOfExperience: null,
      },
      { description: "Hello<br>You" },
    ],
    [
      "HTML that was escaped twice",
      {
        jobDescriptions:
          "<jobDescription><name>A</name><value>&amp;lt;p&amp;gt;R&amp;amp;amp;D&amp;lt;/p&amp;gt;</value></jobDescription>",
        yearsOfExperience: null,
      },
      { description: "<h3>A</h3>\n<p>R&amp;D</p>" },
    ],
    ["years", { jobDescriptions: null, yearsOfExperience: "2-5" }, { description: "<p>Experience: 2-5 years</p>" }],
    [
      "many years",
      { jobDescriptions: null, yearsOfExperience: "gt-15" },
      { description: "<p>Experience: 15+ years</p>" },
    ],
    [
      "nothing but what must be",
      Object.fromEntries(
        Object.keys(fields)
          .filter((key) => key !== "id" && key !== "name")
          .map((key) => [key, null]),
      ),
      { tags: [], location: [], description: "", company: "Havelwerk" },
    ],
    [
      "a link of its own",
      { url: "https://jobs.havelwerk.example/1001" },
      { url: "https://jobs.havelwerk.example/1001" },
    ],
    ["a link that is none", { url: "javascript:alert(1)" }, { url: "https://havelwerk.jobs.personio.de/job/1001" }],
  ])("%s", (_, over, expected) => {
    expect(only(over)).toMatchObject(expected);
  });

  test.each([
    [
      "the .com twin",
      "havelwerk",
      "https://havelwerk.jobs.personio.com/xml",
      "https://havelwerk.jobs.personio.com/job/1001",
    ],
    [
      "a server that plays it",
      "havelwerk",
      "http://127.0.0.1:1/havelwerk/xml",
      "https://havelwerk.jobs.personio.de/job/1001",
    ],
    ["only the request to go by", "", url, "https://havelwerk.jobs.personio.de/job/1001"],
    ["nothing to go by", "", "", "https://jobs.personio.de/job/1001"],
  ])("the page of a posting: %s", (_, target, asked, link) => {
    expect(personio.parse(feed(position()), target, asked).postings[0]?.url).toBe(link);
  });

  test("a board of ours knows its name and country", () => {
    const [posting] = personio.parse(feed(position({ subcompany: null })), "hometogo", url).postings;
    expect(posting).toMatchObject({ company: "HomeToGo", homeCountry: "DE" });
  });
});

test("the good positions beside a bad one are kept, and the bad one is counted", () => {
  const page = parse(
    position(),
    position({ id: "" }),
    position({ id: "2", name: null }),
    "<position/>",
    "<position>x</position>",
    position(),
    position({ id: "3" }),
  );
  expect(page.postings.map(({ sourceId }) => sourceId)).toEqual(["1001", "3"]);
  expect(page.dropped).toEqual({ "no usable id": 1, "no usable name": 1, "not XML": 2 });
});

test.each(["<workzag-jobs></workzag-jobs>", "<workzag-jobs/>", feed()])("nothing is no proof: %s", (text) => {
  expect(personio.parse(text, "havelwerk", url)).toEqual({ postings: [], dropped: {}, next: null, complete: false });
});

test.each([
  ["HTML", "<!doctype html><title>Personio</title>", /got HTML/],
  ["JSON", "[]", /got JSON/],
  ["nothing", "", /got nothing/],
  ["half a document", feed(position(), position({ id: "2" })).slice(0, -40), /cut/],
  ["another feed", "<rss><channel/></rss>", /something else/],
  ["a document that declares", `<!DOCTYPE x [<!ENTITY a "b">]>${feed(position())}`, /declares/],
])("%s is not Personio's", (_, text, message) => {
  expect(() => personio.parse(text, "havelwerk", url)).toThrow(SourceFormatError);
  expect(() => personio.parse(text, "havelwerk", url)).toThrow(message);
});

test("no reply throws anything but its own error", () => {
  const text = feed(position(), position({ id: "2" }));
  const inside = fc
    .tuple(
      fc.constantFrom(...Object.keys(fields)),
      fc.oneof(fc.string(), fc.constantFrom("<a><b/></a>", "<a/><a/>", "]]>", "<!--")),
    )
    .map(([name, value]) => feed(position({ [name]: value }), position({ id: "2" })));
  fc.assert(fc.property(fc.oneof(notTheDocument(text), inside), (reply) => survives(personio, reply)));
});

if (!hasShared) leftOut("lib/sources/personio: the recorded feed");
test.runIf(hasShared)("the recorded feed", async () => {
  // It shows one position twice.
  expect(personio.parse(await recording("personio.xml"), "acme", "https://acme.jobs.personio.de/xml")).toEqual({
    postings: [
      {
        source: "personio",
        sourceId: "1834171",
        url: "https://acme.jobs.personio.de/job/1834171",
        title: "Staff Software Engineer, Data Platform",
        company: "Acme SE & Co. KG",
        location: ["Munich", "Berlin"],
        description: "<p>Experience: 7-10 years</p>",
        postedAt: "2024-11-13T14:10:41.000Z",
        tags: ["Product and Tech", "Engineering", "software and web development", "it software"],
        employmentHint: "full-time, permanent, experienced",
      },
    ],
    dropped: {},
    next: null,
    complete: true,
  });
});
