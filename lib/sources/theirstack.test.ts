import { describe, expect, test } from "vitest";
import { placesCalled } from "../postings/place-parts.ts";
import { fold } from "../postings/text.ts";
import { day } from "../time.ts";
import type { SearchAsk, SourceRequest } from "./source.ts";
import { theirstack } from "./theirstack.ts";
import { geonameIdOf } from "./theirstack-cities.ts";

const baseUrl = "https://api.theirstack.com";
const url = `${baseUrl}/v1/jobs/search`;
const credentials = { THEIRSTACK_API_KEY: "a-key-of-theirs" };
const berlin = 2950159;

const bodyOf = ({ body = "" }: SourceRequest) => JSON.parse(body);

describe("a scheduled run asks", () => {
  const ask = (target: string, over: Partial<Parameters<typeof theirstack.request>[0]> = {}) =>
    theirstack.request({ baseUrl, target, cursor: null, credentials, ...over });

  test("for what begins in a field in a city", () => {
    const { body: _, ...request } = ask("DE:Berlin:data-analytics");
    expect(request).toEqual({
      url,
      method: "POST",
      headers: { authorization: "Bearer a-key-of-theirs", "content-type": "application/json" },
    });
    expect(bodyOf(ask("DE:Berlin:data-analytics"))).toEqual({
      page: 0,
      limit: 25,
      posted_at_max_age_days: 30,
      job_title_or: ["data analyst", "data scientist", "business intelligence"],
      job_country_code_or: ["DE"],
      job_location_or: [{ id: berlin }],
      job_seniority_or: ["junior"],
    });
  });

  test("for any field in a country by the words for a beginning alone", () => {
    expect(bodyOf(ask("PT"))).toEqual({
      page: 0,
      limit: 25,
      posted_at_max_age_days: 30,
      job_title_or: ["graduate", "junior", "intern"],
      job_country_code_or: ["PT"],
    });
  });

  test("for the whole country, where the city is not known", () => {
    expect(bodyOf(ask("DE:Kleinkleckersdorf"))).not.toHaveProperty("job_location_or");
  });

  test("for what was found since, by its time, and posted lately, by days", () => {
    const ago = (days: number) =>
      bodyOf(ask("PT", { since: new Date(Date.now() - days * day) })).posted_at_max_age_days;
    expect([ago(0), ago(10), ago(90)]).toEqual([7, 11, 30]);
    expect(bodyOf(ask("PT", { since: new Date("2026-11-20T10:00:00.123Z") }))).toMatchObject({
      discovered_at_gte: "2026-11-20T10:00:00Z",
    });
  });

  test("for the next page, which only the fragment tells the parser", () => {
    const next = ask("PT", { cursor: "1" });
    expect(next.url).toBe(`${url}#1`);
    expect(bodyOf(next)).toMatchObject({ page: 1, limit: 25 });
  });
});

describe("a search asks", () => {
  const search = (ask: Partial<SearchAsk> = {}, relaxed = false) => {
    const request = theirstack.search?.({ jobTitle: " Data Analyst ", ...ask }, { baseUrl, credentials }, relaxed);
    return bodyOf(request ?? { url });
  };
  const least = { page: 0, limit: 15, job_title_or: ["Data Analyst"] };
  const full: Partial<SearchAsk> = {
    ...{ city: "München", country: "DE", jobType: "full-time", salaryMin: 40_000, salaryMax: 60_000 },
    datePosted: "week",
  };

  test("for all that it can filter", () => {
    expect(search(full)).toEqual({
      ...least,
      posted_at_max_age_days: 7,
      job_country_code_or: ["DE"],
      job_location_or: [{ id: 2867714 }],
      employment_statuses_or: ["full_time"],
      min_salary_usd: 40_320,
      max_salary_usd: 73_920,
    });
  });

  test("with title, country and age alone, when nothing was found", () => {
    expect(search(full, true)).toEqual({ ...least, posted_at_max_age_days: 7, job_country_code_or: ["DE"] });
  });

  test.each<[Partial<SearchAsk>, object]>([
    [{}, { posted_at_max_age_days: 90 }],
    [{ datePosted: "day" }, { posted_at_max_age_days: 1 }],
    [{ datePosted: "month" }, { posted_at_max_age_days: 30 }],
    [{ datePosted: "any" }, { posted_at_max_age_days: 90 }],
    [{ jobType: "remote" }, { posted_at_max_age_days: 90, remote: true }],
    [{ jobType: "on-site" }, { posted_at_max_age_days: 90, remote: false }],
    [{ jobType: "hybrid" }, { posted_at_max_age_days: 90 }],
    [{ jobType: "part-time" }, { posted_at_max_age_days: 90, employment_statuses_or: ["part_time"] }],
    // The currency is not known, nor the city's country.
    [{ salaryMin: 1, city: "Berlin", industry: "x" }, { posted_at_max_age_days: 90 }],
    [
      { salaryMin: 1000, country: "us" },
      { posted_at_max_age_days: 90, job_country_code_or: ["US"], min_salary_usd: 1000 },
    ],
  ])("%o", (ask, expected) => {
    expect(search(ask)).toEqual({ ...least, ...expected });
  });
});

test("cities have GeoNames' ids, however they are written", () => {
  for (const [country, name, is] of [
    ["DE", "Berlin", berlin],
    ["DE", "münchen", 2867714],
    ["PL", "Łódź", 3093133],
    ["PL", "Gdańsk", 3099434],
    ["DK", "Aarhus", 2624652],
    ["PT", "Lisboa", 2267057],
    ["FR", "Berlin", null],
  ] as const) {
    expect([name, geonameIdOf(country, name)]).toEqual([name, is]);
  }
});

test("the table's ids are the gazetteer's", () => {
  for (const [country, name] of [
    ["ES", "Sevilla"],
    ["NL", "The Hague"],
    ["IT", "Milan"],
    ["CH", "Zurich"],
  ] as const) {
    const places = placesCalled(fold(name)).filter((place) => place.country === country);
    expect(places.map(({ geonameId }) => geonameId)).toContain(geonameIdOf(country, name));
  }
});

test("who hires is not kept with a reply", () => {
  const team = [{ full_name: "Ada Example", linkedin_url: "https://www.linkedin.com/in/ada" }];
  const text = JSON.stringify({ data: [{ id: 7, job_title: "Analyst", hiring_team: team }], metadata: {} });
  expect(JSON.parse(theirstack.kept?.(text) ?? "")).toEqual({ data: [{ id: 7, job_title: "Analyst" }], metadata: {} });
});
