import { companyName } from "../company-name.ts";
import { wordsOf } from "../words/index.ts";
import { oneLine } from "../words/one-line.ts";
import { levelOf, payOf, placeOf, remoteScope } from "../words/postings.ts";
import { dayInWords, monthInWords } from "./dates.ts";
import type { DeliveryMail, DeliveryMatch } from "./delivery.ts";
import type { Inline, Line, PostingBlock } from "./letter.ts";
import type { SubscriberLinks } from "./links.ts";
import { safeUrl } from "./safe-url.ts";

const verdicts = ["more", "less", "irrelevant", "applied"] as const;

/** @param feedback the link of the mail's verdicts, still without match and verdict */
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
  return {
    title,
    // What cannot be linked to leads to our own page of it.
    href: safeUrl(match.url, links.matches) ?? links.matches,
    company: company || pages.search.noCompany,
    facts: [
      [placeOf(match, locale), remoteScope(match.remote, locale)].filter(Boolean).join(" · "),
      `${payOf(match.salary, locale)} · ${levelOf(match, locale)}`,
    ],
    sentence: oneLine(match.sentence ?? "", 140),
    reasons: match.reasons
      .slice(0, 2)
      .map((reason) => oneLine(reason, 100))
      .join("; "),
    gap: oneLine(match.gaps[0] ?? "", 100),
    seen: seenOf(match, mail),
    moreAtCompany:
      isLastOfCompany(match, mail) && match.sameCompany > 0 && company !== ""
        ? { text: words.moreAt(match.sameCompany, company), href: links.matches }
        : null,
    verdicts: verdicts.map((what) => ({
      label: pages.feedback.verdicts[what],
      name: `${pages.feedback.verdicts[what]}: ${oneLine(title, 24)}`,
      href: `${verdict}&verdict=${what}`,
    })),
    verdict,
  };
}

/** How many more a company has is said once, below the last of its jobs. */
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

/** "via Greenhouse", or the very words that a source's terms ask for ("Jobs by Adzuna"). */
function via({ source, attribution }: DeliveryMatch, word: string): Inline[] {
  if (attribution === null) return [`${word} ${oneLine(source, 40)}`];
  const link = { text: attribution.label, href: attribution.url };
  return attribution.label.includes(" by ") ? [link] : [`${word} `, link];
}
