import { placeById } from "./gazetteer.ts";
import { countriesCalled } from "./place-scope.ts";
import { placesOf, type Where } from "./places.ts";
import { fold } from "./text.ts";
import { elsewhere, whereabouts } from "./whereabouts.ts";

/** "(Madrid based)", "based in Porto"; but "van" is not a city, though there is one of that name. */
const based =
  /[(,|–-] {0,2}(?!Mobile|Van)(\p{Lu}[\p{L}'. -]{2,30})[ -][Bb]ased\)?$|\b[Bb]ased in (\p{Lu}[\p{L}'. -]{2,30})(?=[),;|]|$)/u;
/** "Account Manager for clients based in Dubai": the clients' place. */
const othersThere = /\b(?:for|with)\b/i;
/** "Engineer - Dubai, UAE". */
const behind = / [-–|] (\p{L}[\p{L}'. -]{2,30}), ?(\p{L}[\p{L}. ]{1,30})$/u;

/** Smaller ones have names like Home and Center. */
const leastPeople = 50_000;

/**
 * Some postings are listed in ten towns to be seen there: if the title names one city and the places are others, the
 * title is right.
 */
export function placedByTitle(title: string, where: Where): Where {
  const name = cityNamed(title);
  // A posting without a precise place may be there.
  if (name === null || where.locations.length === 0 || where.locations.some(({ geonameId }) => geonameId === null))
    return where;
  // "London, UK | Paris, France" names this one too.
  const words = fold(title);
  if (where.locations.some(({ city }) => city && words.includes(fold(city)))) return where;
  const { locations, remote } = placesOf([name]);
  const [city] = locations;
  if (!city?.geonameId || locations.length > 1 || (placeById(city.geonameId)?.population ?? 0) < leastPeople)
    return where;
  return elsewhere(whereabouts(where), whereabouts({ locations, remote })) ? { ...where, locations } : where;
}

function cityNamed(title: string): string | null {
  const said = based.exec(title);
  if (said) return othersThere.test(title.slice(0, said.index)) ? null : (said[1] ?? said[2] ?? null);
  const [, city = "", country = ""] = behind.exec(title) ?? [];
  return countriesCalled(country.toLowerCase()).length === 1 ? `${city}, ${country}` : null;
}
