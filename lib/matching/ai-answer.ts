import { aiFaults } from "../metrics.ts";
import { plain } from "../plain.ts";
import { type Locale, locales, wordsOf } from "../words/index.ts";
import type { Answer, Shown } from "./ai-prompt.ts";

const longestSentence = 140;
/** A run of this many words from the posting is a quotation, not a sentence about it. */
const echoWords = 6;

/** Markup, emoji, control characters, mailboxes and links; mail programs also make links of words with dots inside. */
const notPlain = /[<>{}[\]|*_#`\\^~=@\p{C}\p{Zl}\p{Zp}\p{Extended_Pictographic}]|&\w+;|:\/\/|\bwww\b|\p{L}\.\p{L}{2}/u;

export interface Checked {
  /** Indexes of candidates, best first, each once. */
  order: number[];
  /** By index. */
  sentences: Map<number, string>;
}

/**
 * The usable part of an answer. Unknown numbers, repetitions and sentences that do not hold are dropped, and counted.
 */
export function checked({ picks }: Answer, postings: readonly Shown[], locale: Locale = locales[0]): Checked {
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
    if (holds(sentence, posting, locale)) sentences.set(at, sentence);
    else aiFaults.inc({ fault: "sentence" });
  }
  return { order: [...order], sentences };
}

/**
 * Whether a sentence may stand in a mail under our name: short, plain, and stating nothing that the posting does not.
 * Names, numbers and hard facts are looked up; no sentence is better than a wrong one.
 */
export function holds(sentence: string, { title, company, facts, text }: Shown, locale: Locale = locales[0]): boolean {
  const rules = wordsOf(locale).reasons.sentence;
  if (sentence.length === 0 || sentence.length > longestSentence) return false;
  if (notPlain.test(sentence) || rules.notTheirs.test(sentence)) return false;
  if (!isIn(locale, sentence)) return false;
  const own = `${facts} ${title} ${company}`;
  const numbers = new Set(numbersOf(own));
  if (!numbersOf(sentence).every((number) => numbers.has(number))) return false;
  const known = ` ${plain(own)} `;
  if (![...plain(sentence).matchAll(rules.hardFacts)].every(([word]) => known.includes(` ${word} `))) return false;
  const words = new Set(plain(`${own} ${text}`).split(" "));
  return (
    namesOf(sentence, rules.openers).every((name) => words.has(name) || rules.noun.test(name)) &&
    !echoes(sentence, text)
  );
}

/** Models fall back into English, so no other language of ours may have more of its small words in the sentence. */
function isIn(locale: Locale, sentence: string): boolean {
  const words = plain(sentence).split(" ");
  const small = (of: Locale) => words.filter((word) => wordsOf(of).reasons.sentence.smallWords.includes(word)).length;
  const own = small(locale);
  return locales.every((other) => small(other) <= own);
}

/** Numerals of any script, so that none slips through, and currency signs. */
const numbersOf = (text: string) => text.match(/\p{N}+|\p{Sc}/gu) ?? [];

/** Capitalised words, except an opener: places, languages, employers, products. */
function namesOf(sentence: string, openers: readonly string[]): string[] {
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
