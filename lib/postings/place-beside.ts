import { kilometres, type Place, weight } from "./gazetteer.ts";
import type { Region } from "./regions.ts";

/** Another place of the same posting. */
export interface Beside {
  /** null = it is a state or a country. */
  place: Place | null;
  /** The American state or Canadian province named with it. */
  state: Region | null;
}

/**
 * How many times likelier a place becomes with each other place this near (km): a suburb, the same area, a day's drive.
 */
const suburb = { within: 25, times: 1000 };
const area = { within: 100, times: 50 };
const drive = { within: 300, times: 10 };
/**
 * Cities this large appear in lists with cities abroad: they say something only about their suburbs, or by a state
 * named with them.
 */
const large = 500_000;
/** The states of cities this large are named in worldwide lists too: "Amsterdam; New York, NY". */
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

/** A world city keeps its meaning beside another: "Madrid; Bogotá" are offices, not a suburb of one. */
const wellKnown = ({ population }: Place) => population >= large;
/** Only places up to this size say where a well-known city's lesser twin is: lists name a town with its neighbours. */
const town = 100_000;

const isSmaller = (least: number) => (each: Beside) => each.place === null || each.place.population < least;

/** Those of a company's other offices that show which place of a name is meant; `best` is the largest. */
export function witnesses(best: Place, beside: readonly Beside[]): readonly Beside[] {
  return wellKnown(best) ? beside.filter(isSmaller(town)) : beside;
}

/** Whether one of them is too small to be a world city. */
export const isLocal = (beside: readonly Beside[]): boolean => beside.some(isSmaller(large));

/** "Paris; Dallas, TX; Austin, TX": the place of that name in a state that several others name. */
export function ofTheirState(namesakes: readonly Place[], beside: readonly Beside[]): Place | undefined {
  return namesakes.find(
    ({ country, admin }) =>
      beside.filter(({ state }) => state !== null && state.country === country && state.admin === admin).length > 1,
  );
}

interface Likely {
  place: Place;
  /** 1 = none of the others is near. */
  times: number;
}

/**
 * The place of a name that the posting's other places make likeliest: large, or near them, or in a state that they
 * name.
 */
export function likeliest(namesakes: readonly Place[], beside: readonly Beside[]): Likely | null {
  let best: Likely | null = null;
  for (const place of namesakes) {
    // Boroughs do not count: "Santiago; Lima".
    if (place.section) continue;
    const likely = { place, times: beside.reduce((product, each) => product * times(place, each), 1) };
    if (!best || likely.times * weight(place) > best.times * weight(best.place)) best = likely;
  }
  return best;
}
