import type { Place } from "./gazetteer.ts";
import { isBare, type Part } from "./place-parts.ts";
import { inRegion, type Region } from "./regions.ts";

/** Parts that describe one place: a city with the region or country that narrows it down, or less. */
export interface Group {
  text: string;
  folded: string;
  places: Place[];
  /** For a village: places that some of its words name. */
  within: Place[];
  regions: readonly Region[];
  country: string | null;
  /** Named twice, as in "Stirling, Stirling". */
  twice: boolean;
  /** A region or country after the city has decided; places of its name elsewhere are ruled out. */
  narrowed: boolean;
  /** The American state or Canadian province named with it. */
  state: Region | null;
  /** The country was named, so what follows is another place. */
  closed: boolean;
  /** Found among other words: too uncertain to locate other places. */
  loose: boolean;
  /** All the words around it; "" = none. */
  whole: string;
  /** The name of a building or a street, which is elsewhere if the string says where. */
  building: boolean;
  /** A name that the gazetteer does not have there: a village, if its neighbours say where. */
  village: boolean;
}

export function start(part: Part): Group {
  const { text, folded, places, within, regions, country, loose, whole, building } = part;
  const open = { twice: false, narrowed: false, state: null, closed: false, village: isBare(part) };
  return { text, folded, places, within, regions, country, loose, whole, building, ...open };
}

export const others = (groups: readonly Group[], group: Group) => groups.filter((each) => each !== group);

export const whole = (country: string): Region[] => [{ name: "", country, admin: null }];

/** From this size on people mean the city rather than a town or county of its name. */
export const city = 50_000;

export const hasCity = (places: readonly Place[], regions: readonly Region[]) =>
  places.some((place) => place.population > city && inRegion(place, regions));

export function fits(group: Group, part: Part): boolean {
  return group.places.some((place) => place.country === part.country || inRegion(place, part.regions));
}

export const inAmerica = ({ country }: { country: string }) => country === "US" || country === "CA";

/** A state's code that is also a European province's ("Milan, MI") means the state if it has such a town. */
export function american(places: readonly Place[]): Place[] {
  return places.filter(inAmerica);
}
