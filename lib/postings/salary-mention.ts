import { sinceLast, textBefore, untilFirst } from "./around.ts";
import type { Ends } from "./salary-amount.ts";
import { otherMoney } from "./salary-words.ts";

/** An amount and the text around it. */
export interface Mention {
  text: string;
  /** Its position in the text. */
  start: number;
  end: number;
  /** The clause before it, and the whole sentence. */
  clause: string;
  sentence: string;
  /** The line above, if nothing precedes the amount on its own line. */
  heading: string;
  behind: string;
  /** What follows, including the lines below. */
  after: string;
}

export function mentionAt(text: string, start: number, end: number): Mention {
  const left = textBefore(text, start, 180);
  const lines = left.split("\n");
  const line = lines.at(-1) ?? "";
  const sentence = sinceLast(line, endOfSentence);
  const clause = sinceLast(sentence, /, |\((?!\s?$)| \+ ?| plus | & /);
  const above = lines.slice(0, -1).findLast((each) => each.trim() !== "") ?? "";
  const heading = line.trim().length < 12 && above.length < 70 ? above : "";
  const after = text.slice(end, end + 60);
  return { text, start, end, clause, sentence, heading, behind: untilFirst(after, /[\n;]/), after };
}

/** The full stop in "mind. 2.500 €" and "ca. £40k" does not end a sentence. */
const endOfSentence = /(?<!(?<!\p{L})(?:mind|min|max|ca|c|approx))[.!?•|] |;/u;

/** "From £24,500", "up to": all that may stand between the start of a sentence and its amount. */
const leads =
  /^[\s*·-]{0,4}(?:(?:circa|cirka|ca\.?|c\.|around|about|approx\.?|rund|etwa|environ|ongeveer|około|omkring|between|entre|tra|między|mellan|mellem|mellom|mind\.|min\.|from|up to|ab|bis zu|von|zwischen|à partir de|jusqu'à|de|desde|hasta|da|fino a|vanaf|tot|tussen|od|do|até|från|fra)\s)?$/u;
const closes =
  /^\*{0,2}(?:$|[.!](?:\s|$)| ?[|•·]| \(?(?:depending|dependent|doe(?!\p{L})|je nach|selon|según|afhankelijk))/u;
/** Other things that a bare amount may be about. */
const ofOthers =
  /clients?(?!\p{L})|kund|économis|ahorr|risparm|bespar|gifts?(?!\p{L})|invest|price|cost|prix|precio|prezzo|prijs/u;

/** The job's terms, beside which a bare amount is its pay: hours, contract, degree, years, start. */
const terms =
  /(?<!\p{L})(?:hours?|contract|permanent|temporary|(?:full|part)[- ]?time|degree|(?:one|two|three|[1-5]\+?)[- ]years?(?! ago| old| later)|holidays?|annual leave|hybrid|remote|starts?(?: date| in| on|ing| immediately)|unbefristet|befristet|vollzeit|teilzeit|stunden|homeoffice|urlaub|abschluss|ab sofort|cdi|cdd|heures|télétravail|temps (?:plein|partiel)|congés|contrato|jornada|horario|incorporación|vacaciones|contratto|orario|ferie|vast|thuiswerken|dienstverband|uren|horário|umow[aęy]|praca (?:hybrydowa|zdalna)|etatu?|urlop|tillsvidare|tillträde|heltid|deltid|fast stilling|start i|fuldtid|tiltrædelse)(?!\p{L})|(?<!\d)\d{2,3} ?%/u;
/** Whether a text has nothing but the amount. */
const isWholeText = (text: string, start: number, end: number) =>
  leads.test(text.slice(0, start)) && /^\*{0,2}[.!]?$/.test(text.slice(end).trim());

/**
 * "Two years, any degree. £33,500.": a bare amount is pay if the job's terms stand beside it, or if it is the whole
 * text.
 */
export function standsAlone({ min, max }: Ends, { text, start, end, sentence, behind, after }: Mention): boolean {
  if (isWholeText(text, start, end)) return true;
  if (!leads.test(sentence) || !closes.test(behind)) return false;
  const before = textBefore(text, start, 120);
  const lines = before.split("\n");
  const above = lines.slice(0, -1).join("\n").trimEnd();
  const isSingle = min === null || max === null || min === max;
  // Below something that is not a sentence, a line belongs to that heading.
  if (isSingle && leads.test(lines.at(-1) ?? "") && !/(?:^|[.!?])$/.test(above)) return false;
  return (
    !otherMoney.test(before) &&
    !ofOthers.test(before) &&
    !(isSingle && otherMoney.test(untilFirst(after, ". "))) &&
    (terms.test(before) || terms.test(after))
  );
}
