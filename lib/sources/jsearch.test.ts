import { describe, expect, test } from "vitest";
import { day, hour } from "../time.ts";
import { jsearch } from "./jsearch.ts";
import type { SearchAsk, SourceRequest } from "./source.ts";

const baseUrl = "https://jsearch.p.rapidapi.com";
const v1 = `${baseUrl}/search`;
const v2 = `${baseUrl}/search-v2`;
const credentials = { RAPID_API_KEY: "a-key-of-rapid" };
const headers = { "X-RapidAPI-Key": "a-key-of-rapid", "X-RapidAPI-Host": "jsearch.p.rapidapi.com" };

/** The request's parts, with its parameters as an object. */
function partsOf({ url, ...rest }: SourceRequest) {
  const { origin, pathname, searchParams } = new URL(url);
  return { to: `${origin}${pathname}`, params: Object.fromEntries(searchParams), ...rest };
}

describe("a scheduled run asks", () => {
  const ask = (target: string, over: Partial<Parameters<typeof jsearch.request>[0]> = {}) =>
    partsOf(jsearch.request({ baseUrl, target, cursor: null, credentials, ...over }));
  const early = { job_requirements: "under_3_years_experience,no_experience" };

  test("for a field in a city", () => {
    expect(ask("DE:Berlin:data-analytics")).toEqual({
      to: v2,
      headers,
      params: { query: "data analyst in Berlin", country: "de", date_posted: "month", ...early },
    });
  });

  test("for any field in a country", () => {
    expect(ask("PT").params).toEqual({ query: "graduate in Portugal", country: "pt", date_posted: "month", ...early });
  });

  test.each([
    [3 * hour, "today"],
    [2 * day, "week"],
    [7 * day - hour, "week"],
    [9 * day, "month"],
  ])("for what is new since %d ms", (ago, date_posted) => {
    expect(ask("DE:Berlin", { since: new Date(Date.now() - ago) }).params).toMatchObject({ date_posted });
  });

  test("for the next page with the vendor's cursor", () => {
    expect(ask("DE:Berlin", { cursor: "eyJ+/=" }).params).toMatchObject({ cursor: "eyJ+/=" });
  });

  test("the older version by pages, which are billed one by one", () => {
    expect(ask("DE:Berlin", { baseUrl: v1 })).toMatchObject({ to: v1, params: { page: "1", num_pages: "1" } });
    expect(ask("DE:Berlin", { baseUrl: v1, cursor: "2" }).params).toMatchObject({ page: "2", num_pages: "1" });
    expect(ask("DE:Berlin", { baseUrl: v1, cursor: "2" }).params).not.toHaveProperty("cursor");
  });

  test("the vendor itself with its own header", () => {
    expect(ask("DE:Berlin", { baseUrl: "https://api.openwebninja.com/jsearch" })).toMatchObject({
      to: "https://api.openwebninja.com/jsearch/search-v2",
      headers: { "x-api-key": "a-key-of-rapid" },
    });
  });
});

describe("a search asks", () => {
  const search = (ask: Partial<SearchAsk> = {}, relaxed = false, from = baseUrl) => {
    const request = jsearch.search?.({ jobTitle: " Data Analyst ", ...ask }, { baseUrl: from, credentials }, relaxed);
    return partsOf(request ?? { url: "https://none.invalid" });
  };
  const full = { city: "Gdańsk", country: "PL", jobType: "full-time", datePosted: "day" } as const;

  test("for the title in the place", () => {
    expect(search(full)).toEqual({
      to: v2,
      headers,
      params: { query: "Data Analyst in Gdańsk", country: "pl", date_posted: "today", employment_types: "FULLTIME" },
    });
  });

  test("with less, when nothing was found", () => {
    expect(search(full, true).params).toEqual({
      query: "Data Analyst in Poland",
      country: "pl",
      date_posted: "all",
    });
  });

  test.each<[Partial<SearchAsk>, Record<string, string>]>([
    [{}, { query: "Data Analyst", date_posted: "all" }],
    [{ datePosted: "week" }, { query: "Data Analyst", date_posted: "week" }],
    [{ datePosted: "month" }, { query: "Data Analyst", date_posted: "month" }],
    [{ datePosted: "any" }, { query: "Data Analyst", date_posted: "all" }],
    [{ jobType: "remote" }, { query: "Data Analyst", date_posted: "all", work_from_home: "true" }],
    [{ jobType: "part-time" }, { query: "Data Analyst", date_posted: "all", employment_types: "PARTTIME" }],
    [
      { jobType: "hybrid", salaryMin: 1, industry: "x" },
      { query: "Data Analyst", date_posted: "all" },
    ],
    [{ city: " " }, { query: "Data Analyst", date_posted: "all" }],
  ])("%o", (ask, params) => {
    expect(search(ask).params).toEqual(params);
  });

  test("the older version with its own name for remote", () => {
    expect(search({ jobType: "remote" }, false, v1)).toMatchObject({
      to: v1,
      params: { query: "Data Analyst", date_posted: "all", remote_jobs_only: "true", page: "1", num_pages: "1" },
    });
  });
});
