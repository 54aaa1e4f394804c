import { describe, expect, test } from "vitest";
import { hasShared, leftOut, recording } from "../../test/shared.ts";
import { arbeitnow } from "../sources/arbeitnow.ts";
import { greenhouse } from "../sources/greenhouse.ts";
import { normalise } from "./normalise.ts";
import type { Posting, RawPosting } from "./posting.ts";

function posting(raw: RawPosting | undefined): Posting {
  const result = raw && normalise(raw);
  if (!result) throw new Error("was rejected");
  return result;
}

describe("recorded replies", () => {
  const sample = (what: string) => {
    if (!hasShared) leftOut(`lib/postings/normalise: ${what}`);
    return test.runIf(hasShared);
  };
  const facts = (all: readonly RawPosting[]) =>
    all.map((each) => {
      const { title, company, locations, level, careerPaths } = posting(each);
      return [
        title,
        company,
        locations.map(({ city, country }) => `${city ?? "?"}/${country ?? "?"}`).join(" "),
        level,
        careerPaths[0],
      ];
    });

  sample("greenhouse.json")("greenhouse.json", async () => {
    const { postings } = greenhouse.parse(
      await recording("greenhouse.json"),
      "anthropic",
      "https://boards-api.greenhouse.io/",
    );
    expect(facts(postings)).toEqual([
      ["Country Lead, Data Center Security", "Anthropic", "Sydney/AU", "lead", "tech-transformation"],
      [
        "Amazon GTM Partnership, Startups",
        "Anthropic",
        "San Francisco/US New York City/US Seattle/US",
        "senior",
        "sales-client-success",
      ],
      ["Anthropic Fellows Program", "Anthropic", "London/GB Ontario/CA San Francisco/US", "unknown", undefined],
      ["Account Executive, Public Sector", "Anthropic", "Sydney/AU", "senior", "sales-client-success"],
    ]);
    expect(posting(postings[2]).remote).toEqual({ mode: "unknown", worldwide: null, countries: ["US"] });
    expect(posting(postings[1]).salary).toEqual({ min: 265000, max: 365000, currency: "USD", period: "year" });
    expect(posting(postings[0])).toMatchObject({
      url: "https://job-boards.greenhouse.io/anthropic/jobs/5311686008",
      postedAt: "2026-07-10T20:15:41.000Z",
      visa: "offered",
      lang: "en",
    });
  });

  sample("greenhouse-2.json")("greenhouse-2.json", async () => {
    const { postings } = greenhouse.parse(
      await recording("greenhouse-2.json"),
      "amplitude",
      "https://boards-api.greenhouse.io/",
    );
    expect(facts(postings)).toEqual([
      ["Customer Data Scientist - Experimentation", "Amplitude", "London/GB", "mid", "data-analytics"],
      ["Emerging Account Executive (India)", "Amplitude", "Bengaluru/IN", "mid", "sales-client-success"],
    ]);
  });

  sample("arbeitnow.json")("arbeitnow.json", async () => {
    const { postings } = arbeitnow.parse(
      await recording("arbeitnow.json"),
      "all",
      "https://www.arbeitnow.com/api/job-board-api?page=1",
    );
    const all = postings.map((each) => posting(each));
    expect(all).toHaveLength(40);
    // All forty are in Germany, in towns that we know.
    expect(all.map(({ locations }) => locations.map(({ country, city }) => country === "DE" && city !== null))).toEqual(
      all.map(() => [true]),
    );
    expect(facts(postings.slice(0, 2))).toEqual([
      [
        "Pflichtpraktikum Marketing - Digital Health (m/f/x) - remote",
        "dexter health",
        "Cologne/DE",
        "internship",
        "marketing-growth",
      ],
      ["Senior Sales Manager (all genders)", "Qwist GmbH", "Berlin/DE", "senior", "sales-client-success"],
    ]);
    expect(all[0]).toMatchObject({ lang: "de", remote: { mode: "remote", countries: [] } });
    expect(
      all.filter(({ description }) => /<\/?(p|li|strong)>|&(lt|amp|nbsp);|on Arbeitnow$/.test(description)),
    ).toEqual([]);
  });

  sample("arbeitnow-escaped.json")("arbeitnow-escaped.json", async () => {
    const { postings } = arbeitnow.parse(
      await recording("arbeitnow-escaped.json"),
      "all",
      "https://www.arbeitnow.com/api/job-board-api?page=1",
    );
    expect(facts(postings)).toEqual([
      ["Werkstudent Customer Success (x/f/m)", "Doctolib", "Berlin/DE", "internship", "sales-client-success"],
      ["(Senior) Key Account Success Manager (x/f/m)", "Doctolib", "Berlin/DE", "unknown", "sales-client-success"],
    ]);
    expect(posting(postings[0])).toMatchObject({ programme: "working-student", lang: "de" });
    expect(posting(postings[0]).description).toMatch(
      /^Gemeinsam gestalten wir die Gesundheitsversorgung der Zukunft\n\nDoctolib sucht Dich ab sofort/,
    );
  });
});
