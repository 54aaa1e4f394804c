import { sinceLast, textBefore, untilFirst } from "./around.ts";
import type { Ends } from "./salary-amount.ts";
import { otherMoney } from "./salary-words.ts";

/** An amount, and what stands around it. */
export interface Mention {
  text: string;
  /** Where in the text it stands. */
  start: number;
  end: number;
  /** The clause before it, and all of the sentence. */
  clause: string;
  sentence: string;
  /** The line above, if the amount's own says nothing before it. */
  heading: string;
  behind: string;
  /** What follows, in the lines below as well. */
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

/** The point of "mind. 2.500 €" and "ca. £40k" ends none. */
const endOfSentence = /(?<!(?<!\p{L})(?:mind|min|max|ca|c|approx))[.!?•|] |;/u;

/** "From £24,500", "up to": all that may stand between a sentence's beginning and its amount. */
const leads =
  /^[\s*·-]{0,4}(?:(?:circa|cirka|ca\.?|c\.|around|about|approx\.?|rund|etwa|environ|ongeveer|około|omkring|between|entre|tra|między|mellan|mellem|mellom|mind\.|min\.|from|up to|ab|bis zu|von|zwischen|à partir de|jusqu'à|de|desde|hasta|da|fino a|vanaf|tot|tussen|od|do|até|från|fra)\s)?$/u;
const closes =
  /^\*{0,2}(?:$|[.!](?:\s|$)| ?[|•·]| \(?(?:depending|dependent|doe(?!\p{L})|je nach|selon|según|afhankelijk))/u;
/** Of which an amount by itself may speak as well. */
const ofOthers =
  /clients?(?!\p{L})|kund|économis|ahorr|risparm|bespar|gifts?(?!\p{L})|invest|price|cost|prix|precio|prezzo|prijs/u;

/** The job's terms, beside which an amount is its pay: hours, contract, degree, years, start. */
const terms =
  /(?<!\p{L})(?:hours?|contract|permanent|temporary|(?:full|part)[- ]?time|degree|(?:one|two|three|[1-5]\+?)[- ]years?(?! ago| old| later)|holidays?|annual leave|hybrid|remote|starts?(?: date| in| on|ing| immediately)|unbefristet|befristet|vollzeit|teilzeit|stunden|homeoffice|urlaub|abschluss|ab sofort|cdi|cdd|heures|télétravail|temps (?:plein|partiel)|congés|contrato|jornada|horario|incorporación|vacaciones|contratto|orario|ferie|vast|thuiswerken|dienstverband|uren|horário|umow[aęy]|praca (?:hybrydowa|zdalna)|etatu?|urlop|tillsvidare|tillträde|heltid|deltid|fast stilling|start i|fuldtid|tiltrædelse)(?!\p{L})|(?<!\d)\d{2,3} ?%/u;
/** An amount before and behind which a text says nothing. */
const isWholeText = (text: string, start: number, end: number) =>
  leads.test(text.slice(0, start)) && /^\*{0,2}[.!]?$/.test(text.slice(end).trim());

/** "Two years, any degree. £33,500.": an amount by itself is pay where the job's terms stand beside it, or where it is all. */
export function standsAlone({ min, max }: Ends, { text, start, end, sentence, behind, after }: Mention): boolean {
  if (isWholeText(text, start, end)) return true;
  if (!leads.test(sentence) || !closes.test(behind)) return false;
  const before = textBefore(text, start, 120);
  const lines = before.split("\n");
  const above = lines.slice(0, -1).join("\n").trimEnd();
  const isSingle = min === null || max === null || min === max;
  // Under what is no sentence a line is the heading's.
  if (isSingle && leads.test(lines.at(-1) ?? "") && !/(?:^|[.!?])$/.test(above)) return false;
  return (
    !otherMoney.test(before) &&
    !ofOthers.test(before) &&
    !(isSingle && otherMoney.test(untilFirst(after, ". "))) &&
    (terms.test(before) || terms.test(after))
  );
}
