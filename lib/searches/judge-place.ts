import type { City, Posting } from "../postings/posting.ts";
import type { Verdict } from "./results.ts";

/** Where a person looks. */
export interface AskedPlace {
  /** As typed. */
  name: string | undefined;
  /** What the gazetteer makes of it; null = it knows no such city. */
  city: City | null;
  /** ISO 3166-1: as asked for, or that of the city or the region. */
  country: string | undefined;
  /** For "Bayern" or "DACH", which postings seldom name beside their city. */
  within: Within | null;
}

/** Whether a place of a posting lies in what was asked for; null = nobody knows. */
export type Within = (location: Pick<Posting["locations"][number], "geonameId" | "city" | "country">) => boolean | null;

type Placed = Pick<Posting, "locations" | "remote">;

/**
 * Whether a posting is at the place: by city and country of the normalised posting, so that a namesake elsewhere does
 * not count. Remote work counts if it may be done from that country.
 */
export function placeVerdict(posting: Placed, asked: AskedPlace, fold: (text: string) => string): Verdict {
  const there = thereVerdict(posting, asked, fold);
  return there === "met" ? there : (remoteVerdict(posting, asked.country) ?? there);
}

/** The same by the posting's own places alone. */
export function thereVerdict(posting: Placed, asked: AskedPlace, fold: (text: string) => string): Verdict {
  const { name, city, country } = asked;
  if (name === undefined) return countryVerdict(posting, country);
  return city ? cityVerdict(posting, city) : nameVerdict(posting, { ...asked, name: fold(name) }, fold);
}

/** null = the work mode decides nothing. */
function remoteVerdict({ remote, locations }: Placed, country: string | undefined): Verdict | null {
  if (remote.mode !== "remote") return null;
  if (remote.worldwide) return "met";
  if (country !== undefined && remote.countries.length > 0)
    return remote.countries.includes(country) ? "met" : "not-met";
  // An office beside "remote" may only say where the employer is.
  return locations.every((each) => each.country === null || each.country === country) ? "unknown" : null;
}

function countryVerdict({ locations }: Placed, country: string | undefined): Verdict {
  if (locations.some((each) => each.country !== null && each.country === country)) return "met";
  return locations.length === 0 || locations.some((each) => each.country === null) ? "unknown" : "not-met";
}

function cityVerdict({ locations }: Placed, { geonameId, country }: City): Verdict {
  if (locations.some((each) => each.geonameId === geonameId)) return "met";
  // "Germany" alone may be anywhere in it.
  const open = locations.some((each) => each.geonameId === null && (each.country === null || each.country === country));
  return locations.length === 0 || open ? "unknown" : "not-met";
}

/** For villages that the gazetteer lacks, and for whatever is larger than a city. */
function nameVerdict(
  { locations }: Placed,
  { name, country, within }: Pick<AskedPlace, "country" | "within"> & { name: string },
  fold: (text: string) => string,
): Verdict {
  const possible = locations.filter((each) => !country || each.country === null || each.country === country);
  if (possible.some(({ city, raw }) => ` ${fold(`${city ?? ""} ${raw}`)} `.includes(` ${name} `))) return "met";
  const lies = possible.map((each) => (within ? within(each) : each.city === null ? null : false));
  if (lies.includes(true)) return "met";
  return locations.length === 0 || lies.includes(null) ? "unknown" : "not-met";
}
