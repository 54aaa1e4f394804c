import { sinceLast, textBefore, untilFirst } from "./around.ts";
import {
  anyOne,
  headingOf,
  headingOfOthers,
  isAsked,
  isOtherThing,
  lessons,
  levelIn,
  namesManyLanguages,
  notAsked,
  ofAnotherThing,
  ofTheLanguage,
  oneOfThese,
  polishForm,
  polishLanguage,
  welcome,
} from "./language-asked.ts";
import { clauseAround, partsOfClause, withoutWishedLevels } from "./language-clause.ts";
import { and, anyName, type Mention, mentionsIn, or } from "./language-names.ts";
import type { LanguageNeed } from "./posting.ts";
import { lowerOf, TextPattern } from "./text-pattern.ts";

/** The most clauses with a language's name that are read. */
const mostClauses = 100;
const nameInText = new TextPattern(anyName);

/**
 * The languages that a posting asks for, with the level if named. A mere mention is not a need, nor is what the text
 * says is not needed; with "German or English" neither is certainly required.
 */
export function languageNeedsOf(description: string, title = ""): LanguageNeed[] {
  const found = new Map<string, LanguageNeed>();
  readTitle(found, title.toLowerCase());
  const lower = lowerOf(description);
  let end = 0;
  let clauses = 0;
  for (const { index } of nameInText.matchAll(lower)) {
    // Several names in one clause are read together.
    if (index < end) continue;
    if (++clauses > mostClauses) break;
    const around = clauseAround(lower, index);
    const { start } = around;
    end = around.end;
    const clause = lower.slice(start, end);
    if (lessons.test(clause) || isTakenBack(lower, end)) continue;
    if (isAsked(clause) || welcome.test(clause) || isAlone(clause)) readClause(found, clause, isChoice(lower, end));
    else if (isAllThatIsSaid(lower, start, end)) readClause(found, clause, welcome.test(headingOf(lower, start)));
  }
  return [...found.values()].sort((a, b) => Number(b.required) - Number(a.required) || (a.code < b.code ? -1 : 1));
}

const isNeed =
  /speak|sprachig|\bwith\b|\bmit\b|\bmet\b|\bavec\b|\bcon\b|\bz \b|fluen|native|bilingu|zweisprachig|tweetalig|dwujęzyczn|language|[(&/+|–—-] ?$/u;
const spoken = /^[- ](?:speak|sprachig|native|fluen|bilingual|required)/u;

/**
 * "Account Manager with German", "Customer Support (Dutch)", "French-speaking": in a title a language's name rarely
 * means anything else.
 */
function readTitle(found: Map<string, LanguageNeed>, title: string): void {
  if (!anyName.test(title)) return;
  const isSpoken = ({ end }: Mention) => spoken.test(title.slice(end));
  // "Dutch-speaking Creative": about the language, whatever else can be Dutch.
  const mentions = mentionsIn(title).filter((mention) => isSpoken(mention) || isLanguage(mention, title));
  const [first] = mentions;
  if (first && (mentions.some(isSpoken) || isNeed.test(title.slice(0, first.at))))
    readPart(found, mentions, title, true);
}

/** Whether the next sentence says that one of several will do. */
function isChoice(text: string, end: number): boolean {
  if (text[end] !== ".") return false;
  const next = untilFirst(text.slice(end + 1, end + 100), /[.!?\n]/);
  return oneOfThese.test(next) && !anyName.test(next) && !welcome.test(next);
}

/** @param isWished only preferred, by a heading ("Nice to have:") or by what follows */
function readClause(found: Map<string, LanguageNeed>, said: string, isWished: boolean): void {
  const clause = withoutWishedLevels(said);
  const isWelcome = welcome.test(clause);
  for (const part of partsOfClause(clause)) {
    const mentions = mentionsIn(part).filter((mention) => isLanguage(mention, part));
    if (mentions.length === 0 || namesManyLanguages(part) || (isNotAsked(part, mentions) && !welcome.test(part)))
      continue;
    if (polishForm.test(part.slice(mentions[0]?.at, mentions[0]?.end)) && !isPolishName(part, mentions, clause))
      continue;
    readPart(found, mentions, part, !welcome.test(part) && !(isWelcome && !isAsked(part)) && !isWished);
  }
}

const nothingSaid =
  /^[^\p{L}\d]*(?:[abc][12]\+?[^\p{L}\d]*|(?:(?:jest )?(?:mile widzian|wymagan)\p{L}{1,3}|(?:jest |będzie )?(?:dodatkowym )?(?:atut|plus)(?:em)?)[^\p{L}\d]*)?$/u;

/** "Wymagany angielski.", "angielski i niemiecki": if nothing follows, the adjective is a language too. */
function isPolishName(part: string, mentions: readonly Mention[], clause: string): boolean {
  const { at = 0, end = 0 } = mentions.at(-1) ?? {};
  const word = part.slice(at, end);
  return (
    polishLanguage.test(clause) || (/[sc]ki$/u.test(word) && word !== "polski" && nothingSaid.test(part.slice(end)))
  );
}

/** "An agent with Swedish and English": nothing but the names. */
function isAlone(clause: string): boolean {
  const mentions = mentionsIn(clause);
  const [first, last] = [mentions[0], mentions.at(-1)];
  return (
    /(?<!\p{L})(?:with|mit|met|avec|con|com|med) $/u.test(clause.slice(0, first?.at ?? 0)) &&
    /^(?:$|[:,()]| [-–])/u.test(clause.slice(last?.end ?? 0))
  );
}

/** "English and Dutch.": at most this many. A longer list belongs to a product, or offers a choice. */
const mostAlone = 3;
const namesOnly =
  /^[\s*·–-]*#(?:(?:,| ?\/| ?&| and| und| et| y| e| en| i| och| og| or| oder| ou| o| of) ?#){0,2}(?: only| nur| solamente| alleen)?[\s*]*$/u;

/** Whether it is a sentence or line of nothing but names, between others that have more than a word. */
function isAllThatIsSaid(text: string, start: number, end: number): boolean {
  const clause = text.slice(start, end);
  if (clause.length > 60) return false;
  const mentions = mentionsIn(clause);
  if (mentions.length === 0 || mentions.length > mostAlone) return false;
  let names = "";
  let at = 0;
  for (const mention of mentions) {
    names += `${clause.slice(at, mention.at)}#`;
    at = mention.end;
  }
  if (!namesOnly.test(names + clause.slice(at))) return false;
  if (headingOfOthers.test(headingOf(text, start))) return false;
  const before = textBefore(text, start, 60).trimEnd();
  // After a letter or a comma, a line continues the one above.
  return /(?:^|[.!?:;*)])$/u.test(before) && (mentions.length > 1 || !isOneOfMany(before, text.slice(end, end + 60)));
}

