import { careerPaths } from "../postings/posting.ts";
import type { PostingPlace } from "./catalogue-entry.ts";
import type { PlaceKey } from "./catalogue-places.ts";
import { type Columns, column, width } from "./columns.ts";
import { levelOf, levels, modeOf, modes, pathsOf, programmeOf, programmes, visaOf, visas } from "./columns-facts.ts";
import { tellAge } from "./explain-age.ts";
import {
  careerPathNames,
  countryName,
  languageName,
  levelNames,
  levelsAsked,
  listed,
  modeNames,
  money,
  programmeNames,
} from "./names.ts";
import { nearest } from "./place-fit.ts";
import type { Scorer } from "./score.ts";
import { comparablePay, paidAt } from "./score-pay.ts";
import type { Prepared } from "./score-seeker.ts";

export interface Explanation {
  /** Facts that fit, in the person's words, the telling ones first. */
  reasons: string[];
  /** Facts that do not fit, or are not stated. */
  gaps: string[];
}

/** Says why a posting was chosen: composed of the posting's and the person's own facts, nothing else. */
export function explain(seeker: Prepared, columns: Columns, scorer: Scorer, slot: number): Explanation {
  const told: Explanation = { reasons: [], gaps: [] };
  const row = slot * width;
  const facts = columns.rows[row + column.facts] ?? 0;
  tellPlace(told, seeker, columns, row, columns.places.key(scorer.bestKey(row)));
  tellLevel(told, seeker, facts);
  tellPath(told, seeker, facts);
  tellLanguages(told, seeker, columns, row);
  tellVisa(told, seeker, facts);
  tellKeywords(told, scorer, row);
  tellPay(told, seeker, columns, row);
  tellMode(told, seeker, facts);
  tellAge(told, seeker.timeZone, columns.rows[row + column.posted] ?? 0, scorer.nowMs);
  return told;
}

function tellPlace(told: Explanation, seeker: Prepared, columns: Columns, row: number, key: PlaceKey): void {
  const { locations, remote } = columns.places.at((columns.rows[row + column.where] ?? 0) & 0xffffff);
  const { reasons, gaps } = told;
  if (key.kind === "point") {
    const near = nearest(seeker.cities, key.lat, key.lon);
    const there = locations.find(({ lat, lon }) => lat === key.lat && lon === key.lon);
    if (near && there) reasons.push(nearby(there, near.city.name, Math.round(near.km)));
  } else if (key.kind === "country") {
    const there = locations.filter(({ country }) => country === key.country);
    const city = there.find(({ city }) => city !== null)?.city;
    if (!seeker.countries.includes(key.country))
      gaps.push(`In ${city ?? countryName(key.country)}, not near ${listed(seeker.cities.map(({ name }) => name))}`);
    else
      reasons.push(city ? `In ${city}; you asked for ${countryName(key.country)}` : `In ${countryName(key.country)}`);
  } else if (key.kind === "somewhere") {
    const city = locations.find(({ country, lat }) => country === key.country && lat === null)?.city;
    gaps.push(
      city
        ? `In ${city}; how far that is from you is not known`
        : `Somewhere in ${countryName(key.country)}, city not stated`,
    );
  } else if (key.kind === "unknown") gaps.push("Place not stated clearly");
  else tellRemote(told, seeker, remote.countries, key.kind);
}

function nearby({ city, country }: PostingPlace, asked: string, km: number): string {
  if (km < 1) return `In ${asked}`;
  const there = city ?? countryName(country ?? "");
  return `In ${there}, ${there === asked ? `${km} km from the centre` : `${km} km from ${asked}`}`;
}

function tellRemote(
  { reasons, gaps }: Explanation,
  { home }: Prepared,
  countries: readonly string[],
  kind: PlaceKey["kind"],
): void {
  const homes = home.filter((country) => countries.includes(country)).map(countryName);
  if (kind === "remote-anywhere") reasons.push("Remote, from anywhere");
  else if (kind === "remote" || kind === "remote-region") reasons.push(`Remote, from ${listed(homes)}`);
  else if (kind === "open") reasons.push(`Open to people in ${listed(homes)}`);
  else if (kind === "open-anywhere") reasons.push("Open to people anywhere");
  else if (kind === "remote-named") gaps.push(`Remote, for people in ${listed(countries.map(countryName))}`);
  else if (kind === "remote-unsaid" || kind === "remote-office")
    gaps.push("Remote, but not stated from which countries");
  if (kind === "remote-office") reasons.push("Remote, with an office in your country");
}

