import { scrub } from "../scrub.ts";

/** Links, mailboxes written for people, and what could be a telephone number: of no use to the order, and somebody's. */
const link = /(?:https?:\/\/|www\.)\S*/gi;
const writtenMailbox = /[^\s()[\]]{1,64} ?(?:\(at\)|\[at\]) ?[^\s()[\]]{1,64}/gi;
const telephone = /(?:\+|\b0)\d[\d ()/-]{5,18}\d/g;
/** Characters that nobody sees, with which a text can hide what it says; surrogates without a partner. */
const unseen = /[\p{Cf}\p{Co}\p{Cs}]+/gu;

/**
 * What speaks to the machine and not to an applicant. The fence and the checks of the answer do not rest on this list:
 * it keeps the plain attempts from moving anything at all.
 */
const commands = [
  /\b(?:ignor[aeirz]+|disregard|forget|override|bypass|vergiss)\b.{0,40}\b(?:instruc|istruzion|anweisung|prompt|rule|above|previous|prior)/i,
  /\b(?:instruction|prompt|command)s?\b.{0,30}\b(?:ignore|disregard|override|obey)/i,
  /\b(?:score|rating|relevance)(?: of| is| to|:| ?=)? ?\d|\b(?:highest|maximum|perfect|top) (?:score|rating|rank)\b/i,
  /\b(?:rank|rate|place|put|list|choose|pick|select|recommend) (?:this|our) (?:ad|company|employer|job|listing|offer|one|posting|position|role)\b/i,
  /\b(?:rank|place|put|list|choose|pick) (?:it|me|this|us) (?:first|at the top|on top|above)\b/i,
  /\bsystem (?:prompt|message)\b|<\|?\/?(?:im_start|im_end|system|user|assistant)\b|\[\/?INST\]/i,
  /\byou are (?:now )?(?:an? )?(?:ai|assistant|chatbot|llm|language model|ranker)\b/i,
  /"(?:picks|number|why)" ?:/i,
];

/**
 * A text of strangers as the model may see it: one line, without mailboxes, links and telephone numbers. Of one that
 * gives commands, nothing.
 * @param bytes of UTF-8 that it may have: in every script about as many tokens, so that no alphabet costs a multiple
 */
export function tamed(text: string, bytes: number): string {
  // More than is kept, as parts may go; bounded, as texts of strangers are not.
  const line = text
    .slice(0, 5 * bytes)
    .normalize("NFKC")
    .replace(unseen, "")
    .replace(/[\s\p{Cc}]+/gu, " ");
  if (commands.some((command) => command.test(line))) return "";
  const clean = scrub(line.replace(link, " ").replace(writtenMailbox, " "))
    .replaceAll("[mailbox]", " ")
    .replace(telephone, " ");
  return cut(clean.replace(/ +/g, " ").trim(), bytes);
}

/** At a word, unless the last one is half of it; never within a character. */
function cut(line: string, bytes: number): string {
  const encoded = Buffer.from(line);
  if (encoded.length <= bytes) return line;
  const head = encoded.toString("utf8", 0, bytes).replace(/\uFFFD+$/, "");
  const space = head.lastIndexOf(" ");
  return (space > head.length / 2 ? head.slice(0, space) : head).trimEnd();
}
