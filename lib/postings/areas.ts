import { createRequire } from "node:module";
import { once } from "./remembering.ts";
import { fold } from "./text.ts";

const europe = "AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK";
const union = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK";
const balkans = "AL BA ME MK RS XK";
const middleEast = "AE BH EG IL JO KW LB OM QA SA TR";
const africa = "CM CI DZ ET GH KE MA NG RW SN TN TZ UG ZA";
const latinAmerica = "AR BO BR CL CO CR DO EC GT HN MX NI PA PE PR PY SV UY VE";
const asiaPacific = "AU BD CN HK ID IN JP KR LK MY NZ PH PK SG TH TW VN";

/** Areas that postings name for where people may live, as countries. */
const areas: Readonly<Record<string, string>> = {
  "europe|europa|european|pan european|all europe|europaweit|europeo|europese": `${europe} ${balkans} UA MD`,
  "eu|european union|europaische union|ue|union europeenne|unia europejska|eu countries|eu based|within the eu": union,
  "eea|eu eea|eea eu|ewr|european economic area|espace economique europeen": `${union} IS LI NO`,
  "emea|eumea": `${europe} ${balkans} UA MD ${middleEast} ${africa}`,
  mena: `${middleEast} DZ MA TN`,
  "middle east|mittlerer osten|naher osten|moyen orient": middleEast,
  "africa|afrika|afrique": `${africa} EG`,
  "dach|d a ch|dach region|dach raum": "DE AT CH",
  benelux: "BE NL LU",
  "nordics|nordic|scandinavia|skandinavien|norden|nordic countries": "DK FI IS NO SE",
  "baltics|baltic|baltic states": "EE LT LV",
  "cee|central and eastern europe|central eastern europe|eastern europe": "BG CZ EE HR HU LT LV PL RO SI SK",
  "iberia|iberian peninsula": "ES PT",
  "uk ireland|uki|uk and ireland|uk i": "GB IE",
  "western europe": "AT BE CH DE ES FR GB IE IT LU NL PT",
  "southern europe": `AD CY ES GR HR IT MT PT SI SM ${balkans}`,
  "latam|latin america|south america|lateinamerika|amerique latine": latinAmerica,
  "north america|nordamerika|noram|namer|amerique du nord": "US CA",
  "americas|amer|the americas": `US CA ${latinAmerica}`,
  "apac|asia|asia pacific|asien|asie|japac": asiaPacific,
  "anz|australia new zealand": "AU NZ",
};

/** Other names that postings use for countries. Codes are in `countryCode`. */
const otherNames: Readonly<Record<string, string>> = {
  GB: "uk|u k|great britain|britain|england|scotland|wales|northern ireland|schottland|ecosse|inglaterra|grossbritannien|royaume uni|reino unido|vk",
  US: "usa|u s|u s a|us|united states|united states of america|unites states|america|vereinigte staaten|etats unis|estados unidos|verenigde staten|stati uniti|stany zjednoczone",
  NL: "holland|nederland|the netherlands|niederlande",
  DE: "germany|deutschland|allemagne|alemania|duitsland|niemcy|germania|alemanha|tyskland|bundesweit|deutschlandweit|deutschlands|bundesrepublik deutschland",
  PL: "polski|polsce",
  CZ: "czechia|czech republic|tschechien|cesko",
  AE: "uae|u a e|emirates|vae",
  KR: "south korea|korea",
  RU: "russia",
  MK: "macedonia|north macedonia",
  TR: "turkey|turkiye",
  VN: "vietnam",
  CI: "ivory coast",
  CD: "democratic republic of congo|democratic republic of the congo|dr congo|drc|rdc|republique democratique du congo",
  CH: "schweiz|suisse|svizzera",
  AT: "osterreich|autriche",
  BE: "belgie|belgique|belgien",
  SE: "sverige|schweden",
  DK: "danmark|danemark",
  IE: "republic of ireland|eire",
  HK: "hong kong",
  TW: "taiwan",
  XK: "kosovo",
  KY: "grand cayman",
  FI: "suomi",
  NO: "norge|noreg",
  HU: "magyarorszag",
  HR: "hrvatska",
  RS: "srbija",
  SK: "slovensko",
  SI: "slovenija",
  EE: "eesti",
  LV: "latvija",
  LT: "lietuva",
  GR: "hellas|ellada|ελλαδα",
  LU: "letzebuerg",
  UA: "ukraina|україна",
  BG: "българия",
  CY: "kypros|κυπρος",
};

const languages = ["en", "de", "fr", "es", "it", "nl", "pl", "pt", "sv", "da"];
/** Names that mean a city or a US state at least as often. */
const unsure = new Set(["georgia", "jersey", "norfolk", "granada"]);

/** The only three-letter codes used: the others are more often words, hospitals and time zones. */
const longCodesUsed = new Set(
  "GBR NLD DEU CZE CAN FRA ESP ITA POL CHE AUT IRL PRT SWE DNK NOR HUN ROU BGR GRC HRV SVN SVK LVA LTU LUX CYP ISL UKR SRB TUR MEX BRA ARG NZL SGP PHL JPN CHN KOR HKG TWN ZAF ISR".split(
    " ",
  ),
);

interface Names {
  countries: Map<string, string>;
  areas: Map<string, readonly string[]>;
  codes: Set<string>;
  /** Two-letter codes by ISO 3166-1's three-letter ones. */
  longCodes: Map<string, string>;
}

const names = once((): Names => {
  const require = createRequire(import.meta.url);
  const countries = new Map<string, string>();
  const codes = new Set<string>();
  for (const language of languages) {
    const file = require(`i18n-iso-countries/langs/${language}.json`) as {
      countries: Record<string, string | string[]>;
    };
    for (const [code, name] of Object.entries(file.countries)) {
      codes.add(code);
      for (const each of [name].flat())
        if (!unsure.has(fold(each)) && !countries.has(fold(each))) countries.set(fold(each), code);
    }
  }
  const longCodes = new Map(
    (require("i18n-iso-countries/codes.json") as [string, string][])
      .filter(([, long]) => longCodesUsed.has(long))
      .map(([code, long]) => [long, code] as const),
  );
  for (const [code, list] of Object.entries(otherNames)) for (const name of list.split("|")) countries.set(name, code);
  const byArea = new Map(
    Object.entries(areas).flatMap(([list, members]) =>
      list.split("|").map((name) => [name, members.split(" ")] as const),
    ),
  );
  return { countries, areas: byArea, codes, longCodes };
});

/** The ISO code of a country's name in ten languages; null if it is not one. `folded` = fold(name). */
export function countryNamed(folded: string): string | null {
  return names().countries.get(folded) ?? null;
}

/** The countries of an area such as EMEA, DACH or the EU. `folded` = fold(name). */
export function areaNamed(folded: string): readonly string[] | null {
  return names().areas.get(folded) ?? null;
}

/** An ISO 3166-1 code as postings write it: two capitals, UK for GB, or three. LA means the city, not Laos. */
export function countryCode(text: string): string | null {
  if (text === "UK") return "GB";
  if (text === "LA") return null;
  if (/^[A-Z]{3}$/.test(text)) return names().longCodes.get(text) ?? null;
  return /^[A-Z]{2}$/.test(text) && names().codes.has(text) ? text : null;
}

/** Every ISO 3166-1 code. */
export function allCountries(): readonly string[] {
  return [...names().codes];
}

const european = new Set(`${europe} ${balkans} UA MD`.split(" "));

export function isEuropean(country: string): boolean {
  return european.has(country);
}
