import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { day, second } from "../../lib/time.ts";
import type { Played } from "../wire/server.ts";
import { boardTokens } from "./catalogue.ts";
import { startBoards } from "./main.ts";

interface Job {
  id: number;
  absolute_url: string;
  title: string;
  company_name: string;
  content: string;
  first_published: string;
  location: { name: string };
}
interface Row {
  slug: string;
  url: string;
  title: string;
  description: string;
  created_at: number;
}
interface Page {
  data: Row[];
  links: { next: string | null; prev: string | null };
  meta: { from: number | null; to: number | null; current_page: number };
}

let boards: Played;
let now: number;
beforeEach(async () => {
  now = Date.UTC(2026, 10, 21, 12);
  boards = await startBoards({ port: 0, clock: () => now });
});
afterEach(() => boards.close());

const get = (path: string, headers: Record<string, string> = {}) => fetch(`${boards.url}${path}`, { headers });
const read = async <T>(path: string): Promise<T> => (await get(path)).json() as Promise<T>;
const decode = (text: string) =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");

describe("greenhouse", () => {
  it("lists the jobs of each board with HTML that is escaped once more", async () => {
    for (const token of boardTokens) {
      const { jobs, meta } = await read<{ jobs: Job[]; meta: { total: number } }>(
        `/greenhouse/v1/boards/${token}/jobs?content=true`,
      );
      expect(meta.total).toBe(jobs.length);
      expect(jobs.length).toBeGreaterThan(0);
      for (const { content, first_published, absolute_url, location } of jobs) {
        expect(content).not.toContain("<");
        expect(decode(content)).toMatch(/<div class="content-intro"><h2><strong>.+<ul>\n<li>/s);
        expect(first_published).toMatch(/^2026-\d\d-\d\dT\d\d:\d\d:00-0[45]:00$/);
        expect(Date.parse(first_published)).toBeLessThanOrEqual(now);
        expect(absolute_url.startsWith(`${boards.url}/postings/`)).toBe(true);
        expect(location.name).not.toBe("");
      }
    }
  });

  it("escapes what a name needs, and once more", async () => {
    const { jobs } = await read<{ jobs: Job[] }>("/greenhouse/v1/boards/oakmarket/jobs?content=true");
    expect(jobs[0]?.company_name).toBe("Oak & Market");
    expect(jobs[0]?.content).toContain("Oak &amp;amp; Market");
  });

  it("leaves texts, departments and offices out unless asked for content", async () => {
    const { jobs } = await read<{ jobs: object[] }>("/greenhouse/v1/boards/havelwerk/jobs");
    expect(jobs[0]).toHaveProperty("title");
    for (const field of ["content", "departments", "offices"]) expect(jobs[0]).not.toHaveProperty(field);
  });

  it("gives a board and one job, and a JSON 404 for what it does not know", async () => {
    expect(await read("/greenhouse/v1/boards/quartzbank")).toMatchObject({ name: "Quartzbank" });
    const { jobs } = await read<{ jobs: Job[] }>("/greenhouse/v1/boards/quartzbank/jobs?content=true");
    expect(await read(`/greenhouse/v1/boards/quartzbank/jobs/${jobs[0]?.id}`)).toEqual(jobs[0]);
    for (const path of ["nobody", "nobody/jobs", "quartzbank/jobs/1", `fjordbyte/jobs/${jobs[0]?.id}`]) {
      const answer = await get(`/greenhouse/v1/boards/${path}`);
      expect([answer.status, await answer.json()]).toEqual([404, { status: 404, error: expect.any(String) }]);
    }
  });
});

describe("arbeitnow", () => {
  it("pages through all postings, newest first, by its own links", async () => {
    const rows: Row[] = [];
    let pages = 0;
    for (let next: string | null = `${boards.url}/arbeitnow/api/job-board-api`; next; pages++) {
      const page = (await (await fetch(next)).json()) as Page;
      expect(page.meta).toMatchObject({
        current_page: pages + 1,
        from: rows.length + 1,
        to: rows.length + page.data.length,
      });
      rows.push(...page.data);
      next = page.links.next;
    }
    expect(pages).toBe(Math.ceil(rows.length / 100));
    expect(rows.length).toBeGreaterThan(250);
    expect(new Set(rows.map(({ slug }) => slug)).size).toBe(rows.length);
    expect(rows.map((row) => row.created_at)).toEqual(rows.map((row) => row.created_at).sort((a, b) => b - a));
    expect(rows.every((row) => row.created_at * second > now - 20 * day && Number.isInteger(row.created_at))).toBe(
      true,
    );
  });

  it("mixes HTML and escaped HTML on one page", async () => {
    const { data } = await read<Page>("/arbeitnow/api/job-board-api?page=1");
    const escaped = data.filter(({ description }) => description.startsWith("&lt;p&gt;"));
    const plain = data.filter(({ description }) => description.startsWith("<p>"));
    expect(escaped.length).toBeGreaterThan(10);
    expect(plain.length).toBeGreaterThan(escaped.length);
    expect(escaped.length + plain.length).toBe(100);
  });

  it("ends with an empty page", async () => {
    const page = await read<Page>("/arbeitnow/api/job-board-api?page=99");
    expect(page).toMatchObject({ data: [], links: { next: null }, meta: { from: null, to: null } });
  });
});

describe("for any caller", () => {
  it("answers 304 while nothing has changed, and anew when something has", async () => {
    const path = "/arbeitnow/api/job-board-api";
    const etag = (await get(path)).headers.get("etag") ?? "";
    expect((await get(path, { "if-none-match": etag })).status).toBe(304);
    now += 1 * day;
    const changed = await get(path, { "if-none-match": etag });
    expect(changed.status).toBe(200);
    expect(changed.headers.get("etag")).not.toBe(etag);
  });

  it("leads from a posting to its page, which tells when it has closed", async () => {
    const { data } = await read<Page>("/arbeitnow/api/job-board-api?page=3");
    const [row] = data;
    const open = await fetch(row?.url ?? "");
    expect(open.status).toBe(200);
    expect(await open.text()).toContain("there is nothing to apply for");
    expect(open.headers.get("content-security-policy")).toContain("default-src 'none'");
    now += 20 * day;
    expect((await fetch(row?.url ?? "")).status).toBe(410);
    expect((await get("/postings/unknown-1")).status).toBe(404);
    expect(await (await get("/?q=berlin")).text()).toMatch(/\d+ open postings/);
  });

  it("strikes with faults and logs every request", async () => {
    const faults = [{ status: 429 }, { dropBefore: true }, { drop: true }];
    const headers = { "content-type": "application/json" };
    await fetch(`${boards.url}/faults`, { method: "PUT", headers, body: JSON.stringify(faults) });
    const path = "/arbeitnow/api/job-board-api?page=2";
    const limited = await get(path);
    expect([limited.status, limited.headers.get("retry-after")]).toEqual([429, "1"]);
    await expect(get(path)).rejects.toThrow();
    await expect(get(path)).rejects.toThrow();
    expect((await get(path)).status).toBe(200);
    const log = await read<{ method: string; path: string; status: number | null }[]>("/requests");
    expect(log.map(({ status }) => status)).toEqual([429, null, null, 200]);
    expect(log[0]).toEqual({ at: new Date(now).toISOString(), method: "GET", path, status: 429 });
  });
});
