import { afterAll, beforeAll, expect, it } from "vitest";
import { jsearch } from "../../lib/sources/jsearch.ts";
import type { ParsedPage, SearchAsk, Source, SourceRequest } from "../../lib/sources/source.ts";
import { theirstack } from "../../lib/sources/theirstack.ts";
import type { Played } from "../wire/server.ts";
import { startBoards } from "./main.ts";

let boards: Played;
beforeAll(async () => {
  boards = await startBoards({ port: 0, clock: () => Date.UTC(2026, 10, 21, 12) });
});
afterAll(() => boards.close());

const credentials = { RAPID_API_KEY: "any", THEIRSTACK_API_KEY: "any" };

async function ask(source: Source, { url, method = "GET", headers, body }: SourceRequest): Promise<ParsedPage> {
  const answer = await fetch(url, { method, ...(headers && { headers }), ...(body !== undefined && { body }) });
  const text = await answer.text();
  expect(answer.status, text).toBe(200);
  return source.parse(text, "DE:Berlin", url);
}

const played = [
  { name: "jsearch", source: jsearch, path: "/jsearch" },
  { name: "jsearch v1", source: jsearch, path: "/jsearch/search" },
  { name: "theirstack", source: theirstack, path: "/theirstack" },
];

it.each(played)("$name: the adapter walks its pages and loses no row", async ({ source, path }) => {
  const seen = new Set<string>();
  let cursor: string | null = null;
  for (let page = 0; page < source.maxPages; page++) {
    const target = "DE:Berlin";
    const request: SourceRequest = source.request({ baseUrl: boards.url + path, target, cursor, credentials });
    const { postings, dropped, next } = await ask(source, request);
    expect(dropped).toEqual({});
    for (const { sourceId, url, title, company } of postings) {
      expect(seen.has(sourceId)).toBe(false);
      seen.add(sourceId);
      expect([title, company]).not.toContain("");
      expect(url.startsWith(`${boards.url}/postings/`)).toBe(true);
    }
    cursor = next;
    if (next === null) break;
  }
  expect(seen.size).toBeGreaterThan(5);
});

it.each(played)("$name: every kind of search is answered, also a relaxed one", async ({ source, path }) => {
  const { search } = source;
  if (!search) throw new Error(`${source.name} cannot be searched`);
  const kinds: Partial<SearchAsk>[] = [
    {},
    { country: "GB", city: "London" },
    { country: "DE", city: "München", datePosted: "week", salaryMin: 20_000, salaryMax: 90_000 },
    ...(["remote", "on-site", "hybrid", "full-time", "part-time"] as const).map((jobType) => ({ jobType })),
    { industry: "energy", datePosted: "day" },
  ];
  let found = 0;
  for (const kind of kinds) {
    for (const relaxed of [false, true]) {
      const request = search({ jobTitle: "analyst", ...kind }, { baseUrl: boards.url + path, credentials }, relaxed);
      const { postings, dropped } = await ask(source, request);
      expect(dropped).toEqual({});
      found += postings.length;
    }
  }
  expect(found).toBeGreaterThan(50);
});
