import { areaNamed } from "../../lib/postings/areas.ts";
import { placesOf, type Where } from "../../lib/postings/places.ts";
import { handTable } from "./hand-table.ts";

/** A line of lib/postings/tables/places.tsv, written by hand. */
interface Line {
  raw: string;
  /** The employer's country and the posting's language, if they matter. */
  home: string;
  language: string;
  /** "City/CC; City/CC"; "?" = unknown. */
  places: string;
  mode: string;
  /** Eligible countries: codes, names of areas, `*` = from anywhere, `!DE` = everywhere but there. */
  remote: string;
}

export const tableOfPlaces = () => handTable<Line>("places");

function isScope({ remote }: Where, wanted: string): boolean {
  const tokens = wanted.split(" ").filter((token) => token !== "");
  const not = tokens.filter((token) => token.startsWith("!")).map((token) => token.slice(1));
  const named = tokens.filter((token) => /^\w/.test(token));
  const countries = named.flatMap((token) => (/^[A-Z]{2}$/.test(token) ? token : (areaNamed(token) ?? "unknown area")));
  const all = countries.every((country) => remote.countries.includes(country));
  const fits =
    not.length > 0
      ? !not.some((country) => remote.countries.includes(country))
      : new Set(countries).size === remote.countries.length;
  return all && fits && (remote.worldwide === true) === tokens.includes("*");
}

/** What is wrong with a line, null if nothing. */
export function faultOf({ raw, home, language, places, mode, remote }: Line): string | null {
  const where = placesOf([raw], home || undefined, language || undefined);
  const got = where.locations.map(({ city, country }) => `${city ?? "?"}/${country ?? "?"}`).join("; ");
  if (got === places && where.remote.mode === mode && isScope(where, remote)) return null;
  const { countries, worldwide } = where.remote;
  const said = [got, where.remote.mode, worldwide ? "*" : countries.slice(0, 8).join(" ")].join(" | ");
  return `"${raw}" ${home}${language} is [${[places, mode, remote].join(" | ")}], read as [${said}]`;
}
