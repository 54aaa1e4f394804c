import { day } from "../time.ts";
import { Catalogue, type CatalogueEntry } from "./catalogue.ts";
import { type Ranking, rank, whyNone } from "./rank.ts";
import type { Seeker } from "./seeker.ts";

/** People, places and postings for the tests of this folder. */
export const now = new Date("2026-11-21T12:00:00Z");
export const berlin = { geonameId: 2950159, name: "Berlin", country: "DE", lat: 52.52437, lon: 13.41053 };
export const lisbon = { geonameId: 2267057, name: "Lisbon", country: "PT", lat: 38.71667, lon: -9.13333 };
export const place = (city: {
  geonameId: number | null;
  name: string | null;
  country: string | null;
  lat: number | null;
  lon: number | null;
}) => ({
  ...{ city: city.name, geonameId: city.geonameId, country: city.country, lat: city.lat, lon: city.lon },
  raw: city.name ?? "",
});
export const in_ = {
  berlin: place(berlin),
  potsdam: place({ geonameId: 2852458, name: "Potsdam", country: "DE", lat: 52.39886, lon: 13.06566 }),
  hamburg: place({ geonameId: 2911298, name: "Hamburg", country: "DE", lat: 53.57532, lon: 10.01534 }),
  paris: place({ geonameId: 2988507, name: "Paris", country: "FR", lat: 48.85341, lon: 2.3488 }),
  germany: place({ geonameId: null, name: null, country: "DE", lat: null, lon: null }),
  nowhere: place({ geonameId: null, name: null, country: null, lat: null, lon: null }),
};

export const seeker = (over: Partial<Seeker> = {}): Seeker => ({
  cities: [berlin],
  countries: [],
  careerPaths: ["data-analytics"],
  levels: ["internship"],
  workModes: [],
  languages: [],
  visa: "unknown",
  keywords: [],
  ...over,
});

let count = 0;
export const entry = (over: Partial<CatalogueEntry> = {}): CatalogueEntry => {
  count++;
  return {
    id: `00000000-0000-4000-8000-${String(count).padStart(12, "0")}`,
    title: "Data Analytics Intern",
    company: `Company ${count}`,
    source: "greenhouse",
    locations: [in_.berlin],
    remote: { mode: "unknown", worldwide: null, countries: [] },
    level: "internship",
    programme: "internship",
    careerPaths: ["data-analytics"],
    occupation: "data",
    languages: [],
    visa: "unknown",
    salary: null,
    lang: "en",
    postedAt: new Date(now.getTime() - 2 * day).toISOString(),
    firstSeenAt: new Date(now.getTime() - 2 * day).toISOString(),
    quality: 1048,
    occupationConfidence: 1,
    early: 1,
    keys: [count],
    linkStatus: null,
    ...over,
  };
};
export const remote = (over: Partial<CatalogueEntry["remote"]> = {}): CatalogueEntry["remote"] => ({
  mode: "remote",
  worldwide: null,
  countries: [],
  ...over,
});
export const run = (who: Seeker, entries: CatalogueEntry[], limit = 10, exclude: string[] = []): Ranking =>
  rank(who, catalogueOf(entries), { exclude, limit, now });
export const catalogueOf = (entries: Iterable<CatalogueEntry>): Catalogue => {
  const catalogue = new Catalogue();
  for (const each of entries) catalogue.take(each);
  return catalogue;
};
export const why = (who: Seeker, entries: CatalogueEntry[], exclude: string[] = []) =>
  whyNone(who, catalogueOf(entries), { exclude, limit: 10, now });
export const first = (who: Seeker, over: Partial<CatalogueEntry> = {}) => run(who, [entry(over)]).matches[0];
export const score = (who: Seeker, over: Partial<CatalogueEntry> = {}) => first(who, over)?.score ?? -1;
