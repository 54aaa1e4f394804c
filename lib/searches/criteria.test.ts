import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { search } from "../../jobs/search.ts";
import { sourceNamed } from "../sources/index.ts";
import { cacheKey } from "./cache-key.ts";
import { datesPosted, jobTypes, searchCriteria, searchSources } from "./criteria.ts";

describe("criteria", () => {
  test("are trimmed, the country in capitals, any date unless said", () => {
    expect(searchCriteria.parse({ jobTitle: "  Data Analyst ", country: " de ", city: " Köln " })).toEqual({
      jobTitle: "Data Analyst",
      country: "DE",
      city: "Köln",
      datePosted: "any",
    });
  });

  test.each([
    [{}, "jobTitle"],
    [{ jobTitle: " a " }, "jobTitle"],
    [{ jobTitle: "x".repeat(101) }, "jobTitle"],
    [{ jobTitle: "?!" }, "jobTitle"],
    [{ jobTitle: "data\nanalyst" }, "jobTitle"],
    [{ jobTitle: "data \ud800" }, "jobTitle"],
    [{ jobTitle: "analyst", industry: "x".repeat(81) }, "industry"],
    [{ jobTitle: "analyst", city: "x".repeat(81) }, "city"],
    [{ jobTitle: "analyst", country: "Germany" }, "country"],
    [{ jobTitle: "analyst", country: "ZZ" }, "country"],
    [{ jobTitle: "analyst", country: "XX" }, "country"],
    [{ jobTitle: "analyst", country: "EU" }, "country"],
    [{ jobTitle: "analyst", country: "UK" }, "country"],
    [{ jobTitle: "analyst", jobType: "onsite" }, "jobType"],
    [{ jobTitle: "analyst", datePosted: "year" }, "datePosted"],
    [{ jobTitle: "analyst", salaryMin: 0 }, "salaryMin"],
    [{ jobTitle: "analyst", salaryMin: 10.5 }, "salaryMin"],
    [{ jobTitle: "analyst", salaryMax: Number.NaN }, "salaryMax"],
    [{ jobTitle: "analyst", salaryMin: 50_000, salaryMax: 40_000 }, "salaryMax"],
    [{ jobTitle: "analyst", sources: [] }, "sources"],
    [{ jobTitle: "analyst", sources: ["indeed"] }, "sources"],
    [{ jobTitle: "analyst", page: 2 }, undefined],
  ])("%j is refused for its %s", (body, field) => {
    expect(searchCriteria.safeParse(body).error?.issues[0]?.path[0]).toBe(field);
  });

  test("whatever fits travels with the job as it is, and comes out of it the same", () => {
    const body = fc.record(
      {
        jobTitle: fc.string({ minLength: 1, maxLength: 100, unit: "grapheme" }),
        industry: fc.string({ maxLength: 80 }),
        salaryMin: fc.integer({ min: -1, max: 20_000_000 }),
        salaryMax: fc.integer(),
        jobType: fc.constantFrom(...jobTypes),
        city: fc.string({ maxLength: 80, unit: "grapheme" }),
        country: fc.constantFrom("de", "GB", "x"),
        datePosted: fc.constantFrom(...datesPosted),
        sources: fc.subarray([...searchSources]),
      },
      { requiredKeys: ["jobTitle"] },
    );
    fc.assert(
      fc.property(body, (sent) => {
        const parsed = searchCriteria.safeParse(sent);
        if (!parsed.success) return;
        const payload = { id: "a".repeat(22), criteria: parsed.data };
        expect(search.payload.parse(JSON.parse(JSON.stringify(payload)))).toEqual(JSON.parse(JSON.stringify(payload)));
        expect(searchCriteria.parse(parsed.data)).toEqual(parsed.data);
      }),
      { numRuns: 500 },
    );
  });

  test("the sources named here can be searched", () => {
    for (const name of searchSources) if (name !== "jobping") expect(sourceNamed(name).search).toBeTypeOf("function");
  });
});

describe("a cache key", () => {
  test("is the same for the same question, and differs for every other and every source", () => {
    const keys = [
      cacheKey("jsearch", ["a", "b"]),
      cacheKey("theirstack", ["a", "b"]),
      cacheKey("jsearch", ["a", undefined, "b"]),
      cacheKey("jsearch", ["b", "a"]),
      cacheKey("jsearch", ["a,b"]),
      cacheKey("jsearch", [1]),
      cacheKey("jsearch", ["1"]),
    ];
    expect(cacheKey("jsearch", ["a", "b"])).toBe(keys[0]);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys[0]).toMatch(/^[0-9a-f]{64}$/);
  });
});
