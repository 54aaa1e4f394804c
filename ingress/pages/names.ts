import { cadences, careerPaths, levels, visaNeeds, workModes } from "../../lib/subscribers/wishes.ts";

/** A value as it travels, and as people read it. */
export interface Choice {
  value: string;
  label: string;
}

function choices<Value extends string>(values: readonly Value[], labels: Readonly<Record<Value, string>>): Choice[] {
  return values.map((value) => ({ value, label: labels[value] }));
}

export const careerPathChoices = choices(careerPaths, {
  "strategy-business-design": "Strategy and business design",
  "data-analytics": "Data and analytics",
  "sales-client-success": "Sales and client success",
  "marketing-growth": "Marketing and growth",
  "finance-investment": "Finance and investment",
  "operations-supply-chain": "Operations and supply chain",
  "product-innovation": "Product and innovation",
  "tech-transformation": "Tech and transformation",
  "sustainability-esg": "Sustainability and ESG",
  unsure: "Not sure yet: show me a bit of everything",
});

export const levelChoices = choices(levels, {
  internship: "Internship",
  graduate: "Graduate scheme",
  entry: "First job",
});

export const workModeChoices = choices(workModes, { onsite: "On site", hybrid: "Hybrid", remote: "Remote" });

export const visaChoices = choices(visaNeeds, {
  unknown: "I am not sure",
  needed: "Yes, I need a sponsor",
  "not-needed": "No",
});

export const cadenceChoices = choices(cadences, {
  weekly: "Once a week",
  "mon-wed-fri": "Monday, Wednesday and Friday (with premium)",
  daily: "Every day (with premium)",
});

export const periodChoices: readonly Choice[] = [
  { value: "year", label: "a year" },
  { value: "month", label: "a month" },
  { value: "day", label: "a day" },
  { value: "hour", label: "an hour" },
];

export const currencyChoices: readonly Choice[] = [
  "EUR",
  "GBP",
  "CHF",
  "SEK",
  "DKK",
  "NOK",
  "PLN",
  "CZK",
  "HUF",
  "RON",
].map((value) => ({ value, label: value }));

// Where our sources have postings: the EU, EFTA, the United Kingdom and neighbours.
const countryCodes =
  "AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO RS SE SI SK TR UA".split(" ");
const languageCodes = "bg cs da de el en es et fi fr hr hu it lt lv nl no pl pt ro sk sl sv tr uk".split(" ");

const regionNames = new Intl.DisplayNames("en-GB", { type: "region", fallback: "code" });
const languageNames = new Intl.DisplayNames("en-GB", { type: "language", fallback: "code" });

/** "DE" as "Germany"; what is none stays as it is. */
export const countryName = (code: string) => (/^[A-Z]{2}$/.test(code) ? (regionNames.of(code) ?? code) : code);
export const languageName = (code: string) => (/^[a-z]{2}$/.test(code) ? (languageNames.of(code) ?? code) : code);

const byLabel = (a: Choice, b: Choice) => a.label.localeCompare(b.label, "en");
export const countryChoices: readonly Choice[] = countryCodes
  .map((value) => ({ value, label: countryName(value) }))
  .sort(byLabel);
export const languageChoices: readonly Choice[] = languageCodes
  .map((value) => ({ value, label: languageName(value) }))
  .sort(byLabel);

/** The script adds the visitor's own zone if it is none of these. */
export const timeZoneChoices: readonly Choice[] = Intl.supportedValuesOf("timeZone")
  .filter((zone) => /^Europe\/|^Atlantic\/(Azores|Canary|Madeira|Reykjavik)$|^Asia\/Nicosia$/.test(zone))
  .map((value) => ({ value, label: value.replace(/^\w+\//, "").replaceAll("_", " ") }))
  .sort(byLabel);

export function labelOf(list: readonly Choice[], value: string): string {
  return list.find((choice) => choice.value === value)?.label ?? value;
}
