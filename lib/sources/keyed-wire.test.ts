import { afterAll, beforeAll, expect, test } from "vitest";
import { startBoards } from "../../local/boards/main.ts";
import type { Played } from "../../local/wire/server.ts";
import { jsearch } from "./jsearch.ts";
import type { SearchAsk, Source, SourceRequest } from "./source.ts";
import { theirstack } from "./theirstack.ts";

/** Our simulated vendors refuse every undocumented parameter. */
let boards: Played;
beforeAll(async () => {
  boards = await startBoards({ port: 0, clock: () => Date.UTC(2026, 10, 21, 12) });
});
afterAll(() => boards.close());

const credentials = { RAPID_API_KEY: "a-key", THEIRSTACK_API_KEY: "a-key" };

async function ask(source: Source, { url, ...init }: SourceRequest, target = "") {
  const reply = await fetch(url, init);
  const text = await reply.text();
  expect([reply.status, reply.status === 200 ? "" : text]).toEqual([200, ""]);
  const page = source.parse(text, target, url);
  expect(page.dropped).toEqual({});
  return page;
}

async function run(source: Source, path: string, target: string, since?: Date) {
  const baseUrl = `${boards.url}${path}`;
  const pages = [];
  for (let cursor: string | null = null, n = 0; n < source.maxPages && (n === 0 || cursor !== null); n++) {
    const request = source.request({ baseUrl, target, cursor, credentials, ...(since && { since }) });
    const page = await ask(source, request, target);
    pages.push(page.postings.map(({ sourceId }) => sourceId));
    cursor = page.next;
  }
  return pages;
}

test.each([
  ["JSearch", jsearch, "/jsearch"],
  ["the older JSearch", jsearch, "/jsearch/search"],
  ["TheirStack", theirstack, "/theirstack"],
])("%s answers a run's pages, each posting once", async (_, source, path) => {
  const pages = await run(source, path, "DE");
  expect(pages[0]?.length).toBeGreaterThan(0);
  expect(new Set(pages.flat()).size).toBe(pages.flat().length);
  for (const target of ["DE:Berlin:data-analytics", "PT::marketing-growth"]) await run(source, path, target);
  await run(source, path, "DE:Berlin", new Date());
});

test("a full page is followed by the next", async () => {
  expect((await run(jsearch, "/jsearch", "DE::tech-transformation")).length).toBeGreaterThan(1);
  expect((await run(jsearch, "/jsearch/search", "DE::tech-transformation")).length).toBeGreaterThan(1);
  expect((await run(theirstack, "/theirstack", "DE")).length).toBeGreaterThan(1);
});

const asks: SearchAsk[] = [
  { jobTitle: "Data Analyst" },
  { jobTitle: "Analyst", city: "Berlin", country: "DE", datePosted: "month" },
  { jobTitle: "Analyst", jobType: "remote", datePosted: "week", salaryMin: 10_000, salaryMax: 90_000, country: "DE" },
  { jobTitle: "Analyst", jobType: "full-time", datePosted: "any" },
  { jobTitle: "Analyst", jobType: "on-site", datePosted: "day", industry: "Energy" },
];

test.each([
  ["JSearch", jsearch, "/jsearch"],
  ["the older JSearch", jsearch, "/jsearch/search"],
  ["TheirStack", theirstack, "/theirstack"],
])("%s answers every kind of search", async (_, source, path) => {
  const found: number[] = [];
  for (const each of asks) {
    for (const relaxed of [false, true]) {
      const request = source.search?.(each, { baseUrl: `${boards.url}${path}`, credentials }, relaxed);
      if (!request) throw new Error(`${source.name} has no search`);
      found.push((await ask(source, request)).postings.length);
    }
  }
  expect(Math.max(...found)).toBeGreaterThan(0);
  expect(Math.max(...found)).toBeLessThanOrEqual(15);
});
