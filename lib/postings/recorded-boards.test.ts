import { expect, test } from "vitest";
import { hasShared, leftOut, recording } from "../../test/shared.ts";
import { ashby } from "../sources/ashby.ts";
import { lever } from "../sources/lever.ts";
import { personio } from "../sources/personio.ts";
import { recruitee } from "../sources/recruitee.ts";
import type { Source } from "../sources/source.ts";
import { workable } from "../sources/workable.ts";
import { normalise } from "./normalise.ts";
import { postingSchema } from "./posting.ts";

/** A recording as `ops parse` reads it, if it is not told what was asked. */
async function understood(source: Source, file: string) {
  const { postings } = source.parse(await recording(file), "", "");
  return postings.map((raw) => {
    const posting = normalise(raw);
    expect(postingSchema.parse(posting)).toEqual(posting);
    if (!posting) throw new Error(`${raw.title} was rejected`);
    return posting;
  });
}
type Understood = Awaited<ReturnType<typeof understood>>;

const facts = (postings: Understood) =>
  postings.map(({ title, company, locations, remote, level, occupation, employment, lang }) => [
    title,
    company,
    locations.map(({ city, country }) => `${city ?? "?"}/${country ?? "?"}`).join(" "),
    [remote.mode, ...remote.countries].join(" "),
    level,
    occupation,
    employment,
    lang,
  ]);

const sample = (file: string) => {
  if (!hasShared) leftOut(`lib/postings/normalise: ${file}`);
  return test.runIf(hasShared);
};

sample("lever.json")("lever.json", async () => {
  const postings = await understood(lever, "lever.json");
  expect(facts(postings)).toEqual([
    [
      "Android Engineer I - Subscriptions",
      "Spotify",
      "London/GB Stockholm/SE",
      "remote",
      "entry",
      "software",
      "full-time",
      "en",
    ],
    [
      "Analyst, Licensing Finance – FP&A",
      "Spotify",
      "New York City/US",
      "onsite",
      "unknown",
      "finance",
      "full-time",
      "en",
    ],
    [
      "Advertiser Solutions Vendor Lead - Programmatic and Direct Support",
      "Spotify",
      "London/GB",
      "hybrid",
      "lead",
      "operations",
      "full-time",
      "en",
    ],
    ["Analytics Engineer II", "Spotify", "Stockholm/SE London/GB", "hybrid", "mid", "data", "full-time", "en"],
  ]);
  expect(postings[1]?.experienceYears).toEqual({ min: 2, max: null });
  expect(postings.filter(({ description }) => /<\/?(p|li|h3|div)|&(lt|amp|nbsp);/.test(description))).toEqual([]);
});

sample("ashby.json")("ashby.json", async () => {
  const postings = await understood(ashby, "ashby.json");
  expect(facts(postings).map((each) => each.slice(0, 4))).toEqual([
    ["Technical Consultant, Mid-Market", "Ramp", "San Francisco/US New York City/US", "remote US"],
    ["Account Executive", "Ramp", "London/GB", "onsite"],
    ["Director, Performance Marketing", "Ramp", "New York City/US", "hybrid US"],
    ["Engagement Manager", "Ramp", "London/GB", "onsite"],
  ]);
  expect(postings.map(({ salary }) => salary && [salary.min, salary.max, salary.currency, salary.period])).toEqual([
    [151000, 231000, "USD", "year"],
    null,
    [191000, 291000, "USD", "year"],
    null,
  ]);
  expect(postings.map(({ employment }) => employment)).toEqual(Array(4).fill("full-time"));
});

sample("workable.json")("workable.json", async () => {
  const postings = await understood(workable, "workable.json");
  expect(facts(postings)).toEqual([
    ["Business Analyst - Spanish Speaking", "Zaelab", "?/ES ?/PT", "remote ES PT", "unknown", "consulting", null, null],
  ]);
});

sample("recruitee.json")("recruitee.json", async () => {
  const postings = await understood(recruitee, "recruitee.json");
  expect(facts(postings)).toEqual([
    [
      "(Senior) Financial Accountant (f/m/d) - Berlin/Brandenburg Region, Germany",
      "Acme",
      "Berlin/DE",
      "hybrid",
      "mid",
      "finance",
      "full-time",
      "en",
    ],
    [
      "Partner Development Representative (f/m/d) - Berlin, Germany",
      "Acme",
      "Berlin/DE",
      "hybrid",
      "mid",
      "sales",
      "full-time",
      "en",
    ],
  ]);
  expect(postings.map(({ salary }) => salary)).toEqual([
    { min: 60000, max: 75000, currency: "EUR", period: "year" },
    { min: 75000, max: 90000, currency: "EUR", period: "year" },
  ]);
});

sample("personio.xml")("personio.xml", async () => {
  const postings = await understood(personio, "personio.xml");
  expect(facts(postings)).toEqual([
    [
      "Staff Software Engineer, Data Platform",
      "Acme SE & Co. KG",
      "Munich/DE Berlin/DE",
      "unknown",
      "senior",
      "software",
      "full-time",
      null,
    ],
  ]);
  expect(postings[0]).toMatchObject({ experienceYears: { min: 7, max: 10 }, postedAt: "2024-11-13T14:10:41.000Z" });
});
