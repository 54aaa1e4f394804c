import { companyName } from "../company-name.ts";
import { wordsOf } from "../words/index.ts";
import { oneLine } from "../words/one-line.ts";
import { levelOf, payOf, placeOf, remoteScope } from "../words/postings.ts";
import { dayInWords, monthInWords } from "./dates.ts";
import type { DeliveryMail, DeliveryMatch } from "./delivery.ts";
import type { Inline, Line, PostingBlock } from "./letter.ts";
import type { SubscriberLinks } from "./links.ts";
import { safeUrl } from "./safe-url.ts";

/** @param feedback the mail's link for verdicts, still without match and verdict */
export function postingBlock(
  match: DeliveryMatch,
  mail: DeliveryMail,
  links: SubscriberLinks,
  feedback: string,
): PostingBlock {
  const { locale } = mail;
  const { mail: words, postings, pages } = wordsOf(locale);
  const title = oneLine(match.title, 120) || postings.untitled;
  const company = oneLine(match.company, 60);
  const verdict = `${feedback}&match=${match.matchId}`;
  const facts = [
    [placeOf(match, locale), remoteScope(match.remote, locale)].filter(Boolean).join(" · "),
    `${payOf(match.salary, locale)} · ${levelOf(match, locale)}`,
  ];
  return {
    title,
    // If the address is not safe to link, our own page of matches.
    href: safeUrl(match.url, links.matches) ?? links.matches,
    company: company || pages.search.noCompany,
    facts,
    sentence: oneLine(match.sentence ?? "", 140),
    reasons: linesOf(match.reasons),
    // The second gap only if the facts do not say it already, such as "Pay not stated".
    gaps: linesOf(match.gaps.filter((gap, at) => at === 0 || !facts.some((fact) => fact.includes(gap)))),
    seen: seenOf(match, mail),
    moreAtCompany:
      isLastOfCompany(match, mail) && match.sameCompany > 0 && company !== ""
        ? { text: words.moreAt(match.sameCompany, company), href: links.matches }
        : null,
    verdicts: Object.entries(pages.feedback.verdicts).map(([what, label]) => ({
      label,
      name: `${label}: ${oneLine(title, 24)}`,
      href: `${verdict}&verdict=${what}`,
    })),
    verdict,
  };
}

/** Nobody reads more of each; the page behind the link at the end shows all. */
const mostTold = 2;

const linesOf = (lines: readonly string[]) =>
  lines
    .slice(0, mostTold)
    .map((line) => oneLine(line, 100))
    .join("; ");

/** How many more jobs a company has is shown once, below its last one. */
function isLastOfCompany(match: DeliveryMatch, { matches }: DeliveryMail): boolean {
  const name = companyName(match.company);
  return matches.findLast(({ company }) => companyName(company) === name) === match;
}

/** When it was posted and seen, and where. */
function seenOf(match: DeliveryMatch, { timeZone, createdAt, locale }: DeliveryMail): Line {
  const words = wordsOf(locale).mail.seen;
  const posted = match.postedAt === null ? null : dayInWords(match.postedAt, timeZone, locale);
  const checked = dayInWords(match.checkedAt, timeZone, locale);
  const uncertain = match.linkStatus === "uncertain";
  const parts = [
    posted === null ? words.notStated : words.posted(posted),
    match.repostedAt === null ? "" : words.again(monthInWords(match.firstSeenAt, createdAt, timeZone, locale)),
    checked === null ? "" : uncertain ? words.lastSeen(checked) : words.checked(checked),
    uncertain ? words.uncertain : "",
  ];
  return [`${parts.filter((part) => part !== "").join(" · ")} · `, ...via(match, words.via)];
}

/** "via Greenhouse", or the exact words that a source's terms ask for ("Jobs by Adzuna"). */
function via({ source, attribution }: DeliveryMatch, word: string): Inline[] {
  if (attribution === null) return [`${word} ${oneLine(source, 40)}`];
  const link = { text: attribution.label, href: attribution.url };
  return attribution.label.includes(" by ") ? [link] : [`${word} `, link];
}
