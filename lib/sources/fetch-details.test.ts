import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Played, startPlayed } from "../../test/played.ts";
import type { RawPosting } from "../postings/posting.ts";
import { closeRedis } from "../redis.ts";
import { fetchDetails } from "./fetch-details.ts";
import { sourceNamed } from "./index.ts";
import { type Source, SourceFormatError } from "./source.ts";

let server: Played;
let source: Source;
let number = 0;
beforeAll(async () => {
  server = await startPlayed();
});
beforeEach(() => {
  server.routes = [[/\/detail\/(\d+)$/, ([, id]) => ({ text: `Numbers of ${id}.` })]];
  server.asked = [];
  source = {
    ...sourceNamed("smartrecruiters"),
    name: `s${++number}`,
    baseUrl: server.url,
    budget: {},
    detail: {
      request: ({ baseUrl }, { sourceId }) => ({ url: `${baseUrl}/detail/${sourceId}` }),
      parse(text, posting) {
        if (!text.includes("Numbers")) throw new SourceFormatError("s", "no text");
        return { ...posting, description: JSON.parse(text).text };
      },
    },
  };
});
afterAll(async () => {
  server.close();
  await closeRedis();
});

const listed = (count: number, description = "") =>
  Array.from({ length: count }, (_, at) => ({ sourceId: `${at}`, title: `Analyst ${at}`, description }) as RawPosting);
const details = (postings: RawPosting[]) => fetchDetails(source, "acme", postings, { retryPauseMs: 1 });

test("each posting with its detail, in the list's order", async () => {
  const { postings, ...rest } = await details(listed(9));
  expect(postings.map(({ description }) => description)).toEqual(
    listed(9).map(({ sourceId }) => `Numbers of ${sourceId}.`),
  );
  expect(rest).toEqual({ failed: 0, left: 0 });
});

test("as many as the budget has; the others are left for the next run", async () => {
  source = { ...source, budget: { perDay: 4 } };
  const { postings, failed, left } = await details(listed(9));
  expect(postings).toHaveLength(4);
  expect(server.asked).toHaveLength(4);
  expect({ failed, left }).toEqual({ failed: 0, left: 5 });
});

test("a list that has texts of its own is used with them where no detail came", async () => {
  source = { ...source, budget: { perDay: 4 } };
  const { postings, failed, left } = await details(listed(9, "Cut short"));
  expect(postings.filter(({ description }) => description === "Cut short")).toHaveLength(5);
  expect({ failed, left }).toEqual({ failed: 0, left: 0 });
});

test("one that is gone or cannot be read costs only itself; a source that fails ends the asking", async () => {
  server.routes.unshift([/\/detail\/3$/, (_, __, response) => void response.writeHead(404)]);
  server.routes.unshift([/\/detail\/5$/, () => ({ login: "please" })]);
  expect(await details(listed(9))).toMatchObject({ postings: { length: 7 }, failed: 2, left: 0 });
  server.routes = [[/./, (_, __, response) => void response.writeHead(500)]];
  server.asked = [];
  const { postings, failed, left } = await details(listed(50));
  expect(postings).toEqual([]);
  expect(failed + left).toBe(50);
  expect(server.asked.length).toBeLessThanOrEqual(9);
});
