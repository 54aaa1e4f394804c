import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mangled, survives } from "../../test/mangled.ts";
import { hasShared, leftOut, recording } from "../../test/shared.ts";
import { hackernews } from "./hackernews.ts";
import { SourceFormatError } from "./source.ts";

const parse = (document: unknown) => hackernews.parse(JSON.stringify(document), "all", "https://hn.algolia.com/");

describe("asks", () => {
  const ask = (cursor: string | null) =>
    hackernews.request({ baseUrl: "https://hn.algolia.com", target: "all", cursor, credentials: {} });

  test("first which thread is the newest", () => {
    const url = "https://hn.algolia.com/api/v1/search_by_date?tags=story,author_whoishiring&hitsPerPage=20";
    expect(ask(null)).toEqual({ url });
  });

  test("then for all of the thread", () => {
    expect(ask("49522897")).toEqual({ url: "https://hn.algolia.com/api/v1/items/49522897" });
  });
});

describe("the list of threads", () => {
  const hit = (objectID: string, title: string, created_at_i: number) => ({ objectID, title, created_at_i });
  const hits = [
    hit("3", "Ask HN: Who wants to be hired? (November 2026)", 30),
    hit("4", "Ask HN: Freelancer? Seeking freelancer? (November 2026)", 30),
    hit("1", "Ask HN: Who is hiring? (October 2026)", 10),
    hit("2", "Ask HN: Who is hiring? (November 2026)", 30),
  ];
  const nothing = { postings: [], dropped: {}, next: null, complete: false };

  test("leads to the newest one of employers, never to the applicants'", () => {
    expect(parse({ hits, nbHits: 4 })).toEqual({ ...nothing, next: "2" });
    expect(parse({ hits: hits.slice(0, 2) })).toEqual(nothing);
    expect(parse({ hits: [] })).toEqual(nothing);
  });

  test("may have hits that cannot be used", () => {
    const bad = [
      null,
      hit("../../x", "Ask HN: Who is hiring?", 99),
      { objectID: "9", title: "Ask HN: Who is hiring?" },
    ];
    expect(parse({ hits: [...bad, ...hits] })).toEqual({
      ...nothing,
      next: "2",
      dropped: { "not an object": 1, "no usable objectID": 1, "no usable created_at_i": 1 },
    });
  });
});

const comment = (text: unknown, over: Record<string, unknown> = {}) => ({
  id: 7,
  text,
  author: "somebody",
  created_at: "2026-11-02T15:01:54.000Z",
  children: [],
  ...over,
});
const header =
  "Havelwerk | Junior Data Analyst | Berlin, Germany | HYBRID | Full-time | https:&#x2F;&#x2F;havelwerk.example";
const thread = (...children: unknown[]) => ({ id: 1, title: "Ask HN: Who is hiring? (November 2026)", children });

test("a comment becomes a raw posting, without its author", () => {
  expect(parse(thread(comment(`${header}<p>Hello`)))).toEqual({
    postings: [
      {
        source: "hackernews",
        sourceId: "7",
        url: "https://news.ycombinator.com/item?id=7",
        title: "Junior Data Analyst",
        company: "Havelwerk",
        location: ["Berlin, Germany"],
        description: `${header}<p>Hello`,
        postedAt: "2026-11-02T15:01:54.000Z",
        remoteHint: "hybrid",
        employmentHint: "Full-time",
      },
    ],
    dropped: {},
    next: null,
    complete: false,
  });
});

test("answers to a comment are no postings, and deleted ones are nothing", () => {
  const page = parse(
    thread(comment(header, { children: [comment(header, { id: 8 })] }), comment(null, { author: null })),
  );
  expect(page).toMatchObject({ postings: [{ sourceId: "7" }], dropped: {} });
});

test("the good rows beside a bad one are kept, and the bad one is counted", () => {
  const page = parse(
    thread(
      ...[comment(header), 7, "x", comment("Thanks for the thread!"), comment("Havelwerk | Berlin"), comment("")],
      ...[comment(header, { id: "x" }), comment(header, { id: "8", created_at: 7 })],
    ),
  );
  expect(page.postings.map(({ sourceId, postedAt }) => [sourceId, postedAt])).toEqual([
    ["7", "2026-11-02T15:01:54.000Z"],
    ["8", null],
  ]);
  expect(page.dropped).toEqual({
    "not an object": 2,
    "no usable header": 1,
    "no usable role": 1,
    "no usable text": 1,
    "no usable id": 1,
  });
});

test.each([
  ["HTML", "<html></html>", /got HTML/],
  ["nothing", "", /got nothing/],
  ["half a document", '{"children":[', /expected JSON/],
  ["another document", '{"status":404,"error":"Not Found"}', /not its document/],
  ["children that are no list", '{"children":{}}', /not its document/],
])("%s is not Hacker News'", (_, text, message) => {
  expect(() => hackernews.parse(text, "all", "")).toThrow(SourceFormatError);
  expect(() => hackernews.parse(text, "all", "")).toThrow(message);
});

test("no reply throws anything but its own error", () => {
  const hits = [{ objectID: "1", title: "Ask HN: Who is hiring?", created_at_i: 1 }];
  for (const document of [thread(comment(header), comment(`${header}<p>- Engineer`)), { hits }]) {
    fc.assert(fc.property(mangled(document), (text) => survives(hackernews, text)));
  }
  fc.assert(fc.property(fc.string(), (text) => survives(hackernews, JSON.stringify(thread(comment(text))))));
});

if (!hasShared) leftOut("lib/sources/hackernews: the recorded thread");
test.runIf(hasShared)("the recorded thread", async () => {
  const page = hackernews.parse(await recording("hackernews.json"), "all", "");
  expect(page).toMatchObject({ dropped: {}, next: null, complete: false });
  expect(page.postings).toMatchObject([
    {
      sourceId: "49522903",
      url: "https://news.ycombinator.com/item?id=49522903",
      title: "Senior Product Engineer",
      company: "Modash.io",
      location: ["Remote (Europe)"],
      remoteHint: "remote",
      employmentHint: "Full-time",
      postedAt: "2026-09-01T15:01:54.000Z",
    },
    { sourceId: "49522912", title: "Fullstack SWE", company: "Quill", location: [], remoteHint: "remote" },
    {
      sourceId: "49522929",
      title: "Senior/Lead Platform & DevOps Engineer",
      company: "Open Education Applications / Neon",
      location: ["Utrecht, The Netherlands"],
      remoteHint: "hybrid",
    },
  ]);
});
