import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { day } from "../../lib/time.ts";
import type { Played } from "../wire/server.ts";
import { startBoards } from "./main.ts";

interface JSearchJob {
  job_id: string;
  job_title: string;
  job_country: string;
  job_city: string | null;
  job_is_remote: boolean;
  job_employment_types: string[];
  job_apply_link: string;
  job_posted_at_datetime_utc: string;
  job_min_salary: number | null;
  job_max_salary: number | null;
}
interface V1 {
  status: string;
  parameters: object;
  data: JSearchJob[];
}
interface V2 {
  data: { jobs: JSearchJob[]; cursor: string | null };
}
interface TheirStackJob {
  id: number;
  job_title: string;
  country_code: string;
  cities: string[];
  date_posted: string;
  discovered_at: string;
  remote: boolean;
  min_annual_salary: number | null;
  salary_currency: string | null;
}
interface TheirStackPage {
  metadata: { total_results: number | null };
  data: TheirStackJob[];
}

const now = Date.UTC(2026, 10, 21, 12);
let boards: Played;
beforeEach(async () => {
  boards = await startBoards({ port: 0, clock: () => now });
});
afterEach(() => boards.close());

const key = { "x-rapidapi-key": "any", "x-rapidapi-host": "jsearch.p.rapidapi.com" };
const get = (path: string, headers: Record<string, string> = key) => fetch(`${boards.url}/jsearch${path}`, { headers });
const v1 = async (query: string) => (await (await get(`/search?${query}`)).json()) as V1;
const v2 = async (query: string) => (await (await get(`/search-v2?${query}`)).json()) as V2;

describe("jsearch", () => {
  it("wants a key, and says so as the gateway does", async () => {
    const answer = await get("/search-v2?query=analyst", {});
    expect([answer.status, await answer.json()]).toEqual([401, { message: expect.stringContaining("API key") }]);
  });

  it("finds the words in the place, in both versions", async () => {
    const { status, parameters, data } = await v1("query=data%20analyst%20in%20Berlin&country=de");
    expect({ status, parameters }).toMatchObject({ status: "OK", parameters: { query: "data analyst in Berlin" } });
    expect(data).toHaveLength(10);
    expect(data[0]?.job_title).toMatch(/data|analyst/i);
    for (const { job_country, job_city } of data) expect([job_country, job_city ?? "Berlin"]).toEqual(["DE", "Berlin"]);
    expect((await v2("query=data%20analyst%20in%20Berlin&country=de")).data.jobs).toEqual(data);
    expect((await v1("query=underwater%20basket%20weaver")).data).toEqual([]);
  });

  it("honours date, remote and employment type", async () => {
    const ages = (await v1("query=in%20London&date_posted=3days&num_pages=10")).data.map(
      ({ job_posted_at_datetime_utc }) => now - Date.parse(job_posted_at_datetime_utc),
    );
    expect(Math.max(...ages)).toBeLessThan(4 * day);
    const remote = (await v2("query=engineer&work_from_home=true")).data.jobs;
    expect(remote.length).toBeGreaterThan(0);
    expect(remote.every(({ job_is_remote }) => job_is_remote)).toBe(true);
    const interns = (await v2("query=in%20Berlin&employment_types=INTERN")).data.jobs;
    expect(interns.length).toBeGreaterThan(0);
    expect(interns.every(({ job_employment_types }) => job_employment_types.includes("INTERN"))).toBe(true);
  });

  it("goes on by its cursor until there is none, and by pages", async () => {
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const { data }: V2 = await v2(`query=in%20Berlin${cursor && `&cursor=${cursor}`}`);
      seen.push(...data.jobs.map(({ job_id }) => job_id));
      cursor = data.cursor;
    }
    expect(seen.length).toBeGreaterThan(20);
    expect(new Set(seen).size).toBe(seen.length);
    expect((await v1("query=in%20Berlin&page=2")).data.map(({ job_id }) => job_id)).toEqual(seen.slice(10, 20));
  });

  it("names amounts for some, and leads to the posting's page", async () => {
    const { data } = await v1("query=in%20London&num_pages=10");
    const paid = data.filter(({ job_min_salary }) => job_min_salary !== null);
    expect(paid.length).toBeGreaterThan(5);
    expect(paid.length).toBeLessThan(data.length);
    for (const job of paid) expect(job).not.toHaveProperty("job_salary");
    expect((await fetch(data[0]?.job_apply_link ?? "")).status).toBe(200);
  });

  it("refuses what is not documented, and a question without words", async () => {
    for (const query of ["", "query=%20", "query=a&what=b", "query=a&date_posted=year", "query=a&cursor=bad"]) {
      const answer = await get(`/search-v2?${query}`);
      expect([answer.status, await answer.json()], query).toEqual([400, expect.objectContaining({ status: "ERROR" })]);
    }
  });
});

