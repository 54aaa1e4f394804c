import type { City, Posting } from "../postings/posting.ts";
import type { Verdict } from "./results.ts";

/** Where a person looks. */
export interface AskedPlace {
  /** As typed. */
  name: string | undefined;
  /** What the gazetteer makes of it; null = it knows no such city. */
  city: City | null;
  /** ISO 3166-1. */
  country: string | undefined;
}

type Placed = Pick<Posting, "locations" | "remote">;

/**
 * Whether a posting is at the place: by city and country of the normalised posting, so that a namesake elsewhere is
 * not it. Remote work counts where one may do it from that country.
 */
export function placeVerdict(posting: Placed, asked: AskedPlace, fold: (text: string) => string): Verdict {
  const { name, city } = asked;
  const country = asked.country ?? city?.country;
  const there =
    name === undefined
      ? countryVerdict(posting, country)
      : city
        ? cityVerdict(posting, city)
        : nameVerdict(posting, fold(name), country, fold);
  return there === "met" ? there : (remoteVerdict(posting, country) ?? there);
}

/** null: that it is remote says nothing more. */
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

/** For villages that the gazetteer does not have. */
function nameVerdict(
  { locations }: Placed,
  name: string,
  country: string | undefined,
  fold: (text: string) => string,
): Verdict {
  const possible = locations.filter((each) => !country || each.country === null || each.country === country);
  const named = possible.filter((each) => ` ${fold(each.city ?? each.raw)} `.includes(` ${name} `));
  if (named.length > 0) return "met";
  const open = possible.some((each) => each.city === null);
  return locations.length === 0 || open ? "unknown" : "not-met";
}
