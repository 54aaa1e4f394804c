import { entitlements } from "../../lib/subscribers/entitlements.ts";
import { cadences, careerPaths, levels, visaNeeds, workModes } from "../../lib/subscribers/wishes.ts";
import { type Locale, wordsOf } from "../../lib/words/index.ts";
import { namesIn, zoneName } from "../../lib/words/names.ts";

/** A value as it travels, and as people read it. */
export interface Choice {
  value: string;
  label: string;
  /** Language of the label, where it is not the page's. */
  lang?: Locale;
}

/** The minimum scores that can be chosen. */
export const leastScores = [60, 70, 80, 90];
const periods = ["year", "month", "day", "hour"] as const;
const currencies = ["EUR", "GBP", "CHF", "SEK", "DKK", "NOK", "PLN", "CZK", "HUF", "RON"];
// Where our sources have postings: the EU, EFTA, the United Kingdom and neighbours.
const countryCodes =
  "AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO RS SE SI SK TR UA".split(" ");
const languageCodes = "bg cs da de el en es et fi fr hr hu it lt lv nl no pl pt ro sk sl sv tr uk".split(" ");
/** The script adds the visitor's own zone if it is not among these. */
const timeZones = Intl.supportedValuesOf("timeZone").filter((zone) =>
  /^Europe\/|^Atlantic\/(Azores|Canary|Madeira|Reykjavik)$|^Asia\/Nicosia$/.test(zone),
);

function choices<Value extends string>(values: readonly Value[], labelOf: (value: Value) => string): Choice[] {
  return values.map((value) => ({ value, label: labelOf(value) }));
}

/** The choices in forms, in each language; made once. */
function choicesIn(locale: Locale) {
  const { tag, names, pages } = wordsOf(locale);
  const [said, named] = [pages.common.choices, namesIn(locale)];
  const free = entitlements({ tier: "free" }).cadences;
  const byLabel = (a: Choice, b: Choice) => a.label.localeCompare(b.label, tag);
  return {
    careerPaths: choices(careerPaths, (path) => (path === "unsure" ? said.unsure : names.careerPaths[path])),
    levels: choices(levels, (level) => names.levels[level]),
    workModes: choices(workModes, (mode) => names.workModes[mode]),
    visa: choices(visaNeeds, (need) => said.visa[need]),
    cadences: choices(cadences, (cadence) =>
      free.includes(cadence) ? said.cadences[cadence] : said.withPremium(said.cadences[cadence]),
    ),
    /** For people with premium. */
    anyCadence: choices(cadences, (cadence) => said.cadences[cadence]),
    periods: choices(periods, (period) => names.periods[period]),
    currencies: choices(currencies, (code) => code),
    countries: choices(countryCodes, named.country).sort(byLabel),
    languages: choices(languageCodes, named.language).sort(byLabel),
    timeZones: choices(timeZones, (zone) => zoneName(zone.replace(/^\w+\//, ""))).sort(byLabel),
  };
}

export type Choices = ReturnType<typeof choicesIn>;

const made = new Map<Locale, Choices>();

export function choicesOf(locale: Locale): Choices {
  const known = made.get(locale) ?? choicesIn(locale);
  made.set(locale, known);
  return known;
}
