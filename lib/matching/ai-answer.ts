import { aiFaults } from "../metrics.ts";
import { type Answer, openers, type Shown } from "./ai-prompt.ts";
import { plain } from "./seeker.ts";

const longestSentence = 140;
/** So many words in a row are the posting's own and not a sentence about it. */
const echoWords = 6;

/** Markup, emoji, control characters, mailboxes and links; dots within words make links of them in mail programs. */
const notPlain = /[<>{}[\]|*_#`\\^~=@\p{C}\p{Zl}\p{Zp}\p{Extended_Pictographic}]|:\/\/|\bwww\b|\p{L}\.\p{L}{2}/u;
/** What only code may say, and what speaks to a machine. */
const notTheirs =
  /\b(?:scor(?:e|es|ed|ing)|rat(?:ed|ing|ings)|rank(?:s|ed|ing)?|percent|guarantee[ds]?|instructions?|prompt)\b|%/i;
/** What people decide by: it must stand in the facts or in the title, not only in the posting's text. */
const hardFacts =
  /\b(?:remote|hybrid|home office|visas?|sponsor\w*|relocat\w*|salar\w+|pay|pays|paid|bonus\w*|equity|part time|full time|permanent|unlimited)\b/g;

export interface Checked {
  /** Indexes of candidates, best first, each once. */
  order: number[];
  /** By index. */
  sentences: Map<number, string>;
}

/** What of an answer can be used. Numbers that nobody has, repetitions and sentences that do not hold are dropped, and counted. */
export function checked({ picks }: Answer, postings: readonly Shown[]): Checked {
  const order = new Set<number>();
  const sentences = new Map<number, string>();
  for (const { number, why } of picks) {
    const at = number - 1;
    const posting = postings[at];
    if (!posting || order.has(at)) {
      aiFaults.inc({ fault: posting ? "duplicate" : "id" });
      continue;
    }
    order.add(at);
    const sentence = why.normalize("NFC").replace(/\s+/g, " ").trim();
    if (holds(sentence, posting)) sentences.set(at, sentence);
    else aiFaults.inc({ fault: "sentence" });
  }
  return { order: [...order], sentences };
}

/**
 * Whether a sentence may stand in a mail under our name: short and plain, and it states nothing that the posting does
 * not. Names, numbers and what people decide by are looked up; a sentence too few is better than a wrong one.
 */
export function holds(sentence: string, { title, company, facts, text }: Shown): boolean {
  if (sentence.length === 0 || sentence.length > longestSentence) return false;
  if (notPlain.test(sentence) || notTheirs.test(sentence)) return false;
  const own = `${facts} ${title} ${company}`;
  const numbers = new Set(numbersOf(own));
  if (!numbersOf(sentence).every((number) => numbers.has(number))) return false;
  const known = ` ${plain(own)} `;
  if (![...plain(sentence).matchAll(hardFacts)].every(([word]) => known.includes(` ${word} `))) return false;
  const words = new Set(plain(`${own} ${text}`).split(" "));
  return namesOf(sentence).every((name) => words.has(name)) && !echoes(sentence, text);
}

/** Numerals of any script, so that none slips through. */
const numbersOf = (text: string) => text.match(/\p{N}+/gu) ?? [];

/** Words with a capital, but for an opener: places, languages, employers, products. */
function namesOf(sentence: string): string[] {
  const [first = "", ...rest] = sentence.split(" ");
  return (openers.includes(first) ? rest : [first, ...rest])
    .filter((word) => /^\P{L}*\p{Lu}/u.test(word))
    .flatMap((word) => plain(word).split(" ").filter(Boolean));
}

function echoes(sentence: string, text: string): boolean {
  const words = plain(sentence).split(" ");
  const whole = ` ${plain(text)} `;
  return words.some(
    (_, at) => at + echoWords <= words.length && whole.includes(` ${words.slice(at, at + echoWords).join(" ")} `),
  );
}
