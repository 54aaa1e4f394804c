import { locales } from "../words/index.ts";
import type { PlaceKey } from "./catalogue-keys.ts";
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
import { type Phrases, phrasesIn } from "./explain-phrases.ts";
import { tellPlace } from "./explain-place.ts";
import type { Scorer } from "./score.ts";
import { levelShare } from "./score-levels.ts";
import { comparablePay, paidAt } from "./score-pay.ts";
import type { Prepared } from "./score-seeker.ts";
import { isNamed } from "./score-shares.ts";
import { type Part, shares } from "./weights.ts";

export interface Explanation {
  /** Facts that fit, in the person's words and language, the most telling first. */
  reasons: string[];
  /** Facts that do not fit or are not stated, those that cost most points first. */
  gaps: string[];
}

/** An explanation being written. */
export interface Telling extends Explanation {
  phrases: Phrases;
}

const [remote, unknownMode] = [modes.indexOf("remote"), modes.indexOf("unknown")];

/**
 * Says why a posting with these shares was chosen, from nothing but the posting's and the person's own facts. Not how
 * old it is: these lines are stored and read for months; mails and pages show the date beside them.
 */
export function explain(
  seeker: Prepared,
  columns: Columns,
  scorer: Scorer,
  slot: number,
  parts: Partial<Record<Part, number>>,
): Explanation {
  const told: Telling = { reasons: [], gaps: [], phrases: phrasesIn(seeker.locale ?? locales[0]) };
  const row = slot * width;
  const facts = columns.rows[row + column.facts] ?? 0;
  const place = columns.places.key(scorer.bestKey(row));
  const { gaps } = told;
  const costs: number[] = [];
  const settle = (part: Part) => {
    while (costs.length < gaps.length) costs.push(scorer.pointsOf(part) * (1 - (parts[part] ?? 1)));
  };
  tellPlace(told, seeker, columns, row, place);
  settle("place");
  // A mail has room for two reasons: what few postings can say tells more than what nearly all chosen ones can.
  tellVisa(told, seeker, facts);
  settle("visa");
  tellKeywords(told, seeker, scorer, row, facts);
  tellPay(told, seeker, columns, row);
  settle("pay");
  tellLanguages(told, seeker, columns, row);
  settle("languages");
  tellLevel(told, seeker, facts);
  settle("level");
  tellPath(told, seeker, facts);
  settle("path");
  tellMode(told, seeker, facts, place.kind);
  settle("mode");
  return { reasons: told.reasons, gaps: gaps.length > 1 ? dearestFirst(gaps, costs) : gaps };
}

const dearestFirst = (gaps: readonly string[], costs: readonly number[]): string[] =>
  gaps
    .map((text, at) => ({ text, cost: costs[at] ?? 0 }))
    .sort((a, b) => b.cost - a.cost)
    .map(({ text }) => text);

function tellLevel({ reasons, gaps, phrases }: Telling, { levels: asked }: Prepared, facts: number): void {
  const { words, terms, names } = phrases;
  const level = levels[levelOf(facts)] ?? "unknown";
  const programme = programmes[programmeOf(facts)] ?? null;
  if (level === "unknown" || level === "hardly-early") {
    if (asked.length > 0) gaps.push(words.levelNotStated);
    return;
  }
  const name = programme ? terms.programmes[programme] : terms.levels[level];
  // Theses and apprenticeships count as internships, but few people who ask for one mean them.
  const fits = asked.find(
    (each) => each === level && levelShare(asked, level, programme) > shares.level.otherProgramme,
  );
  // People who named none are most likely beginners too: an experienced role is not a reason for them.
  if (asked.length === 0) (level in words.levelsAsked ? reasons : gaps).push(name);
  else if (fits)
    reasons.push(name === terms.levels[level] ? words.asAsked(name) : words.levelAsked(name, words.levelsAsked[fits]));
  else {
    const all = asked.map((each) => words.levelsAsked[each]);
    gaps.push(words.levelAsked(name, names.listed(all, "or")));
  }
}

/** Not for 0: a lookup at index -1 takes as long as all of a posting's reasons. */
const firstPath = (bits: number) => 31 - Math.clz32(bits & -bits);

function tellPath({ reasons, gaps, phrases }: Telling, seeker: Prepared, facts: number): void {
  const paths = pathsOf(facts);
  const asked = paths & seeker.paths;
  if (asked !== 0) reasons.push(phrases.pathsAsked[firstPath(asked)] ?? "");
  else if (paths !== 0) reasons.push(phrases.paths[firstPath(paths)] ?? "");
  else if (!isOfNoPath(facts)) gaps.push(phrases.words.pathNotClear);
  // If a keyword names it, tellKeywords says so.
  else if (!isNamed(seeker, facts)) gaps.push(phrases.occupations[occupationOf(facts)] ?? "");
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
    // People list languages without levels: here they see whether theirs is enough.
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
  if (isNamed(seeker, facts) && !isSaid) reasons.push(words.asAsked(phrases.occupations[kind] ?? ""));
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
  { asksMode, goesToWork }: Prepared,
  facts: number,
  place: PlaceKey["kind"],
): void {
  const mode = modeOf(facts);
  const named = phrases.modes[mode] ?? "";
  if (mode !== remote) {
    if (asksMode) (mode === unknownMode ? gaps : reasons).push(named);
    // Its place says so already, unless that is the office's.
  } else if (place === "point" || place === "country" || place === "somewhere" || place === "unknown") {
    // People who take only remote work read it before the office's place.
    if (goesToWork) reasons.push(asksMode ? named : phrases.terms.workModes.remote);
    else reasons.unshift(named);
  }
}
