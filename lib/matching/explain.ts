import { careerPaths } from "../postings/posting.ts";
import { locales, type Words, wordsOf } from "../words/index.ts";
import { type Names, namesIn } from "../words/names.ts";
import type { PostingPlace } from "./catalogue-entry.ts";
import type { PlaceKey } from "./catalogue-keys.ts";
import { type Columns, column, width } from "./columns.ts";
import { levelOf, levels, modeOf, modes, pathsOf, programmeOf, programmes, visaOf, visas } from "./columns-facts.ts";
import { tellAge } from "./explain-age.ts";
import { nearest } from "./place-fit.ts";
import type { Scorer } from "./score.ts";
import { comparablePay, paidAt } from "./score-pay.ts";
import type { Prepared } from "./score-seeker.ts";

export interface Explanation {
  /** Facts that fit, in the person's words and language, the telling ones first. */
  reasons: string[];
  /** Facts that do not fit, or are not stated. */
  gaps: string[];
}

/** An explanation while it is written. */
export interface Telling extends Explanation {
  words: Words["reasons"];
  /** Of what has fixed names. */
  terms: Words["names"];
  names: Names;
}

/** Says why a posting was chosen: composed of the posting's and the person's own facts, nothing else. */
export function explain(seeker: Prepared, columns: Columns, scorer: Scorer, slot: number): Explanation {
  const locale = seeker.locale ?? locales[0];
  const { reasons: words, names: terms } = wordsOf(locale);
  const told: Telling = { reasons: [], gaps: [], words, terms, names: namesIn(locale) };
  const row = slot * width;
  const facts = columns.rows[row + column.facts] ?? 0;
  tellPlace(told, seeker, columns, row, columns.places.key(scorer.bestKey(row)));
  tellLevel(told, seeker, facts);
  tellPath(told, seeker, facts);
  tellLanguages(told, seeker, columns, row);
  tellVisa(told, seeker, facts);
  tellKeywords(told, seeker, scorer, row);
  tellPay(told, seeker, columns, row);
  tellMode(told, seeker, facts);
  tellAge(told, seeker.timeZone, columns.rows[row + column.posted] ?? 0, scorer.nowMs);
  return { reasons: told.reasons, gaps: told.gaps };
}

function tellPlace(told: Telling, seeker: Prepared, columns: Columns, row: number, key: PlaceKey): void {
  const { locations, remote } = columns.places.at((columns.rows[row + column.where] ?? 0) & 0xffffff);
  const { reasons, gaps, words, names } = told;
  if (key.kind === "point") {
    const near = nearest(seeker.cities, key.lat, key.lon);
    const there = locations.find(({ lat, lon }) => lat === key.lat && lon === key.lon);
    if (near && there) reasons.push(nearby(told, there, names.city(near.city), Math.round(near.km)));
  } else if (key.kind === "country") {
    const city = cityOf(
      told,
      locations.find(({ country, city }) => country === key.country && city !== null),
    );
    const country = names.countryAfterIn(key.country);
    if (!seeker.countries.includes(key.country))
      gaps.push(words.notNear(city ?? country, names.listed(seeker.cities.map(names.city))));
    else reasons.push(city ? words.inAsked(city, country) : words.in(country));
  } else if (key.kind === "somewhere") {
    const city = cityOf(
      told,
      locations.find(({ country, lat }) => country === key.country && lat === null),
    );
    gaps.push(city ? words.farUnknown(city) : words.cityNotStated(names.countryAfterIn(key.country)));
  } else if (key.kind === "unknown") gaps.push(words.placeNotClear);
  else tellRemote(told, seeker, remote.countries, key.kind);
}

function cityOf({ names }: Telling, place: PostingPlace | undefined): string | null {
  return place?.city ? names.city({ geonameId: place.geonameId, name: place.city }) : null;
}

function nearby(told: Telling, place: PostingPlace, asked: string, km: number): string {
  const { words, names } = told;
  if (km < 1) return words.in(asked);
  const there = cityOf(told, place) ?? names.countryAfterIn(place.country ?? "");
  return there === asked ? words.fromCentre(there, km) : words.fromCity(there, km, asked);
}

