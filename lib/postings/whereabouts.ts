import { oneSpelling } from "./company-relation.ts";
import { cutTo } from "./cut.ts";
import type { Location, Posting } from "./posting.ts";
import { fold } from "./text.ts";

/** Further places add little. */
const mostPlaces = 4;

/**
 * Where a job is, in short: `DE2950159@5252,1341` (a city, with hundredths of degrees), `DE` (somewhere in it), `~DE`
 * (remote from there), `DE?name` or `?name` (an unknown name); sorted.
 */
export function whereabouts({ locations, remote }: Pick<Posting, "locations" | "remote">): string[] {
  const places = [...locations.map(placeOf), ...home(remote)].filter((place) => place !== "?");
  return [...new Set(places)].sort().slice(0, mostPlaces);
}

function placeOf({ city, geonameId, country, lat, lon, raw }: Location): string {
  if (geonameId !== null && lat !== null && lon !== null)
    return `${country ?? ""}${geonameId}@${Math.round(lat * 100)},${Math.round(lon * 100)}`;
  const comma = raw.indexOf(",");
  const name = oneSpelling(fold(comma < 0 ? raw : raw.slice(0, comma)));
  // Regions and villages have names of their own; a single name without one is the country's, and short ones are codes.
  if (country !== null && city === null && (comma < 0 || name.length < 4)) return country;
  return cutTo(`${country ?? ""}?${name}`, 24);
}

/** A long list of countries counts as one place: all of them are meant. */
function home({ mode, worldwide, countries }: Posting["remote"]): string[] {
  if (mode !== "remote") return [];
  if (worldwide) return ["~worldwide"];
  return countries.length > 2 ? [cutTo(`~${countries.join("")}`, 14)] : countries.map((code) => `~${code}`);
}

/**
 * `open`: one says less than the other; `near`: a borough of the same city; `apart`: two cities of one country;
 * `elsewhere`: two countries, or an unknown place.
 */
const relations = ["same", "open", "near", "apart", "elsewhere"] as const;
export type PlaceRelation = (typeof relations)[number];

/** The closest relation of any pair. */
export function placeRelation(a: readonly string[], b: readonly string[]): PlaceRelation {
  if (a.length === 0 || b.length === 0) return "open";
  let closest = relations.length - 1;
  for (const one of a) for (const other of b) closest = Math.min(closest, relations.indexOf(relationOf(one, other)));
  return relations[closest] ?? "elsewhere";
}

export function elsewhere(a: readonly string[], b: readonly string[]): boolean {
  const relation = placeRelation(a, b);
  return relation === "apart" || relation === "elsewhere";
}

function relationOf(one: string, other: string): PlaceRelation {
  if (one === other) return "same";
  if (one.includes("?") || other.includes("?")) return relationOfNames(one, other);
  if (one.startsWith("~") && other.startsWith("~")) return "apart";
  const [from, to] = [one.replace("~", ""), other.replace("~", "")];
  if (from.slice(0, 2) !== to.slice(0, 2)) return "elsewhere";
  if (from.length === 2 || to.length === 2) return "open";
  return from === one && to === other && idOf(one) === idOf(other) ? "near" : "apart";
}

const idOf = (place: string): string => place.slice(0, place.indexOf("@"));

/** At least one is an unknown name. */
function relationOfNames(one: string, other: string): PlaceRelation {
  const [name = "", otherName = ""] = [one, other].map((place) => place.slice(place.indexOf("?") + 1));
  if (name === otherName) return "same";
  return one.startsWith(`${other}?`) || other.startsWith(`${one}?`) ? "open" : "elsewhere";
}
