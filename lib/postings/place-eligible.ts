import { textBefore, untilFirst } from "./around.ts";
import { countriesCalled } from "./place-scope.ts";
import { lowerOf, matchesIn } from "./text-pattern.ts";

/** "Analyst (US only)", "Analyst - Germany", "Analyst, EMEA": what a title names behind the job. In small letters IT is no Italy. */
export function eligibleByTitle(title: string): string[] {
  const [, ...behind] = title.toLowerCase().split(/[()[\]|,]|\s[-–—]\s/);
  return [...new Set(behind.flatMap(countriesCalled))].sort();
}

const live = "(?:based|located|resident|residing|living|domiciled)";
const people = "(?:candidates|applicants|people|residents|citizens|persons)";
/** How texts say where one must live, up to the name of the country. */
const phrases = [
  `must (?:currently )?(?:be (?:currently |physically )?${live}|reside|live)(?: and (?:\\p{L}+ )?work)? (?:with)?in`,
  "must (?:be|have)(?: the)?(?: legally| legal)? (?:authori[sz]ed|authori[sz]ation|eligible|right) to work (?:with)?in",
  "must be (?:a )?(?:residents?|citizens?) of",
  `only (?:accept|consider|hir|open|available)(?:e|ing|s)?(?: applications)?(?: to| from)?(?: ${people})?(?: ${live})? (?:in|of)`,
  `open (?:only )?to ${people}(?: ${live})? (?:in|of)`,
  "(?:must be an?|only|limited to|restricted to)(?= \\p{L}[\\p{L}.]{1,12}(?: \\p{L}{2,12})?[ -](?:citizens?|residents?|nationals|based))",
  "(?:wohnsitz|wohnort|lebensmittelpunkt)(?: ist| muss)? in|wohnhaft in",
  "muss(?:t|en)?(?: du| sie)? in(?= [^.]{3,40} (?:wohn|leb|ansässig))|müssen(?: sie)? in(?= [^.]{3,40} (?:wohn|leb|ansässig))",
  "nur (?:für )?(?:bewerber|kandidat|personen)[^.,]{0,24} (?:aus|in)",
  "(?:doi[ts]|doivent|devez|devrez|devra)(?: \\p{L}+ment)? (?:être (?:basée?s?|domiciliée?s?|située?s?|résidente?s?)|résider|habiter|vivre) (?:en|au|aux)",
  "(?:résider|résidence)(?: fiscale)? (?:obligatoire(?:ment)? )?(?:en|au|aux)",
  "(?:debes?|deben|deberás?|tienes que|imprescindible|necesario|obligatorio) (?:residir|vivir|estar (?:ubicad|basad)[oa]s?|residencia) en|residencia (?:fiscal )?en",
  "(?:moet|dient)(?:en)? (?:je |u )?in(?= [^.]{3,40} (?:won|gevestigd))|woonachtig (?:te )?(?:zijn |bent )?in",
];
const residence = new RegExp(`(?<!\\p{L})(?:${phrases.join("|")}) (?:the |den |les |los )?`, "gu");
const only = /(?<!\p{L})(?:citizens?|residents?|nationals|candidates|applicants) only(?!\p{L})/gu;

const longestName = 8;
const farthest = 80;

/** The countries in which a text says that one must live. */
export function eligibleByText(text: string): string[] {
  const lower = lowerOf(text);
  for (const { index, 0: phrase } of matchesIn(lower, residence)) {
    const from = index + phrase.length;
    const words = untilFirst(lower.slice(from, from + farthest), /[\n;:!?()]/).split(/[ -]/);
    const countries = longest((length) => words.slice(0, length));
    if (countries.length > 0) return countries;
  }
  for (const { index } of matchesIn(lower, only)) {
    const words = textBefore(lower, index, farthest)
      .trim()
      .split(/[^\p{L}.]+/u);
    const countries = longest((length) => words.slice(-length));
    if (countries.length > 0) return countries;
  }
  return [];
}

function longest(words: (length: number) => string[]): string[] {
  for (let length = longestName; length > 0; length--) {
    const countries = countriesCalled(words(length).join(" "));
    if (countries.length > 0) return [...new Set(countries)].sort();
  }
  return [];
}
