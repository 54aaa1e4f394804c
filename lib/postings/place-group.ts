import type { Place } from "./gazetteer.ts";
import { isBare, type Part } from "./place-parts.ts";
import { inRegion, type Region } from "./regions.ts";

/** Parts that describe one place: a city with the region or country that narrows it down, or less. */
export interface Group {
  text: string;
  folded: string;
  places: Place[];
  /** Of a village: places that a part of its words names. */
  within: Place[];
  regions: readonly Region[];
  country: string | null;
  /** It stands there twice, as "Stirling, Stirling". */
  twice: boolean;
  /** A region or country after the city has decided; its namesakes elsewhere are out. */
  narrowed: boolean;
  /** The American state or the Canadian province that was named for it. */
  state: Region | null;
  /** The country was named, so what follows is another place. */
  closed: boolean;
  /** Found among other words: too unsure to say where other places are. */
  loose: boolean;
  /** All the words that it was found among; "" = it has no others. */
  whole: string;
  /** Called so is a building or a street, which stands elsewhere if the string says where. */
  building: boolean;
  /** A name that the gazetteer does not have there: a village, if what stands beside it says where. */
  village: boolean;
}

export function start(part: Part): Group {
  const { text, folded, places, within, regions, country, loose, whole, building } = part;
  const open = { twice: false, narrowed: false, state: null, closed: false, village: isBare(part) };
  return { text, folded, places, within, regions, country, loose, whole, building, ...open };
}

export const others = (groups: readonly Group[], group: Group) => groups.filter((each) => each !== group);

export const whole = (country: string): Region[] => [{ name: "", country, admin: null }];

/** What people take for a city rather than for a town or a county of its name. */
export const city = 50_000;

export const hasCity = (places: readonly Place[], regions: readonly Region[]) =>
  places.some((place) => place.population > city && inRegion(place, regions));

export function fits(group: Group, part: Part): boolean {
  return group.places.some((place) => place.country === part.country || inRegion(place, part.regions));
}

export const inAmerica = ({ country }: { country: string }) => country === "US" || country === "CA";

/** A state's code that is also a European province's ("Milan, MI") is the state's if there is such a town in it. */
export function american(places: readonly Place[]): Place[] {
  return places.filter(inAmerica);
}
