import { placesNamed } from "./gazetteer.ts";
import { type Region, regionsNamed } from "./regions.ts";

/** Only Britain has counties of such names; Los Angeles has Wilshire. */
const misspelt = /^[a-z]{4,}shire$/;

/**
 * An unknown county with an American town's name is American: "Bergen County". Also reads "Co Antrim" and the misspelt
 * "Ayreshire".
 */
export function countyCalled(text: string, folded: string): Region[] {
  if (folded.startsWith("co ")) return [...regionsNamed(`county ${folded.slice(3)}`)];
  if (misspelt.test(folded) && regionsNamed(folded).length === 0) return [{ name: text, country: "GB", admin: null }];
  const [, town] = /^(.{3,}) county$/.exec(folded) ?? [];
  if (!town || [folded, town, `county ${town}`].some((name) => regionsNamed(name).length > 0)) return [];
  return placesNamed(town).some(({ country }) => country === "US") ? [{ name: text, country: "US", admin: null }] : [];
}
