import { largest } from "./gazetteer.ts";
import { type Group, others } from "./place-group.ts";
import { groupsOf } from "./place-grouping.ts";
import { beforeNear, type Part, partsOf, placesCalled } from "./place-parts.ts";
import { besideNeighbour } from "./place-quarters.ts";
import { takeExcluded } from "./place-scope.ts";
import { statesByCode } from "./place-states.ts";
import type { RemoteMode } from "./posting.ts";
import { fold } from "./text.ts";
import { oneMode, takeModeWords, takeWorldwide } from "./work-mode.ts";

/** A piece of a location string with one statement: places, a mode, or from where. */
export interface Segment {
  raw: string;
  groups: Group[];
  areas: string[];
  excluded: string[];
  worldwide: boolean;
  mode: RemoteMode;
  /** It says "remote", alone or with another mode. */
  remote: boolean;
  /** The country that the segment names for all of its places. */
  named: string | null;
  /** Commas were used: what comes first may lie in what follows. */
  commas: boolean;
}

/** "IT - Helpdesk, Leamington Spa": not a country, unless what follows is a place there. */
const department = /^(?:IT|HR) [-–—] (?=[\p{L} ]{2,40},)/u;
/** "D7, Remote": freelancers' boards give the first digit of a German postcode; "D8, Dublin" is a quarter. */
const postalArea = /^((?:Location: )?)D-?\d((?:[,/ ]{1,3}(?:[Rr]emote|Deutschland|Germany))?)$/u;
/** "Monmouth / Somerset County, NJ": two counties. */
const counties =
  /^([\p{Lu}][\p{L} ]{2,30}?)(?: County)? ?[/&] ?([\p{Lu}][\p{L} ]{2,30}?) Count(?:y|ies), ?([A-Z]{2})\b/u;

export function segmentsOf(text: string): Segment[] {
  return text
    .replace(department, "")
    .replace(postalArea, "$1Germany$2")
    .replace(counties, "$1 County, $3; $2 County, $3")
    .split(/[;|•·]|\s\+\s/)
    .filter((segment) => /[\p{L}\p{N}]/u.test(segment))
    .flatMap(offersOf);
}

/**
 * "or" between two offers; the last of several, as each offer may list places: "Hybrid (London/Paris) or remote (UK)".
 */
const alternative = /\/| (?:or|oder|ou|o|of|eller|lub|albo) /gi;
const mostAlternatives = 8;

/** "Berlin (hybrid) or remote (Germany)": two offers, each with its place; "Hybrid or remote, Berlin" is one. */
function offersOf(text: string): Segment[] {
  const taken = takeModeWords(text);
  if (!taken.modes.has("hybrid") || !taken.modes.has("remote")) return [understood(text, taken)];
  for (const { index, 0: border } of [...text.matchAll(alternative)].slice(-mostAlternatives).reverse()) {
    const offers = [text.slice(0, index), text.slice(index + border.length)].map((each) => understood(each));
    const modes = offers.map(({ mode }) => mode);
    if (modes.includes("hybrid") && modes.includes("remote") && offers.every(saysWhere)) return offers;
  }
  return [understood(text, taken)];
}

const saysWhere = ({ groups, areas, worldwide }: Segment) => groups.length > 0 || areas.length > 0 || worldwide;

function understood(segment: string, { modes, rest } = takeModeWords(segment)): Segment {
  const { rest: open, excluded } = takeExcluded(rest);
  const { worldwide, rest: where } = takeWorldwide(open);
  const { groups: read, areas } = groupsOf(partsWithin(statesByCode(where)));
  const named = read.filter(({ village, narrowed }) => !village || narrowed);
  // "Lincoln House, Manchester"
  const stands = named.some(({ building, places }) => !building && places.length > 0);
  const known = named.filter(({ building, narrowed }) => !(stands && building && !narrowed));
  const groups = known.map((group) => besideNeighbour(group, others(known, group)));
  return {
    raw: segment.trim(),
    groups,
    areas: isFiled(where, groups, areas) ? [] : areas,
    excluded: excluded.flatMap(countriesIn),
    worldwide,
    mode: worldwide && modes.size === 0 ? "remote" : oneMode(modes),
    remote: modes.has("remote"),
    named: namedFor(groups),
    commas: where.includes(","),
  };
}

const filed = /,\s{0,3}(?:AMER|APAC|EMEA|JAPAC|LATAM|NAMER|NORAM)[\s,]*$/;

/**
 * "Remote, Texas, United States, AMER", "Remote, Germany, EMEA": the area under which a company files its country.
 * "Germany, Europe" says more.
 */
function isFiled(where: string, groups: readonly Group[], areas: readonly string[]): boolean {
  const [{ country, regions, places } = nowhere, ...others] = groups;
  const named = country ?? regions[0]?.country ?? largest(places)?.country ?? "";
  return others.length === 0 && areas.includes(named) && filed.test(where);
}

const nowhere: Pick<Group, "country" | "regions" | "places"> = { country: null, regions: [], places: [] };

/** "Berlin, Hamburg, Germany", "Florence, Decatur, Alabama": what stands at one end applies to all. */
function namedFor(groups: readonly Group[]): string | null {
  const named = new Set(groups.flatMap(({ narrowed, country }) => (narrowed && country ? country : [])));
  return named.size === 1 ? ([...named][0] ?? null) : null;
}

/** "Köln - Bonn" and "OH-Dayton" are two, "Aix-en-Provence" is one. */
const borders = /\(|\)|\[|\]|:|\s[-–—]\s|[-–—]\s|\s[-–—]|(?<=\b[A-Z]{2})-(?=[A-Z][a-z])/;

/** "Southend - on - Sea", "Ashton-under- Lyne" */
const spacedName = / ?- ?(on|upon|under|super|in|le|les|lès|sur|sous|am|an der) ?- ?(?=\p{L})/giu;

function partsWithin(text: string): Part[] {
  // "Jeddah, 02": a province's number; only after a dash or in brackets is it a French département.
  const pieces = text
    .replace(/,\s*\d{2,3}\s*(?=,|$)/g, "")
    .replace(spacedName, "-$1-")
    .replace(beforeNear, " ")
    .split(",");
  const parts = pieces
    .flatMap((piece) => (isOneName(piece) ? [piece] : piece.split(borders)))
    .filter((piece) => /\p{L}|\p{N}/u.test(piece))
    .flatMap(partsOf);
  // "UB8 1QG, Uxbridge": the country that a postcode reveals goes after the town.
  const [first, ...others] = parts;
  return first?.code && others.length > 0 ? [...others, first] : parts;
}

/** "Frankfurt (Oder)" is one, "Milano (MI)" is a city and where it lies. */
const isOneName = (piece: string) => /^[^()]+\([^()]+\)\s*$/.test(piece) && placesCalled(fold(piece)).length > 0;

const countriesIn = (text: string): string[] =>
  partsWithin(text).flatMap(({ country, area }) => area ?? (country === null ? [] : [country]));
