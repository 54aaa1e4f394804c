import { type Locale, wordsOf } from "../words/index.ts";
import type { Block, Letter, Line, PostingBlock } from "./letter.ts";
import { sender } from "./sender.ts";

/** The text part: the same content, with links as plain addresses. */
export function plainText({ title, blocks, footer, footerLinks }: Letter, locale: Locale): string {
  const ways = footerLinks.map((link) => lineOf([link])).join("\n");
  const parts = [title, ...blocks.map((block) => textOf(block, locale)), ...footer, ways, sender.postalAddress];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function textOf(block: Block, locale: Locale): string {
  switch (block.is) {
    case "paragraph":
    case "note":
      return lineOf(block.line);
    case "action":
      return `${block.label}:\n${block.href}`;
    case "postings":
      return block.postings.map((posting) => postingOf(posting, locale)).join("\n\n");
  }
}

// The link to a company's other jobs is left out: the one at the end of the list covers it.
function postingOf(posting: PostingBlock, locale: Locale): string {
  const { title, href, company, facts, sentence, reasons, gaps, seen, moreAtCompany, verdict } = posting;
  const words = wordsOf(locale).mail;
  return [
    title,
    company,
    ...facts,
    sentence,
    reasons && `${words.fits}: ${reasons}`,
    gaps && `${words.mayNot}: ${gaps}`,
    href,
    lineOf(seen),
    moreAtCompany?.text ?? "",
    `${words.verdictInText} ${verdict}`,
  ]
    .filter((line) => line !== "")
    .join("\n");
}

const lineOf = (line: Line): string =>
  line.map((part) => (typeof part === "string" ? part : `${part.text} ${part.href}`)).join("");
