import { isEuropean } from "./areas.ts";
import { largest, type Place } from "./gazetteer.ts";
import { type Group, others } from "./place-group.ts";
import { isOfTable, isQuarterDenied } from "./place-quarters.ts";
import type { Segment } from "./place-segments.ts";
import { type Hint, type Settled, settle, unknown } from "./place-settle.ts";
import { isWellKnown } from "./place-village.ts";
import type { Location, RemoteMode } from "./posting.ts";

interface ReadSegment {
  locations: Location[];
  /** Nothing in it was recognised. */
  unread: boolean;
  scope: string[];
  excluded: readonly string[];
  worldwide: boolean;
  mode: RemoteMode;
  /** It says "remote", or that it is from anywhere. */
  remote: boolean;
  confidence: number;
}

/**
 * In the country of the employer or of the text's language a place is meant unless it is smaller than this share of the
 * largest of its name.
 */
const homeShare = 0.06;
/** The same for countries of the posting's other places, which say less: many postings are in several countries. */
const besideShare = 0.3;

const speakers: Readonly<Record<string, string>> = {
  ...{ de: "DE AT CH LU LI", fr: "FR BE CH LU MC", nl: "NL BE", it: "IT CH", es: "ES", pt: "PT", pl: "PL" },
  ...{ sv: "SE FI", da: "DK", nb: "NO", no: "NO", fi: "FI", cs: "CZ", hu: "HU", ro: "RO", el: "GR", sk: "SK" },
};

const hint = (countries: readonly string[], share: number): Hint[] =>
  countries.length > 0 ? [{ countries, share }] : [];

/** Names that could lie in more countries are a worldwide list; and the cost of a long list grows with its places. */
const mostCountries = 4;
const mostBeside = 20;

/** What the segments of a posting's location strings mean, each in the light of the others. */
export function readTogether(strings: readonly Segment[][], home?: string, language?: string): ReadSegment[] {
  const known = hint(home ? [home] : [], homeShare);
  const spoken = speakers[language ?? ""]?.split(" ") ?? [];
  const hints = [...known, ...together(strings, known)];
  const speaking = hint(spoken, homeShare);
  return strings.flatMap((segments) => {
    const read = segments.map((segment) => summary(segment, asAddress(segment, settled(segment, hints, speaking))));
    // "Berlin | Nordlicht GmbH": what is not a place is ignored beside one.
    const said = read.filter(({ unread }) => !unread);
    return said.length > 0 ? said : read;
  });
}

/**
 * The country that the posting's places have in common, if any. "Cambridge / Boston": either may be American. Places in
 * two countries say nothing about a third: "London / New York / Singapore" are worldwide.
 */
function together(strings: readonly Segment[][], known: readonly Hint[]): Hint[] {
  const segments = strings.flat();
  const offices = strings.length > 1;
  const read = segments.map((segment) => settled(segment, known));
  const sure = read.flatMap((each, at) => each.filter((_, which) => isSure(segments[at], each, which)));
  const [only, ...others] = countriesOf(read.flat(), 0);
  if (only !== undefined && others.length === 0) return [hintOf(only, sure, offices)];
  const candidates = others.length < mostCountries ? countriesOf(sure, 0) : [];
  const shared = candidates
    .filter((country) => !isEuropean(country))
    .map((country) => hintOf(country, sure, offices))
    .filter((hint) => segments.every((segment) => settled(segment, [...known, hint]).every(isIn(hint))));
  if (shared.length > 0) return shared.length === 1 ? shared : [];
  // Outside Europe only what is certain counts: "Lincoln / Grantham / Boston".
  const certain = countriesOf(read.flat(), 0.9);
  return certain.length === 1 && certain.every(isEuropean) ? hint(certain, besideShare) : [];
}

function hintOf(country: string, sure: readonly Settled[], offices: boolean): Hint {
  const about = { countries: [country], share: besideShare, offices };
  // A European city needs no help to be meant.
  if (isEuropean(country)) return about;
  const there = sure.filter(({ location }) => location.country === country);
  const distinct = new Map(there.map((each) => [each.location.geonameId ?? each.location.city, each]));
  return { ...about, beside: [...distinct.values()].slice(0, mostBeside) };
}

const isIn =
  ({ countries }: Hint) =>
  ({ location: { country } }: Settled) =>
    country === null || countries.includes(country);

const sameState = (a: Place, b: Place) => a.country === b.country && a.admin === b.admin;

/** "St Thomas Hospital, London", "Northfield, Birmingham": such a first name does not locate the second. */
function isSure(segment: Segment | undefined, read: readonly Settled[], at: number): boolean {
  const group = segment?.groups[at];
  if (!group || group.narrowed) return true;
  if (group.loose) return false;
  const [here, next] = [read[at]?.place, read[at + 1]];
  if (!segment.commas || segment.groups.length !== 2 || !here || !next?.location.country) return true;
  // "Villa Carlos Paz, Córdoba": it is the only one, and the larger Córdoba lies beside it.
  const around = largest(segment.groups[at + 1]?.places ?? []);
  if (around && group.places.every((place) => sameState(place, around))) return true;
  return next.place !== null && next.place.population < here.population;
}

