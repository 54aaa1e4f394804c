import { locales } from "../words/index.ts";
import type { PostingPlace } from "./catalogue-entry.ts";
import { isForOthers, type PlaceKey, type Whereabouts } from "./catalogue-keys.ts";
import { type Columns, column, width } from "./columns.ts";
import {
  isOfNoPath,
  levelOf,
  levels,
  modeOf,
  modes,
  occupationOf,
  pathsOf,
  programmeOf,
  programmes,
  visaOf,
  visas,
} from "./columns-facts.ts";
import { tellAge } from "./explain-age.ts";
import { type Phrases, phrasesIn } from "./explain-phrases.ts";
import { nearest } from "./place-fit.ts";
import type { Scorer } from "./score.ts";
import { levelShare } from "./score-levels.ts";
import { comparablePay, paidAt } from "./score-pay.ts";
import type { Prepared } from "./score-seeker.ts";
import { shares } from "./weights.ts";

export interface Explanation {
  /** Facts that fit, in the person's words and language, the telling ones first. */
  reasons: string[];
  /** Facts that do not fit, or are not stated. */
  gaps: string[];
}

/** An explanation while it is written. */
export interface Telling extends Explanation {
  phrases: Phrases;
}

const [remote, unknownMode] = [modes.indexOf("remote"), modes.indexOf("unknown")];

/** Says why a posting was chosen: composed of the posting's and the person's own facts, nothing else. */
export function explain(seeker: Prepared, columns: Columns, scorer: Scorer, slot: number): Explanation {
  const told: Telling = { reasons: [], gaps: [], phrases: phrasesIn(seeker.locale ?? locales[0]) };
  const row = slot * width;
  const facts = columns.rows[row + column.facts] ?? 0;
  const place = columns.places.key(scorer.bestKey(row));
  tellPlace(told, seeker, columns, row, place);
  tellLevel(told, seeker, facts);
  tellPath(told, seeker, facts);
  tellLanguages(told, seeker, columns, row);
  tellVisa(told, seeker, facts);
  tellKeywords(told, seeker, scorer, row, facts);
  tellPay(told, seeker, columns, row);
  tellMode(told, seeker, facts, place.kind);
  tellAge(told, seeker.timeZone, columns.rows[row + column.posted] ?? 0, scorer.nowMs);
  return { reasons: told.reasons, gaps: told.gaps };
}

function tellPlace(told: Telling, seeker: Prepared, columns: Columns, row: number, key: PlaceKey): void {
  const where = (columns.rows[row + column.where] ?? 0) & 0xffffff;
  const { places } = columns;
  const { reasons, gaps, phrases } = told;
  const { words, names } = phrases;
  if (key.kind === "point") {
    const near = nearest(seeker.cities, key.lat, key.lon);
    const there = places.at(where).locations.find(({ lat, lon }) => lat === key.lat && lon === key.lon);
    if (near && there) reasons.push(nearby(phrases, there, names.city(near.city), Math.round(near.km)));
  } else if (key.kind === "country") {
    const city = cityOf(
      phrases,
      places.at(where).locations.find(({ country, city }) => country === key.country && city !== null),
    );
    const country = names.countryAfterIn(key.country);
    if (!seeker.countries.includes(key.country))
      gaps.push(words.notNear(city ?? country, names.listed(seeker.cities.map(names.city))));
    else reasons.push(city ? words.inAsked(city, country) : words.in(country));
  } else if (key.kind === "somewhere") {
    tellSomewhere(told, places.at(where), key.country);
  } else if (key.kind === "unknown") gaps.push(words.placeNotClear);
  else tellRemote(told, seeker, places.remoteAt(where).countries, key.kind);
}

/** In that country without a point, or perhaps in it. */
function tellSomewhere({ gaps, phrases }: Telling, { locations, remote }: Whereabouts, country: string): void {
  const { words, names } = phrases;
  const there = locations.find((place) => place.country === country && place.lat === null);
  const city = cityOf(phrases, there);
  if (isForOthers(remote, country)) gaps.push(words.remoteFor(few(phrases, remote.countries)));
  else if (city) gaps.push(words.farUnknown(city));
  else if (there || remote.countries.length === 1) gaps.push(words.cityNotStated(names.countryAfterIn(country)));
  else gaps.push(words.placeNotClear);
}

const mostCountries = 3;

/** "Austria, Germany, Spain and 41 more". */
function few({ names, others }: Phrases, countries: readonly string[]): string {
  const named = countries.slice(0, mostCountries).map(names.countryAfterIn);
  const more = countries.length - named.length;
  return names.listed(more > 0 ? [...named, others(more)] : named);
}

function cityOf({ names }: Phrases, place: PostingPlace | undefined): string | null {
  return place?.city ? names.city({ geonameId: place.geonameId, name: place.city }) : null;
}

function nearby(phrases: Phrases, place: PostingPlace, asked: string, km: number): string {
  const { words, names } = phrases;
  if (km < 1) return words.in(asked);
  const there = cityOf(phrases, place) ?? names.countryAfterIn(place.country ?? "");
  return there === asked ? words.fromCentre(there, km) : words.fromCity(there, km, asked);
}

function tellRemote(
  { reasons, gaps, phrases }: Telling,
  { home }: Prepared,
  countries: readonly string[],
  kind: PlaceKey["kind"],
): void {
  const { words, names } = phrases;
  const homes = () => names.listed(home.filter((country) => countries.includes(country)).map(names.countryAfterIn));
  if (kind === "remote-anywhere") reasons.push(words.remoteAnywhere);
  else if (kind === "remote" || kind === "remote-region") reasons.push(words.remoteFrom(homes()));
  else if (kind === "open") reasons.push(words.openTo(homes()));
  else if (kind === "open-anywhere") reasons.push(words.openAnywhere);
  else if (kind === "remote-named") gaps.push(words.remoteFor(few(phrases, countries)));
  else if (kind === "remote-unsaid" || kind === "remote-office") gaps.push(words.remoteNotSaid);
  if (kind === "remote-office") reasons.push(words.remoteOffice);
}