function tellLevel({ reasons, gaps }: Explanation, { levels: asked }: Prepared, facts: number): void {
  const level = levels[levelOf(facts)] ?? "unknown";
  const programme = programmes[programmeOf(facts)] ?? null;
  if (level === "unknown") {
    if (asked.length > 0) gaps.push("Level not stated");
    return;
  }
  const name = programme ? programmeNames[programme] : levelNames[level];
  const fits = asked.find((each) => each === level);
  if (asked.length === 0) reasons.push(name);
  else if (fits)
    reasons.push(name === levelNames[level] ? `${name}, as you asked` : `${name}, you asked for ${levelsAsked[fits]}`);
  else
    gaps.push(
      `${name}, you asked for ${listed(
        asked.map((each) => levelsAsked[each]),
        "or",
      )}`,
    );
}

function tellPath({ reasons, gaps }: Explanation, { paths }: Prepared, facts: number): void {
  const has = (bits: number) => careerPaths.find((_, at) => (bits >>> at) & 1);
  const asked = has(pathsOf(facts) & paths);
  const any = has(pathsOf(facts));
  if (asked) reasons.push(`${careerPathNames[asked]}, as you asked`);
  else if (any) reasons.push(careerPathNames[any]);
  else gaps.push("Career path not clear from the title");
}

function tellLanguages({ reasons, gaps }: Explanation, { languages }: Prepared, columns: Columns, row: number): void {
  const tongue = columns.tongues.values[(columns.rows[row + column.tongue] ?? 0) & 0xfffff];
  if (languages.length === 0 || !tongue) return;
  const spoken = () => listed(languages.map(languageName));
  const missing = tongue.needs.filter(({ required, code }) => required && !languages.includes(code));
  for (const { code, level } of missing) {
    const how = level === null ? "" : level === "native" ? " as a native language" : ` ${level}`;
    gaps.push(`${languageName(code)}${how} asked, you listed ${spoken()}`);
  }
  const { required, lang } = tongue;
  if (required.length > 0 && missing.length === 0)
    reasons.push(`${listed(required.map(languageName))} asked, which you listed`);
  if (required.length === 0 && lang !== null && !languages.includes(lang))
    gaps.push(`Written in ${languageName(lang)}, you listed ${spoken()}`);
}

function tellVisa({ reasons, gaps }: Explanation, seeker: Prepared, facts: number): void {
  if (seeker.visa !== "needed") return;
  if (visas[visaOf(facts)] === "offered") reasons.push("Visa sponsorship offered");
  else gaps.push("Visa sponsorship not stated");
}

function tellKeywords({ reasons }: Explanation, scorer: Scorer, row: number): void {
  const found = scorer.keywordsIn(row);
  if (found.length > 0) reasons.push(`Names ${listed(found.map(({ text }) => `“${text}”`))}`);
}

function tellPay({ reasons, gaps }: Explanation, { salaryMin }: Prepared, columns: Columns, row: number): void {
  if (!salaryMin) return;
  const paid = paidAt(columns, row);
  const pay = paid && comparablePay(salaryMin, paid);
  if (!paid) gaps.push("Pay not stated");
  else if (pay === null) gaps.push("Pay stated in another unit than you asked in");
  else {
    const a = salaryMin.period === "hour" ? "an hour" : `a ${salaryMin.period}`;
    const [given, asked] = [money(pay, salaryMin.currency), money(salaryMin.amount, salaryMin.currency)];
    (pay >= salaryMin.amount ? reasons : gaps).push(`Pays up to ${given} ${a}, you asked for ${asked}`);
  }
}

function tellMode({ reasons, gaps }: Explanation, { workModes }: Prepared, facts: number): void {
  if (workModes.length === 0) return;
  const mode = modes[modeOf(facts)] ?? "unknown";
  if (mode === "unknown") gaps.push("On site, hybrid or remote: not stated");
  else if (mode !== "remote") reasons.push(`${modeNames[mode]}, as you asked`);
}
