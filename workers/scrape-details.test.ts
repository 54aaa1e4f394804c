import { beforeEach, describe, expect, test, vi } from "vitest";

vi.hoisted(() => {
  const boards = /=(http[^|,]*\/boards)\//.exec(process.env.SOURCES ?? "")?.[1];
  const entries = ["smartrecruiters|Havelwerk"];
  process.env.SOURCES = entries.map((entry) => entry.replace(/^[a-z]+/, (name) => `${name}=${boards}/${name}`)).join();
});

import { connected, redisKey } from "../lib/redis.ts";
import { feedsOfFile } from "../test/feeds.ts";
import { runOnce } from "../test/run.ts";
import scrape from "./scrape.ts";

const feeds = feedsOfFile();

const titles = async () =>
  (await feeds.sql`select title from postings where closed_at is null order by title`).map(({ title }) => title);
describe("a list without texts", () => {
  const board = { source: "smartrecruiters", target: "Havelwerk" };
  const listed = (id: number) => ({
    id: `${id}`,
    name: `Analyst ${id}`,
    company: { identifier: "Havelwerk", name: "Havelwerk" },
    releasedDate: "2026-11-20T10:00:00.000Z",
    location: { city: "Berlin", country: "de", fullLocation: "Berlin, Germany" },
  });
  const text = (words: string) => ({ title: "", text: words });
  const detail = (id: number) => ({
    ...listed(id),
    postingUrl: `https://jobs.example.com/${id}`,
    jobAd: {
      sections: {
        companyDescription: null,
        jobDescription: text(`Numbers of ${id}.`),
        qualifications: null,
        additionalInformation: null,
      },
    },
  });
  let ids: number[] = [];
  let gone: number[] = [];
  beforeEach(() => {
    [ids, gone] = [[1, 2, 3], []];
    feeds.routes = [
      [/\/postings\?/, () => ({ offset: 0, limit: 100, totalFound: ids.length, content: ids.map(listed) })],
      [
        /\/postings\/(\d+)$/,
        ([, id], _, response) => (gone.includes(Number(id)) ? void response.writeHead(404) : detail(Number(id))),
      ],
    ];
  });
  const details = () => feeds.asked.flatMap((url) => /\/postings\/(\d+)$/.exec(url)?.[1] ?? []).sort();

  test("each new posting is read once, a known one is only seen again", async () => {
    expect(await runOnce(scrape, board)).toMatchObject({ added: 3, seen: 3 });
    expect(details()).toEqual(["1", "2", "3"]);
    const [row] = await feeds.sql`select url, description from postings where source_id = '2'`;
    expect(row).toMatchObject({
      url: "https://jobs.example.com/2",
      description: expect.stringContaining("Numbers of 2"),
    });

    feeds.asked.length = 0;
    ids = [2, 3, 4];
    await feeds.sql`update sightings set last_seen_at = now() - interval '1 hour'`;
    expect(await runOnce(scrape, board)).toMatchObject({ added: 1 });
    expect(details()).toEqual(["4"]);
    const seen = await feeds.sql`select source_id from sightings where last_seen_at > now() - interval '1 minute'`;
    expect(seen.map(({ source_id }) => source_id).sort()).toEqual(["2", "3", "4"]);
    expect((await feeds.runs()).at(-1)).toMatchObject({ status: "done", complete: true, seen: 3 });
    const [still] = await feeds.sql`select description from postings where source_id = '2'`;
    expect(still?.description).toContain("Numbers of 2");
  });

  test("a detail that is gone costs that posting only", async () => {
    gone = [2];
    expect(await runOnce(scrape, board)).toMatchObject({ added: 2, rejected: 1 });
    expect(await titles()).toEqual(["Analyst 1", "Analyst 3"]);
  });

  test("at most a hundred a run; the next run brings the others", async () => {
    ids = Array.from({ length: 104 }, (_, at) => at + 1);
    // Ten a second are the source's; this is not about them.
    const redis = await connected();
    const free = setInterval(() => void redis.del(redisKey("source-budget", "smartrecruiters", "second")), 5);
    try {
      expect(await runOnce(scrape, board)).toMatchObject({ added: 100, left: 4 });
      expect(await runOnce(scrape, board)).toMatchObject({ added: 4 });
    } finally {
      clearInterval(free);
    }
    expect(details()).toHaveLength(104);
  });
});