function tellRemote(
  { reasons, gaps, words, names }: Telling,
  { home }: Prepared,
  countries: readonly string[],
  kind: PlaceKey["kind"],
): void {
  const all = (codes: readonly string[]) => names.listed(codes.map(names.countryAfterIn));
  const homes = () => all(home.filter((country) => countries.includes(country)));
  if (kind === "remote-anywhere") reasons.push(words.remoteAnywhere);
  else if (kind === "remote" || kind === "remote-region") reasons.push(words.remoteFrom(homes()));
  else if (kind === "open") reasons.push(words.openTo(homes()));
  else if (kind === "open-anywhere") reasons.push(words.openAnywhere);
  else if (kind === "remote-named") gaps.push(words.remoteFor(all(countries)));
  else if (kind === "remote-unsaid" || kind === "remote-office") gaps.push(words.remoteNotSaid);
  if (kind === "remote-office") reasons.push(words.remoteOffice);
}

function tellLevel({ reasons, gaps, words, terms, names }: Telling, { levels: asked }: Prepared, facts: number): void {
  const level = levels[levelOf(facts)] ?? "unknown";
  const programme = programmes[programmeOf(facts)] ?? null;
  if (level === "unknown") {
    if (asked.length > 0) gaps.push(words.levelNotStated);
    return;
  }
  const name = programme ? terms.programmes[programme] : terms.levels[level];
  const fits = asked.find((each) => each === level);
  if (asked.length === 0) reasons.push(name);
  else if (fits)
    reasons.push(name === terms.levels[level] ? words.asAsked(name) : words.levelAsked(name, words.levelsAsked[fits]));
  else {
    const all = asked.map((each) => words.levelsAsked[each]);
    gaps.push(words.levelAsked(name, names.listed(all, "or")));
  }
}

const firstPath = (bits: number) => careerPaths[31 - Math.clz32(bits & -bits)];

function tellPath({ reasons, gaps, words, terms }: Telling, { paths }: Prepared, facts: number): void {
  const asked = firstPath(pathsOf(facts) & paths);
  const any = firstPath(pathsOf(facts));
  if (asked) reasons.push(words.asAsked(terms.careerPaths[asked]));
  else if (any) reasons.push(terms.careerPaths[any]);
  else gaps.push(words.pathNotClear);
}

function tellLanguages(told: Telling, { languages }: Prepared, columns: Columns, row: number): void {
  const { reasons, gaps, words, names } = told;
  const tongue = columns.tongues.values[(columns.rows[row + column.tongue] ?? 0) & 0xfffff];
  if (languages.length === 0 || !tongue) return;
  const all = (codes: readonly string[]) => names.listed(codes.map(names.language));
  const missing = tongue.needs.filter(({ required, code }) => required && !languages.includes(code));
  for (const { code, level } of missing) gaps.push(words.languageMissing(names.language(code), level, all(languages)));
  const { required, lang } = tongue;
  if (required.length > 0 && missing.length === 0) reasons.push(words.languagesListed(all(required)));
  if (required.length === 0 && lang !== null && !languages.includes(lang))
    gaps.push(words.writtenIn(names.language(lang), all(languages)));
}

function tellVisa({ reasons, gaps, words }: Telling, seeker: Prepared, facts: number): void {
  if (seeker.visa !== "needed") return;
  if (visas[visaOf(facts)] === "offered") reasons.push(words.visaOffered);
  else gaps.push(words.visaNotStated);
}

function tellKeywords({ reasons, words, names }: Telling, seeker: Prepared, scorer: Scorer, row: number): void {
  if (seeker.words.length === 0) return;
  const found = scorer.keywordsIn(row);
  if (found.length > 0) reasons.push(words.keywords(names.listed(found.map(({ text }) => words.quoted(text)))));
}

function tellPay(told: Telling, { salaryMin }: Prepared, columns: Columns, row: number): void {
  const { reasons, gaps, words, terms, names } = told;
  if (!salaryMin) return;
  const { amount, currency, period } = salaryMin;
  const paid = paidAt(columns, row);
  const pay = paid && comparablePay(salaryMin, paid);
  if (!paid) gaps.push(words.payNotStated);
  else if (pay === null) gaps.push(words.payInOtherUnit);
  else {
    const line = words.pay(names.money(pay, currency), terms.periods[period], names.money(amount, currency));
    (pay >= amount ? reasons : gaps).push(line);
  }
}

function tellMode({ reasons, gaps, words, terms }: Telling, { workModes }: Prepared, facts: number): void {
  if (workModes.length === 0) return;
  const mode = modes[modeOf(facts)] ?? "unknown";
  if (mode === "unknown") gaps.push(words.modeNotStated);
  else if (mode !== "remote") reasons.push(words.asAsked(terms.workModes[mode]));
}