function tellLevel({ reasons, gaps, phrases }: Telling, { levels: asked }: Prepared, facts: number): void {
  const { words, terms, names } = phrases;
  const level = levels[levelOf(facts)] ?? "unknown";
  const programme = programmes[programmeOf(facts)] ?? null;
  if (level === "unknown") {
    if (asked.length > 0) gaps.push(words.levelNotStated);
    return;
  }
  const name = programme ? terms.programmes[programme] : terms.levels[level];
  // A thesis and an apprenticeship count as internships, and few who ask for one mean them.
  const fits = asked.find(
    (each) => each === level && levelShare(asked, level, programme) > shares.level.otherProgramme,
  );
  // Who named none is still most likely a beginner: an experienced role is no reason for anything.
  if (asked.length === 0) (level in words.levelsAsked ? reasons : gaps).push(name);
  else if (fits)
    reasons.push(name === terms.levels[level] ? words.asAsked(name) : words.levelAsked(name, words.levelsAsked[fits]));
  else {
    const all = asked.map((each) => words.levelsAsked[each]);
    gaps.push(words.levelAsked(name, names.listed(all, "or")));
  }
}

/** Of bits that are not all 0: an index below 0 would take as long as all of a posting's reasons. */
const firstPath = (bits: number) => 31 - Math.clz32(bits & -bits);

function tellPath({ reasons, gaps, phrases }: Telling, seeker: Prepared, facts: number): void {
  const paths = pathsOf(facts);
  const asked = paths & seeker.paths;
  if (asked !== 0) reasons.push(phrases.pathsAsked[firstPath(asked)] ?? "");
  else if (paths !== 0) reasons.push(phrases.paths[firstPath(paths)] ?? "");
  else gaps.push(isOfNoPath(facts) ? (phrases.occupations[occupationOf(facts)] ?? "") : phrases.words.pathNotClear);
}

function tellLanguages(told: Telling, { languages }: Prepared, columns: Columns, row: number): void {
  const { reasons, gaps, phrases } = told;
  const { words, names } = phrases;
  const tongue = columns.tongues.values[(columns.rows[row + column.tongue] ?? 0) & 0xfffff];
  if (languages.length === 0 || !tongue) return;
  const all = (codes: readonly string[]) => names.listed(codes.map(names.language));
  const missing = tongue.needs.filter(({ required, code }) => required && !languages.includes(code));
  for (const { code, level } of missing) gaps.push(words.languageMissing(names.language(code), level, all(languages)));
  const { required, lang } = tongue;
  if (required.length > 0 && missing.length === 0) {
    const named: string[] = [];
    // A person lists no levels: here they see whether theirs is enough.
    for (const { code, level, required } of tongue.needs)
      if (required)
        named.push(level === null || level === "native" ? names.language(code) : `${names.language(code)} ${level}`);
    reasons.push(words.languagesListed(names.listed(named)));
  }
  if (lang !== null && !languages.includes(lang) && !required.includes(lang))
    gaps.push(words.writtenIn(names.language(lang), all(languages)));
}

function tellVisa({ reasons, gaps, phrases: { words } }: Telling, seeker: Prepared, facts: number): void {
  if (seeker.visa !== "needed") return;
  if (visas[visaOf(facts)] === "offered") reasons.push(words.visaOffered);
  else gaps.push(words.visaNotStated);
}

function tellKeywords(
  { reasons, phrases }: Telling,
  seeker: Prepared,
  scorer: Scorer,
  row: number,
  facts: number,
): void {
  if (seeker.words.length === 0) return;
  const { words, names } = phrases;
  const found = scorer.keywordsIn(row);
  if (found.length > 0) reasons.push(words.keywords(names.listed(found.map(({ text }) => words.quoted(text)))));
  const kind = occupationOf(facts);
  const isSaid = found.some(({ occupations }) => (occupations >>> kind) & 1);
  if ((seeker.occupations >>> kind) & 1 && !isSaid) reasons.push(words.asAsked(phrases.occupations[kind] ?? ""));
}

function tellPay(told: Telling, { salaryMin }: Prepared, columns: Columns, row: number): void {
  if (!salaryMin) return;
  const { reasons, gaps, phrases } = told;
  const { words, terms, names } = phrases;
  const { amount, currency, period } = salaryMin;
  const paid = paidAt(columns, row);
  const pay = paid && comparablePay(salaryMin, paid);
  if (!paid) gaps.push(words.payNotStated);
  else if (pay === null) gaps.push(words.payInOtherUnit);
  else {
    const said = names.money(pay, currency);
    const line = (paid.orMore ? words.payFrom : words.pay)(said, terms.periods[period], names.money(amount, currency));
    (pay >= amount ? reasons : gaps).push(line);
  }
}

function tellMode(
  { reasons, gaps, phrases }: Telling,
  { asksMode }: Prepared,
  facts: number,
  place: PlaceKey["kind"],
): void {
  const mode = modeOf(facts);
  const named = phrases.modes[mode] ?? "";
  if (mode !== remote) {
    if (asksMode) (mode === unknownMode ? gaps : reasons).push(named);
    // By its place it is told already, unless that is its office.
  } else if (place === "point" || place === "country" || place === "somewhere" || place === "unknown")
    reasons.push(asksMode ? named : phrases.terms.workModes.remote);
}
