import { type Locale, wordsOf } from "../words/index.ts";
import { oneLine } from "../words/one-line.ts";
import { payOf, placeOf, remoteScope } from "../words/postings.ts";
import type { DeliveryMail, PremiumOffer } from "./delivery.ts";
import { footerWithWishes } from "./footer.ts";
import { type Block, type Letter, note, paragraph } from "./letter.ts";
import type { SubscriberLinks } from "./links.ts";
import { postingBlock } from "./posting.ts";

// Inboxes show no more of a subject, even on a wide screen.
const maxSubject = 90;
const [minPreheader, maxPreheader] = [40, 90];

/** lib/matching stops counting there (weights.ts). */
const countedUpTo = 20;

/** @param offer premium, for mails to people without it */
export function digestLetter(
  mail: DeliveryMail,
  links: SubscriberLinks,
  feedback: string,
  offer: PremiumOffer,
): Letter {
  return {
    subject: subjectOf(mail),
    preheader: preheaderOf(mail),
    title: headingOf(mail),
    blocks: [
      paragraph(introduction(mail)),
      ...(mail.matches.length > 0 ? listOf(mail, links, feedback) : instead(mail, links)),
      ...(mail.tier === "free" && mail.matches.length > 0 ? freePlan(mail, links, offer) : []),
    ],
    ...footerWithWishes(mail, links),
  };
}

function listOf(mail: DeliveryMail, links: SubscriberLinks, feedback: string): Block[] {
  const { matches, more } = mail;
  const { digest } = wordsOf(mail.locale).mail;
  const others = more < countedUpTo ? digest.more(more) : digest.moreThan(countedUpTo);
  return [
    { is: "postings", postings: matches.map((match) => postingBlock(match, mail, links, feedback)) },
    ...(more > 0 ? [paragraph(others)] : []),
    { is: "action", label: digest.seeAll, href: links.matches },
  ];
}

/** When the next ones come, in the first digest only, and what premium would add. */
function freePlan({ period, locale }: DeliveryMail, { billing }: SubscriberLinks, offer: PremiumOffer): Block[] {
  const { rhythm, premium, premiumLink } = wordsOf(locale).mail.digest;
  return [
    ...(isFirst(period) ? [paragraph(rhythm(offer.freeJobs))] : []),
    ...(offer.sold ? [note(`${premium(offer.jobs, offer.freeJobs)} `, { text: premiumLink, href: billing })] : []),
  ];
}

/** If nothing fits: why, and a link to change the wishes. */
function instead({ why, locale }: DeliveryMail, links: SubscriberLinks): Block[] {
  const { mail, pages, tag } = wordsOf(locale);
  const { why: inTheWay, reasons } = pages.status.none;
  const known: Readonly<Record<string, (count: string) => string>> = reasons;
  const told = why.flatMap(({ code, count }) => known[code]?.(count.toLocaleString(tag)) ?? []);
  return [
    ...(told.length > 0 ? [paragraph(`${inTheWay}: ${told.join("; ")}.`)] : []),
    { is: "action", label: mail.still_looking.action, href: links.preferences },
  ];
}

/** The first digest: the welcome, or the one that followed an empty welcome. */
const isFirst = (period: string) => period === "welcome" || period.startsWith("welcome:");

/** One printable line: texts of postings are cut and cleaned before they become a header. */
function subjectOf({ period, matches, locale }: DeliveryMail): string {
  const { digest } = wordsOf(locale).mail;
  const [first, ...others] = matches;
  if (first === undefined) return period === "welcome" ? digest.confirmed : digest.none;
  const start = `${isFirst(period) ? digest.first(matches.length) : digest.found(matches.length)}: `;
  const end = others.length > 0 ? ", …" : "";
  return start + oneLine(jobAt(first, locale), maxSubject - start.length - end.length) + end;
}

function headingOf({ period, matches, locale }: DeliveryMail): string {
  const { digest } = wordsOf(locale).mail;
  if (matches.length === 0) return period === "welcome" ? digest.onTheList : digest.none;
  return isFirst(period) ? digest.first(matches.length) : digest.found(matches.length);
}

/** The other jobs; for a single one, its place and pay. */
function preheaderOf({ matches, locale }: DeliveryMail): string {
  const { digest } = wordsOf(locale).mail;
  const [first, ...others] = matches;
  if (first === undefined) return digest.lookAgain;
  const line =
    others.length > 0
      ? digest.also(others.map((other) => jobAt(other, locale)).join(", "))
      : [placeOf(first, locale), remoteScope(first.remote, locale), payOf(first.salary, locale)]
          .filter(Boolean)
          .join(" · ");
  return oneLine(line.length < minPreheader ? `${line} · ${digest.inside}` : line, maxPreheader);
}

function jobAt({ title, company }: { title: string; company: string }, locale: Locale): string {
  const { mail, postings } = wordsOf(locale);
  const job = oneLine(title, 60) || postings.untitled;
  const at = oneLine(company, 40);
  return at === "" ? job : mail.jobAt(job, at);
}

function introduction({ name, matches, lookedAt, period, locale }: DeliveryMail): string {
  const { greeting, digest } = wordsOf(locale).mail;
  const called = greetingName(name);
  return [
    called === "" ? "" : greeting(called),
    period === "welcome" ? digest.welcome : "",
    lookedAt === null ? "" : digest.lookedAt(lookedAt),
    digest.fit(matches.length),
    matches.length === 0 ? digest.lookAgain : "",
  ]
    .filter((sentence) => sentence !== "")
    .join(" ");
}

/** "" for a name that contains an address, which mail clients would make a link. The greeting adds its own full stop. */
function greetingName(name: string | null): string {
  const line = oneLine(name ?? "", 60);
  return /[/@<>]|www\./i.test(line) ? "" : line.replace(/[\s.,!?]+$/, "");
}
