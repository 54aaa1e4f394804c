import { scrub } from "../scrub.ts";

/** Links, mailboxes in disguise and likely telephone numbers: useless for the order, and personal data. */
const link = /(?:https?:\/\/|www\.)\S*/gi;
const writtenMailbox = /[^\s()[\]]{1,64} ?(?:\(at\)|\[at\]) ?[^\s()[\]]{1,64}/gi;
const telephone = /(?:\+|\b0)\d[\d ()/-]{5,18}\d/g;
/** Invisible characters, which can hide what a text says, and lone surrogates. */
const unseen = /[\p{Cf}\p{Co}\p{Cs}]+/gu;

/**
 * What addresses the model and not an applicant. Safety rests on the JSON around the text and the checks of the answer,
 * not on this list: it keeps plain attempts from having any effect at all.
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
 * A stranger's text as the model may see it: one line, without mailboxes, links and telephone numbers; empty if it
 * gives commands.
 * @param bytes the most it may have, in UTF-8: about as many tokens in every script, so that no alphabet costs a
 * multiple
 */
export function tamed(text: string, bytes: number): string {
  // More than is kept, as parts may be removed; bounded, as strangers' texts are not.
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

/** Cuts at a word, unless that drops half of the line; never within a character. */
function cut(line: string, bytes: number): string {
  const encoded = Buffer.from(line);
  if (encoded.length <= bytes) return line;
  const head = encoded.toString("utf8", 0, bytes).replace(/\uFFFD+$/, "");
  const space = head.lastIndexOf(" ");
  return (space > head.length / 2 ? head.slice(0, space) : head).trimEnd();
}
