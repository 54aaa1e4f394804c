import { placesOf, type Where } from "./places.ts";
import { fold } from "./text.ts";

/** Words in place of a location that name none: an employer's only or main office. */
const office =
  /^(?:(?:our|the|corporate|company|global|group|european) )*(?:headquarters?|hq|head ?office|main office|hauptsitz|zentrale|firmensitz|firmenzentrale|unternehmenszentrale|siege(?: social)?|sede(?: central| principal| centrale| legale)?|hoofdkantoor|siedziba(?: glowna)?|centrala|huvudkontoret|huvudkontor|hovedkontor)$/;

const seat =
  "(?:[Hh]eadquarter(?:s|ed)|HQ|[Hh]ead[ -]?[Oo]ffice|[Mm]ain [Oo]ffice|Hauptsitz|Firmensitz|(?:Firmen|Unternehmens)?[Zz]entrale|[Ss]iège(?: social)?|[Ss]ede(?: central| principal| centrale| legale)?|[Hh]oofdkantoor|[Ss]iedzib\\p{L}{1,2}(?: główn\\p{L}{1,2})?|[Hh]uvudkontor|[Hh]ovedkontor)";
const town =
  "(\\p{Lu}[\\p{L}'’.-]{1,30}(?: \\p{Lu}[\\p{L}'’-]{1,30}){0,2}(?:, (?:[A-Z]{2}(?![\\p{L}])|\\p{Lu}\\p{L}{2,20}))?)";
/** "Our headquarters are in Ghent", "headquartered in Ghent", "unser Hauptsitz in Graz", "at our Porto head office". */
const seatIn = new RegExp(
  `(?<!\\p{L})${seat}(?: (?:is|are|ist|est|è|es|se encuentra|jest|ligger))?(?: (?:located|based|situated|situé|ubicada|gevestigd))? (?:in|à|a|en|w|i) (?:(?:downtown|central) )?${town}`,
  "gu",
);
/** "This position is based in Ghent". */
const workIn = new RegExp(
  `(?<!\\p{L})(?:[Tt]his|[Tt]he) (?:position|role|job) is (?:located|based|situated) in ${town}`,
  "gu",
);
const ownSeat = new RegExp(`(?<!\\p{L})(?:our|the) ${town} (?:headquarters|HQ|[Hh]ead [Oo]ffice)(?!\\p{L})`, "gu");

/** Within this distance an ad says where the work is; after it, what the company is. */
const longestRead = 20_000;

/** Places a posting whose only location is "Headquarters" in the city where its text says they are, if any. */
export function placedByHeadquarters(
  text: string,
  where: Where,
  homeCountry?: string,
  language?: string | null,
): Where {
  const [only, ...others] = where.locations;
  if (!only || others.length > 0 || only.country !== null || only.candidates || !office.test(fold(only.raw)))
    return where;
  const read = text.slice(0, longestRead);
  const names = new Set(
    [seatIn, workIn, ownSeat].flatMap((pattern) => [...read.matchAll(pattern)].map(([, name = ""]) => name)),
  );
  const cities = [...names].flatMap((name) => placesOf([name], homeCountry, language).locations);
  const known = cities.filter(({ geonameId }) => geonameId !== null);
  const [city] = known;
  if (!city || known.some(({ geonameId }) => geonameId !== city.geonameId)) return where;
  return { ...where, locations: [{ ...city, raw: only.raw }], confidence: 0.6 };
}