const ask = (body: unknown, headers: Record<string, string> = { authorization: "Bearer any" }) =>
  fetch(`${boards.url}/theirstack/v1/jobs/search`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
const jobs = async (body: object) => {
  const answer = await ask({ posted_at_max_age_days: 30, ...body });
  expect(answer.status).toBe(200);
  return (await answer.json()) as TheirStackPage;
};

describe("theirstack", () => {
  it.each([
    ["no bearer", {}, {}, 401],
    ["no date or company", { job_title_or: ["analyst"] }, undefined, 422],
    ["an instant for a date", { posted_at_gte: "2026-11-01T00:00:00Z" }, undefined, 422],
    ["a parameter that it has not", { posted_at_max_age_days: 7, title: "analyst" }, undefined, 422],
    ["no JSON object", [], undefined, 422],
  ] as const)("refuses %s in its own words", async (_, body, headers, status) => {
    const answer = await ask(body, headers);
    expect([answer.status, await answer.json()]).toEqual([
      status,
      {
        error: { code: expect.any(String), title: expect.any(String), description: expect.any(String) },
        request_id: expect.any(String),
      },
    ]);
  });

  it("honours title, country, remote, age and salary", async () => {
    const { data } = await jobs({ job_title_or: ["data analyst", "engineer"], job_country_code_or: ["DE", "GB"] });
    expect(data.length).toBeGreaterThan(5);
    for (const { job_title, country_code } of data) {
      expect(job_title).toMatch(/data analyst|engineer/i);
      expect(["DE", "GB"]).toContain(country_code);
    }
    const inBerlin = await jobs({ job_location_or: [{ id: 2950159 }] });
    expect(inBerlin.data.length).toBeGreaterThan(10);
    expect(inBerlin.data.every(({ cities }) => cities.includes("Berlin"))).toBe(true);
    for (const remote of [true, false]) {
      const found = (await jobs({ remote, limit: 100 })).data;
      expect(found.every((job) => job.remote === remote)).toBe(true);
      expect(found.length).toBe(100);
    }
    const fresh = (await jobs({ posted_at_max_age_days: 2 })).data;
    expect(fresh.every(({ date_posted }) => date_posted >= "2026-11-19")).toBe(true);
    const paid = (await jobs({ min_salary_usd: 50_000 })).data;
    expect(paid.length).toBeGreaterThan(0);
    expect(paid.every(({ min_annual_salary, salary_currency }) => min_annual_salary && salary_currency)).toBe(true);
  });

  it("pages, newest first, and takes up where it was left", async () => {
    const all = await jobs({ limit: 500, include_total_results: true });
    expect(all.metadata.total_results).toBeGreaterThanOrEqual(all.data.length);
    const pages = [
      await jobs({ limit: 10 }),
      await jobs({ limit: 10, page: 1 }),
      await jobs({ limit: 10, offset: 20 }),
    ];
    expect(pages.flatMap(({ data }) => data)).toEqual(all.data.slice(0, 30));
    const last = all.data
      .map(({ discovered_at }) => discovered_at)
      .sort()
      .at(-3);
    expect((await jobs({ discovered_at_gte: last })).data).toHaveLength(3);
  });

  it("has the headers of its rate", async () => {
    const { headers } = await ask({ posted_at_max_age_days: 1 });
    for (const name of ["ratelimit", "ratelimit-policy", "ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"]) {
      expect(headers.get(name), name).toBeTruthy();
    }
  });
});

it("strikes one source alone, in its own words, and counts its requests", async () => {
  const put = (path: string, body: unknown) =>
    fetch(boards.url + path, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const quota = "You have exceeded the MONTHLY quota for Requests.";
  await put("/jsearch/faults", [{ status: 429, name: quota }, { dropBefore: true }]);
  await put("/theirstack/faults", { status: 402, times: 1 });
  const limited = await get("/search?query=analyst");
  expect([limited.status, await limited.json()]).toEqual([429, { message: quota }]);
  await expect(get("/search?query=analyst")).rejects.toThrow();
  expect((await get("/search?query=analyst")).status).toBe(200);
  const broke = await ask({ posted_at_max_age_days: 1 });
  expect([broke.status, await broke.json()]).toEqual([402, expect.objectContaining({ error: expect.any(Object) })]);
  expect((await ask({ posted_at_max_age_days: 1 })).status).toBe(200);
  const log = (await (await fetch(`${boards.url}/requests`)).json()) as { path: string; status: number | null }[];
  expect(log.map(({ path, status }) => [path.split("?")[0], status])).toEqual([
    ["/jsearch/search", 429],
    ["/jsearch/search", null],
    ["/jsearch/search", 200],
    ["/theirstack/v1/jobs/search", 402],
    ["/theirstack/v1/jobs/search", 200],
  ]);
});
