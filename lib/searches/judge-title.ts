import type { Verdict } from "./results.ts";
import { alternatives, asOneWord, makesSoftware, spelled, type TitleReading, wordsOf } from "./title-words.ts";

/** Words for levels of experience, which stand anywhere in a title. */
const levels = new Set(
  "junior senior graduate entry intern trainee werkstudent apprentice associate lead principal staff".split(" "),
);
/** May stand between the words of a title, or beside them, without making it another job. */
const fillers = new Set([
  ...levels,
  ..."level remote hybrid software frontend backend fullstack i ii iii 1 2 3".split(" "),
]);
const small = new Set(
  // English, German, French, Spanish, Italian, Dutch, Polish
  "of the a an for in to and der die das den dem des im am zum zur von fur und de du la le les en et el los las del y e di il per con van het voor w do z".split(
    " ",
  ),
);
const saysNothing = (word: string) => fillers.has(word) || small.has(word);

interface Asked {
  /** All of them, anywhere. */
  levels: string[];
  /** Together. */
  words: string[];
}

function askedOf(jobTitle: string, { fold, neutral }: TitleReading): Asked {
  const all = wordsOf(fold(neutral(spelled(jobTitle))));
  const telling = all.filter((word) => !small.has(word));
  const words = telling.filter((word) => !levels.has(word));
  if (words.length > 0) return { levels: telling.filter((word) => levels.has(word)), words };
  return { levels: [], words: telling.length > 0 ? telling : all };
}

function segmentsOf(title: string, { fold, neutral }: TitleReading): string[][] {
  return neutral(spelled(title))
    .split(/[,;|()[\]:–—]|\s-\s/)
    .map((segment) => wordsOf(fold(segment.replace(/[&/+]/g, " and "))))
    .filter((words) => words.length > 0);
}

/**
 * Whether a title is that of the job asked for: the words stand together, in any order, with nothing between them but a
 * level or what is joined by "and". "Product Marketing Manager" is no product manager, "JavaScript" is not Java.
 */
export function titleVerdict(jobTitle: string, title: string, reading: TitleReading): Verdict {
  const asked = askedOf(jobTitle, reading);
  const segments = segmentsOf(title, reading);
  if (asked.words.length === 0) return "unknown";
  const said = segments.flat();
  if (!asked.levels.every((level) => said.includes(level))) return "not-met";
  const together = segments.some((words) => standsIn(words, asked.words));
  return together || spreadOver(segments, asked.words) ? "met" : "not-met";
}

/**
 * Where `word` stands in what is left of `asked`: "software engineer" also counts as a developer, "Developer (Backend)" as
 * an engineer.
 */
function placeOf(word: string, before: string | undefined, asked: readonly string[], left = asked): number {
  const found = left.indexOf(word);
  if (found >= 0) return found;
  if (word === "engineer" && makesSoftware(before)) return left.indexOf("developer");
  return word === "developer" && asked.some(makesSoftware) ? left.indexOf("engineer") : -1;
}

function standsIn(words: readonly string[], asked: readonly string[]): boolean {
  return words.some(
    (_, start) => !helpsAnother(words, start) && (reads(words, start, asked) || isOne(words, start, asked)),
  );
}

/** "Assistant to the product manager" */
function helpsAnother(words: readonly string[], start: number): boolean {
  const before = words.slice(0, start).join(" ");
  return /\b(?:assistant|assistenz|secretary) (?:to|of|der|des|an|du)\b/.test(before);
}

function reads(words: readonly string[], start: number, asked: readonly string[]): boolean {
  const left = [...asked];
  for (let at = start; at < words.length && left.length > 0; at++) {
    const word = words[at] ?? "";
    const found = placeOf(word, words[at - 1], asked, left);
    if (found >= 0) left.splice(found, 1);
    else if (at === start) return false;
    else if (word === "and" || word === "und") at += left.includes(words[at + 1] ?? "") ? 0 : 1;
    // "Data Analyst/Scientist"
    else if (words[at + 1] === "and" && left.includes(words[at + 2] ?? "")) at++;
    else if (!saysNothing(word)) return false;
  }
  return left.length === 0;
}

/** "Bookkeeper" and "book keeper" */
function isOne(words: readonly string[], start: number, asked: readonly string[]): boolean {
  const joined = asked.join("");
  return words[start] === joined || (asked.length === 1 && `${words[start]}${words[start + 1] ?? ""}` === joined);
}

/** "Analyst (Data)", "Manager, Product": parts that say nothing else. */
function spreadOver(segments: readonly (readonly string[])[], asked: readonly string[]): boolean {
  const pure = segments.filter((words) =>
    words.every((word, at) => placeOf(word, words[at - 1], asked) >= 0 || saysNothing(word)),
  );
  const said = new Set(pure.flatMap((words) => words.map((word, at) => placeOf(word, words[at - 1], asked))));
  return asked.every((word) => said.has(asked.indexOf(word)));
}

/** A tsquery for titles that may be of the job asked for; titleVerdict judges what it finds. */
export function titleQuery(jobTitle: string, reading: TitleReading): string {
  const { levels: some, words } = askedOf(jobTitle, reading);
  const [first = "", second] = words;
  const each = words.map(alternatives).join(" & ");
  const all = second !== undefined && words.length === 2 ? `((${each}) | ${asOneWord(first, second)})` : each;
  return [...some.map(alternatives), all].join(" & ");
}
