import type { Location } from "../postings/posting.ts";
import { type Assessment, comparablePay, keywordsIn } from "./assess.ts";
import type { CatalogueEntry } from "./catalogue.ts";
import {
  careerPathNames,
  countryName,
  languageName,
  levelNames,
  levelsAsked,
  listed,
  modeNames,
  programmeNames,
} from "./names.ts";
import type { Prepared } from "./seeker.ts";

export interface Explanation {
  /** Facts that fit, in the person's words, the telling ones first. */
  reasons: string[];
  /** Facts that do not fit, or are not stated. */
  gaps: string[];
}

/** Says why a posting was chosen: composed of the posting's and the person's own facts, nothing else. */
export function explain(seeker: Prepared, entry: CatalogueEntry, { place }: Assessment, now: number): Explanation {
  const told: Explanation = { reasons: [], gaps: [] };
  tellPlace(told, seeker, entry, place);
  tellLevel(told, seeker, entry);
  tellPath(told, seeker, entry);
  tellLanguages(told, seeker, entry);
  tellVisa(told, seeker, entry);
  tellKeywords(told, seeker, entry);
  tellPay(told, seeker, entry);
  tellMode(told, seeker, entry);
  tellAge(told, seeker, entry, now);
  return told;
}

const somewhere = ({ city, country }: Location) =>
  city === null
    ? `Somewhere in ${countryName(country ?? "")}, city not stated`
    : `In ${city}; how far that is from you is not known`;

const nameOf = ({ city, country }: Location) => city ?? (country === null ? "" : countryName(country));

function tellPlace(told: Explanation, seeker: Prepared, entry: CatalogueEntry, place: Assessment["place"]): void {
  if (place.how === "city") {
    const km = Math.round(place.km);
    const there = nameOf(place.location);
    const far = there === place.city.name ? `${km} km from the centre` : `${km} km from ${place.city.name}`;
    told.reasons.push(km < 1 ? `In ${place.city.name}` : `In ${there}, ${far}`);
  } else if (place.how === "country") {
    const { city, country } = place.location;
    told.reasons.push(
      city === null ? `In ${nameOf(place.location)}` : `In ${city}; you asked for ${countryName(country ?? "")}`,
    );
  } else if (place.how === "somewhere") told.gaps.push(somewhere(place.location));
  else if (place.how === "unknown") told.gaps.push("Place not stated clearly");
  else if (place.how === "remote") tellRemote(told, seeker, entry, place.from);
}

function tellRemote(
  { reasons, gaps }: Explanation,
  { home }: Prepared,
  { remote }: CatalogueEntry,
  from: "anywhere" | "named" | "open" | "nearby" | "unsaid",
): void {
  const homes = [...home].filter((country) => remote.countries.includes(country)).map(countryName);
  if (from === "anywhere") reasons.push("Remote, from anywhere");
  else if (from === "named") reasons.push(`Remote, from ${listed(homes)}`);
  else if (from === "open")
    reasons.push(homes.length > 0 ? `Open to people in ${listed(homes)}` : "Open to people anywhere");
  else gaps.push("Remote, but not stated from which countries");
  if (from === "nearby") reasons.push("Remote, with an office in your country");
}

function tellLevel({ reasons, gaps }: Explanation, { levels }: Prepared, { level, programme }: CatalogueEntry): void {
  if (level === "unknown") {
    if (levels.length > 0) gaps.push("Level not stated");
    return;
  }
  const name = programme ? programmeNames[programme] : levelNames[level];
  const asked = listed(
    levels.map((each) => levelsAsked[each]),
    "or",
  );
  const fits = levels.find((each) => each === level);
  if (levels.length === 0) reasons.push(name);
  else if (!fits) gaps.push(`${name}, you asked for ${asked}`);
  else
    reasons.push(name === levelNames[level] ? `${name}, as you asked` : `${name}, you asked for ${levelsAsked[fits]}`);
}