function countriesOf(settled: readonly Settled[], least: number): string[] {
  return [
    ...new Set(settled.flatMap(({ location, confidence }) => (confidence >= least ? (location.country ?? []) : []))),
  ];
}

function settled(
  { groups, raw, named, commas }: Segment,
  hints: readonly Hint[],
  spoken: readonly Hint[] = [],
): Settled[] {
  const within = [...hint(named ? [named] : [], homeShare), ...hints];
  return groups.map((group) => {
    // "Georgia, Turkey, Romania" is a list of countries.
    const beside = others(groups, group);
    const listed = beside.length > 0 && beside.every(({ country, narrowed }) => country !== null && !narrowed);
    const countries = listed ? group.regions.filter(({ admin }) => admin === null).map(({ country }) => country) : [];
    const all = [...hint(countries, homeShare), ...within, ...spoken];
    const first = settle(group, raw, all);
    const home = within.flatMap((each) => each.countries);
    const address = commas && beside.length === 1 ? beside[0] : undefined;
    const isDenied = first.place !== null && isQuarterDenied(group, first.place, home, address);
    return isDenied ? withoutQuarter(group, raw, all) : first;
  });
}

/** Another place of that name, if a hint points to one. */
function withoutQuarter(group: Group, raw: string, hints: readonly Hint[]): Settled {
  const read = settle({ ...group, places: group.places.filter((place) => !isOfTable(place)) }, raw, hints);
  const isHinted = hints.some(({ countries }) => countries.includes(read.location.country ?? ""));
  return isHinted ? read : { location: unknown(raw), confidence: 0, place: null, state: null };
}

/** Left open between places of its name, none of them in the other's country. */
const isAbroad = ({ location: { candidates = [] } }: Settled, other: Settled) =>
  candidates.length > 0 && !candidates.some(({ country }) => country === other.location.country);

/** "Clifton, Nottingham": before a European city it is an unknown quarter, not a town of that name overseas. */
function withoutQuarters(read: Settled[]): Settled[] {
  const [first, second] = read;
  if (!first || !second?.place || !isEuropean(second.place.country) || second.place.population < smallestWithQuarters)
    return read;
  return first.place === null || isEuropean(first.place.country) || isWellKnown(first.place) ? read : [second];
}
const smallestWithQuarters = 200_000;

/**
 * "Clayton, Manchester", "Karlsruhe, Baden": of two names, one that does not exist in the other's country only
 * describes it; "Costa Rica - Belén" is a place there.
 */
function asAddress({ groups, raw, named, commas }: Segment, all: Settled[]): Settled[] {
  // "The Ridgeway, Middlesbrough, GB": not a town of that name elsewhere.
  const isAway = ({ place }: Settled) => place !== null && !isEuropean(place.country) && !isWellKnown(place);
  const there = named !== null && isEuropean(named) && all.length > 1 ? all.filter((each) => !isAway(each)) : all;
  const read = commas && groups.length === 2 ? withoutQuarters(there) : there;
  const [first, second] = read;
  if (!first || !second || read.length > 2 || /\/| (?:or|oder|ou|and|und|et|&) /i.test(raw)) return read;
  if (isAbroad(first, second)) return second.place ? [second] : read;
  if (!isAbroad(second, first)) return read;
  if (first.place) return isEuropean(first.place.country) ? [first] : read;
  const { country, city } = first.location;
  const name = groups[1]?.text;
  return country === null || city !== null || !name
    ? read
    : [{ ...second, location: { ...unknown(raw, country), city: name }, confidence: 0.8 }];
}

function summary(segment: Segment, read: readonly Settled[]): ReadSegment {
  const { raw, areas, excluded, worldwide, mode, named } = segment;
  const remote = mode === "remote";
  // "EMEA - UK - London": how the board files it, not where one may live; "Europe (Ireland)" says both.
  const isHeading =
    !remote &&
    !/ (?:or|oder|ou) /i.test(raw) &&
    read.some(
      ({ location: { geonameId, country } }) =>
        geonameId !== null && country !== null && country === named && areas.includes(country),
    );
  const unread = read.length === 0 && areas.length === 0 && mode === "unknown" && !worldwide && excluded.length === 0;
  return {
    locations: unread
      ? [unknown(raw)]
      : read
          .map(({ location }) => location)
          .filter(({ geonameId, country }) => !remote || geonameId !== null || country === null),
    unread,
    scope: [...(isHeading ? [] : areas), ...(remote ? read.flatMap(({ location }) => location.country ?? []) : [])],
    excluded,
    worldwide,
    mode,
    remote: remote || segment.remote,
    confidence: unread ? 0 : Math.min(1, ...read.map((each) => each.confidence)),
  };
}