/** "French. Italian. Lebanese." */
const isOneOfMany = (before: string, behind: string) =>
  /(?:^|[.!?]\s)\p{L}+[.!?]$/u.test(before) || /^[.!?]\s+\p{L}+[.!?]/u.test(behind);

/**
 * "Do you speak German? Great, but it is not required." That experience is not required says nothing about the
 * language.
 */
function isTakenBack(text: string, end: number): boolean {
  if (text[end] !== "?") return false;
  const answer = untilFirst(text.slice(end + 1, end + 80), /[.!?\n]/);
  if (!notAsked.test(answer)) return false;
  let words = answer;
  for (const { at, end } of mentionsIn(answer)) words = words.slice(0, at) + " ".repeat(end - at) + words.slice(end);
  return words.match(/\p{L}+/gu)?.every((word) => ofTheLanguage.has(word)) === true;
}

/** "No German needed" shows before the name, "German is not required" after it. */
function isNotAsked(part: string, mentions: readonly Mention[]): boolean {
  const [from, to] = [mentions[0]?.at ?? 0, mentions.at(-1)?.end ?? 0];
  return notAsked.test(part.slice(0, from)) || notAsked.test(part.slice(to)) || notAsked.test(part.slice(from));
}

const isLanguage = ({ at, end }: Mention, text: string) =>
  !isOtherThing(text.slice(end, end + 40)) && !ofAnotherThing.test(text.slice(Math.max(0, at - 24), at));

const either = new RegExp(`^[^a-z]*(?:\\(?[abc][12]\\)?\\s)?/?(?:${or}|and/or)(?!\\p{L})`, "u");

function readPart(
  found: Map<string, LanguageNeed>,
  mentions: readonly Mention[],
  part: string,
  isAsked: boolean,
): void {
  const gaps = mentions.slice(1).map(({ at }, i) => part.slice(mentions[i]?.end ?? at, at));
  // "German or English": either will do, so neither is certainly required.
  const all = isAsked && !gaps.some((gap) => either.test(gap));
  const choice = anyOne.exec(part)?.index ?? part.length;
  for (const [i, { code, at }] of mentions.entries()) {
    const required = all && (at < choice || mentions.length === 1);
    const level = levelOf(mentions, i, part);
    const before = found.get(code);
    if (!before || (required && !before.required) || (required === before.required && before.level === null && level))
      found.set(code, { code, required, level: level ?? before?.level ?? null });
  }
}

/**
 * "English (B2)", "native German": looks after the name first, then before it; names joined by a mere "and" share a
 * level.
 */
function levelOf(mentions: readonly Mention[], i: number, part: string): LanguageNeed["level"] {
  const gap = (at: number) => part.slice(mentions[at - 1]?.end ?? 0, mentions[at]?.at);
  const joined = (at: number) => at > 0 && at < mentions.length && !ofTheNext.test(gap(at));
  let [first, last] = [i, i];
  while (joined(first)) first--;
  while (joined(last + 1)) last++;
  // What follows an "and" belongs to the next one.
  const behind = part
    .slice(mentions[last]?.end, mentions[last + 1]?.at)
    .split(mentions[last + 1] ? beforeTheNext : /$^/u, 1)[0];
  return levelIn(behind ?? "") ?? levelIn(sinceLast(gap(first), conjunction));
}

/**
 * "Native German and good English (B2)": shows that the next name has a level of its own: a long word or one for skill
 * stands between.
 */
const ofTheNext =
  /[\d(]|\p{L}{6}|(?<!\p{L})(?:very|good|solid|basic|some|sehr|gut\p{L}{0,2}|très|bon(?:ne)?s?|bien|muy|buen[ao]?|molto|buon[ao]?|zeer|goede?|dobr\p{L}{1,2}|bom|boa|bra|god[aet]?|meget)(?!\p{L})/u;
const conjunction = new RegExp(`,|&|(?<!\\p{L})(?:${and})(?!\\p{L})`, "u");
/** "Native German speaker with fluent English" */
const beforeTheNext = new RegExp(
  `${conjunction.source}|(?<!\\p{L})(?:with|mit|avec|con|com|met|med) (?:(?!(?:${and}) )\\p{L}+ ){1,3}$`,
  "u",
);