function tellPath({ reasons, gaps }: Explanation, seeker: Prepared, { careerPaths }: CatalogueEntry): void {
  const asked = careerPaths.find((path) => seeker.careerPaths.includes(path));
  const [first] = careerPaths;
  if (asked) reasons.push(`${careerPathNames[asked]}, as you asked`);
  else if (first) reasons.push(careerPathNames[first]);
  else gaps.push("Career path not clear from the title");
}

function tellLanguages({ reasons, gaps }: Explanation, { languages }: Prepared, entry: CatalogueEntry): void {
  if (languages.length === 0) return;
  const spoken = listed(languages.map(languageName));
  const required = entry.languages.filter((language) => language.required);
  const missing = required.filter(({ code }) => !languages.includes(code));
  for (const { code, level } of missing) {
    const how = level === null ? "" : level === "native" ? " as a native language" : ` ${level}`;
    gaps.push(`${languageName(code)}${how} asked, you listed ${spoken}`);
  }
  if (required.length > 0 && missing.length === 0)
    reasons.push(`${listed(required.map(({ code }) => languageName(code)))} asked, which you listed`);
  if (required.length === 0 && entry.lang !== null && !languages.includes(entry.lang))
    gaps.push(`Written in ${languageName(entry.lang)}, you listed ${spoken}`);
}

function tellVisa({ reasons, gaps }: Explanation, seeker: Prepared, { visa }: CatalogueEntry): void {
  if (seeker.visa !== "needed") return;
  if (visa === "offered") reasons.push("Visa sponsorship offered");
  else gaps.push("Visa sponsorship not stated");
}

function tellKeywords({ reasons }: Explanation, seeker: Prepared, entry: CatalogueEntry): void {
  const found = seeker.foldedKeywords.length > 0 ? keywordsIn(seeker, entry) : [];
  if (found.length > 0) reasons.push(`Names ${listed(found.map((word) => `“${word}”`))}`);
}

function tellPay({ reasons, gaps }: Explanation, { salaryMin }: Prepared, entry: CatalogueEntry): void {
  if (!salaryMin) return;
  const money = new Intl.NumberFormat("en-GB", {
    style: "currency",
    currency: salaryMin.currency,
    maximumFractionDigits: 2,
    trailingZeroDisplay: "stripIfInteger",
  });
  const a = salaryMin.period === "hour" ? "an hour" : `a ${salaryMin.period}`;
  const pay = comparablePay(salaryMin, entry);
  if (entry.salary === null) gaps.push("Pay not stated");
  else if (pay === null) gaps.push("Pay stated in another unit than you asked in");
  else if (pay >= salaryMin.amount)
    reasons.push(`Pays up to ${money.format(pay)} ${a}, you asked for ${money.format(salaryMin.amount)}`);
  else gaps.push(`Pays up to ${money.format(pay)} ${a}, you asked for ${money.format(salaryMin.amount)}`);
}

function tellMode({ reasons, gaps }: Explanation, { workModes }: Prepared, { remote }: CatalogueEntry): void {
  if (workModes.length === 0) return;
  if (remote.mode === "unknown") gaps.push("On site, hybrid or remote: not stated");
  else if (remote.mode !== "remote") reasons.push(`${modeNames[remote.mode]}, as you asked`);
}

/** Counted in days of the person's own calendar. */
function tellAge(
  { reasons, gaps }: Explanation,
  { timeZone }: Prepared,
  { postedAt }: CatalogueEntry,
  now: number,
): void {
  if (postedAt === null) {
    gaps.push("Posting date not stated");
    return;
  }
  const dayOf = (instant: Temporal.Instant) => instant.toZonedDateTimeISO(timeZone).toPlainDate();
  const days = dayOf(Temporal.Instant.from(postedAt)).until(dayOf(Temporal.Instant.fromEpochMilliseconds(now))).days;
  if (days > 14) gaps.push(`Posted ${days} days ago`);
  else reasons.push(days <= 0 ? "Posted today" : days === 1 ? "Posted yesterday" : `Posted ${days} days ago`);
}
