import { sinceLast } from "./around.ts";
import { asked, isAsked, levelIn, native, notAsked, otherLanguages, welcome } from "./language-asked.ts";
import { and, anyName, mentionsIn, or } from "./language-names.ts";

const longestClause = 400;
/** How far from a name the words may be that say something about it, if nothing ends them before. */
const reach = 70;

/** Whether a clause ends before this character: at the end of a line or sentence, a bullet, "),". */
function endsClause(text: string, at: number): boolean {
  const char = text[at] ?? "";
  if (char === "\n" || char === ";" || char === "•") return true;
  if (char === "." || char === "!" || char === "?")
    return (
      (at + 1 === text.length || /\s/.test(text[at + 1] ?? "")) &&
      !/(?<!\p{L})(?:j|jęz|mind?|ca|np|bzw|inkl|z\.b)$/u.test(text.slice(Math.max(0, at - 5), at))
    );
  return char === "," && text[at - 1] === ")";
}

/**
 * The clause around a language's name. A text whose lines were joined has no ends: a few words on both sides are read.
 */
export function clauseAround(text: string, at: number): { start: number; end: number } {
  const [start, end] = [startOfClause(text, at), endOfClause(text, at)];
  if (end - start <= longestClause) return { start, end };
  const [first, last] = [text.indexOf(" ", at - reach), text.lastIndexOf(" ", at + reach)];
  return {
    start: at - start <= reach || first < 0 || first > at ? Math.max(start, at - reach) : first + 1,
    end: end - at <= reach || last <= at ? Math.min(end, at + reach) : last,
  };
}

function startOfClause(text: string, at: number): number {
  let start = at;
  // One more than is read, to tell that it is too long.
  while (start > 0 && at - start <= longestClause && !endsClause(text, start - 1)) start--;
  return start;
}

function endOfClause(text: string, at: number): number {
  let end = at;
  while (end < text.length && !endsClause(text, end)) end++;
  return end;
}

const but = "(?= (?:but|aber|mais|maar|pero|ale|ma|men|mas) )";
const turnsBut = new RegExp(but, "u");
/** Where a clause can turn to something else; ", if you speak German" belongs to what comes before it. */
const turns = new RegExp(
  `(?=,(?! (?:if|wenn|si|als|se(?! valor)|jeśli|om|hvis|jos)(?!\\p{L})))|${but}|(?=\\/ | [-–] )`,
  "u",
);
/** "And German would be a plus", after a language to be spoken well; the Czech "a" (and) is not meant in "a plus". */
const joins = new RegExp(`(?= (?:${and}|a(?! (?:\\p{L}+ )?(?:plus|bonus|benefit))) )`, "u");
/** "Dutch, English or French speaker": what is said of the last two applies to all. */
const isOneOf = new RegExp(`^, \\p{L}+,? (?:${or}) `, "u");
/** "Fluent German, English is a plus" has two parts; "German, level C1" and "German, English and Dutch" are one. */
export function partsOfClause(clause: string): string[] {
  const parts: string[] = [];
  for (const piece of piecesOf(clause)) {
    const last = parts.at(-1);
    const ownSay = anyName.test(piece)
      ? isAsked(piece) || welcome.test(piece) || notAsked.test(piece)
      : otherLanguages.test(piece);
    if (
      last !== undefined &&
      (!ownSay || (isOneOf.test(piece) && !isAsked(last)) || isOneList(last, piece) || isListGoingOn(last, piece))
    )
      parts[parts.length - 1] = last + piece;
    else parts.push(piece);
  }
  return parts;
}

const inBrackets = /(\([^()]*\))/u;
/** "Fluent English (German is a plus)", "(other languages are a plus)"; "German (a plus)" belongs to its name. */
const isAside = (piece: string) =>
  piece.startsWith("(") &&
  (welcome.test(piece) || notAsked.test(piece)) &&
  (anyName.test(piece) || otherLanguages.test(piece));

function piecesOf(clause: string): string[] {
  const around = [""];
  for (const piece of clause.split(inBrackets)) {
    if (isAside(piece)) around.push(piece, "");
    else around[around.length - 1] += piece;
  }
  return around.flatMap((piece) => (isAside(piece) ? piece.split(turnsBut) : piece.split(turns).flatMap(apart)));
}

/** "Fluency in Dutch, English and German is required": words after the last name do not start a new part. */
const isOneList = (before: string, piece: string) =>
  mentionsIn(before).at(-1)?.end === before.length &&
  mentionsIn(piece).length > 1 &&
  !asked.test(piece) &&
  !welcome.test(piece);

/**
 * "Another language (Arabic, Chinese and Russian) is an asset": a list in brackets, and what follows applies to all of
 * it.
 */
const isListGoingOn = (before: string, piece: string) =>
  before.lastIndexOf("(") > before.lastIndexOf(")") &&
  !anyName.test(piece.slice(piece.indexOf(")") + 1 || piece.length));

const bareLevel = new RegExp(`\\b[abc][12]\\b|${native}`, "u");
const anotherSay = new RegExp(` (?:${and}) `, "u");
/**
 * "English B2 required, C1 preferred", "(ideally native)": a higher level is preferred, but the language is required.
 */
export function withoutWishedLevels(clause: string): string {
  if (!bareLevel.test(clause) || !welcome.test(clause)) return clause;
  let rest = "";
  for (const piece of clause.split(/(?<=[,(])|(?=\))/u)) if (!isWishedLevel(piece, rest)) rest += piece;
  return isAsked(rest) ? rest : clause;
}

function isWishedLevel(piece: string, before: string): boolean {
  const [wish, level] = [piece.search(welcome), piece.search(bareLevel)];
  if (wish < 0 || level < 0 || anyName.test(piece)) return false;
  // In "French (B2 is a plus)" the language is only a plus.
  return wish < level || levelIn(sinceLast(before, anotherSay)) !== null;
}

/** "Y valorable alemán": the word for "preferred" comes before the name. */
const welcomeAhead =
  /^ \p{L}{1,3} (?:valor\p{L}+|bij voorkeur|vorzugsweise|ideal\p{L}+|idéal\p{L}+|preferib\p{L}+|preferabl\p{L}+|optional\p{L}*|gerne)(?!\p{L})/u;

function apart(piece: string): string[] {
  if (!welcome.test(piece)) return [piece];
  const pieces = piece.split(joins);
  const at = pieces.findIndex((each, i) => i > 0 && anyName.test(each) && welcome.test(each));
  const before = pieces.slice(0, at).join("");
  const isTold = levelIn(before) !== null || (asked.test(before) && welcomeAhead.test(pieces[at] ?? ""));
  return at > 0 && isTold && !welcome.test(before) ? [before, pieces.slice(at).join("")] : [piece];
}
