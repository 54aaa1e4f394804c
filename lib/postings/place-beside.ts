import { kilometres, type Place, weight } from "./gazetteer.ts";
import type { Region } from "./regions.ts";

/** Another place of the same posting. */
export interface Beside {
  /** null = a state or a country. */
  place: Place | null;
  /** The American state or the Canadian province that was named for it. */
  state: Region | null;
}

/** How many times likelier a namesake becomes by each place so near to it (km): a suburb, the same area, a day's drive. */
const suburb = { within: 25, times: 1000 };
const area = { within: 100, times: 50 };
const drive = { within: 300, times: 10 };
/** So large a city stands in lists with cities abroad: it says something of its suburbs only, or by a state that was named. */
const large = 500_000;
/** So large a city's state is named in lists of the world's cities as well: "Amsterdam; New York, NY". */
const metropolis = 2_000_000;

function times(namesake: Place, { place, state }: Beside): number {
  const far = place ? kilometres(namesake, place) : Number.POSITIVE_INFINITY;
  if (far <= suburb.within) return suburb.times;
  const small = place !== null && place.population < large;
  if (small && far <= area.within) return area.times;
  const stateSays = state !== null && (place === null || place.population < metropolis);
  const sameState = stateSays && state.country === namesake.country && state.admin === namesake.admin;
  return sameState || (small && far <= drive.within) ? drive.times : 1;
}

/** A city of the world keeps its name beside another: "Madrid; Bogotá" are offices, and no suburb of one. */
const wellKnown = ({ population }: Place) => population >= large;
/** What says where a well-known city's namesake is: only a town has its neighbours beside it in a list. */
const town = 100_000;

const isSmaller = (least: number) => (each: Beside) => each.place === null || each.place.population < least;

/** Those of a company's other offices that say where a name's bearer is, if `best` is the largest of that name. */
export function witnesses(best: Place, beside: readonly Beside[]): readonly Beside[] {
  return wellKnown(best) ? beside.filter(isSmaller(town)) : beside;
}

/** Whether one of them is too small to be among the world's cities. */
export const isLocal = (beside: readonly Beside[]): boolean => beside.some(isSmaller(large));

/** "Paris; Dallas, TX; Austin, TX": the namesake in a state that several name. */
export function ofTheirState(namesakes: readonly Place[], beside: readonly Beside[]): Place | undefined {
  return namesakes.find(
    ({ country, admin }) =>
      beside.filter(({ state }) => state !== null && state.country === country && state.admin === admin).length > 1,
  );
}

interface Likely {
  place: Place;
  /** 1 = nothing beside it is near. */
  times: number;
}

/** The namesake that the other places of the posting make likeliest: large, or near them, or in a state that they name. */
export function likeliest(namesakes: readonly Place[], beside: readonly Beside[]): Likely | null {
  let best: Likely | null = null;
  for (const place of namesakes) {
    // A borough is no namesake of a city: "Santiago; Lima".
    if (place.section) continue;
    const likely = { place, times: beside.reduce((product, each) => product * times(place, each), 1) };
    if (!best || likely.times * weight(place) > best.times * weight(best.place)) best = likely;
  }
  return best;
}
