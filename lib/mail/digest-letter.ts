import { type Locale, wordsOf } from "../words/index.ts";
import { oneLine } from "../words/one-line.ts";
import { payOf, placeOf, remoteScope } from "../words/postings.ts";
import type { DeliveryMail, PremiumOffer } from "./delivery.ts";
import { footerWithWishes } from "./footer.ts";
import { type Block, type Letter, note, paragraph } from "./letter.ts";
import type { SubscriberLinks } from "./links.ts";
import { postingBlock } from "./posting.ts";

// What inboxes show of a subject on a wide screen; behind it nobody reads.
const maxSubject = 90;
const [minPreheader, maxPreheader] = [40, 90];

/** lib/matching counts no further (weights.ts). */
const countedUpTo = 20;

/** @param offer what is told of premium to who has none */
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
      ...(offer.sold && mail.tier === "free" && mail.matches.length > 0 ? [premiumLine(mail, links, offer)] : []),
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

function premiumLine({ locale }: DeliveryMail, { billing }: SubscriberLinks, { jobs }: PremiumOffer): Block {
  const { premium, premiumLink } = wordsOf(locale).mail.digest;
  return note(`${premium(jobs)} `, { text: premiumLink, href: billing });
}

/** Where nothing fits: what stood in the way, and the way to ask for something else. */
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

/** The first digest with postings: the welcome itself, or the one that came for an empty welcome. */
const isFirst = (period: string) => period === "welcome" || period.startsWith("welcome:");

/** One printable line: what comes from a posting is cut and cleaned before it becomes a header. */
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

/** A name that carries an address is no name: mail clients would make it a link. The greeting has a full stop of its own. */
function greetingName(name: string | null): string {
  const line = oneLine(name ?? "", 60);
  return /[/@<>]|www\./i.test(line) ? "" : line.replace(/[\s.,!?]+$/, "");
}
