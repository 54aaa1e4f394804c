import { hour } from "../time.ts";
import { wordsOf } from "../words/index.ts";
import { minuteInWords } from "./dates.ts";
import type { DeliveryMail, PremiumOffer } from "./delivery.ts";
import { footerFor, footerOnce, footerWithWishes } from "./footer.ts";
import { type Block, type Letter, note, paragraph, said } from "./letter.ts";
import type { SubscriberLinks, TimedLink } from "./links.ts";

// A mail to an unconfirmed address repeats nothing that was typed into the form (name, places, keywords), or the form
// would send strangers' words to strangers.
export function verificationLetter(mail: DeliveryMail, link: TimedLink): Letter {
  const words = wordsOf(mail.locale).mail.verification;
  const blocks: Block[] = [
    paragraph(words.text(mail.email, askedAt(mail))),
    { is: "action", label: words.action, href: link.url },
    validity(mail, link),
    note(words.notYou),
  ];
  const preheader = words.preheader(hoursOf(mail, link));
  return { ...said({ title: words.title, preheader }), blocks, ...footerOnce(words.footer(mail.email)) };
}

export function alreadySubscribedLetter(mail: DeliveryMail, links: SubscriberLinks): Letter {
  const words = wordsOf(mail.locale).mail.already_subscribed;
  const blocks: Block[] = [
    paragraph(words.text(mail.email, askedAt(mail))),
    { is: "action", label: words.action, href: links.preferences },
    leaving(mail, links),
    note(words.notYou),
  ];
  return { ...said(words), blocks, ...footerFor(mail, links) };
}

/** For people who pay but have unsubscribed, this mail is the only way to their payments. */
export function linksLetter(mail: DeliveryMail, links: SubscriberLinks, { sold }: PremiumOffer): Letter {
  const words = wordsOf(mail.locale).mail.links;
  // After a change of address nobody has asked for links: `confirm_address` promises them under such a period.
  const moved = mail.period.startsWith("address-");
  const blocks: Block[] = [
    paragraph(moved ? words.moved.text(mail.email) : words.text(mail.email, askedAt(mail))),
    { is: "action", label: words.action, href: links.preferences },
    note({ text: words.matches, href: links.matches }),
    ...(sold ? [note({ text: words.billing, href: links.billing })] : []),
    leaving(mail, links),
    ...(moved ? [] : [note(words.notYou)]),
  ];
  const head = moved ? said(words.moved) : { ...said(words), subject: words.subject };
  return { ...head, blocks, ...footerFor(mail, links) };
}

export function stillLookingLetter(mail: DeliveryMail, links: SubscriberLinks): Letter {
  const { digest, still_looking: words } = wordsOf(mail.locale).mail;
  const looked = mail.lookedAt === null ? "" : `${digest.lookedAt(mail.lookedAt)} `;
  const blocks: Block[] = [
    paragraph(`${looked}${words.text}`),
    paragraph(words.wider),
    { is: "action", label: words.action, href: links.preferences },
  ];
  const { footer, ...rest } = footerWithWishes(mail, links);
  return { ...said(words), blocks, ...rest, footer: [...footer, words.footer] };
}

/** @param stay the link by which they say that they still want mails */
export function reEngagementLetter(mail: DeliveryMail, links: SubscriberLinks, stay: string): Letter {
  const { re_engagement: words, footer } = wordsOf(mail.locale).mail;
  const blocks: Block[] = [
    paragraph(words.text(mail.email)),
    { is: "action", label: words.action, href: stay },
    note(`${words.leave} `, { text: footer.unsubscribe, href: links.unsubscribe }),
    note(words.otherwise),
  ];
  return { ...said(words), blocks, ...footerFor(mail, links) };
}

/** To an unconfirmed address: it shows nothing of the subscriber, not even their time zone. */
export function addressConfirmationLetter(mail: DeliveryMail, link: TimedLink): Letter {
  const words = wordsOf(mail.locale).mail.address_confirmation;
  const blocks: Block[] = [
    paragraph(words.text),
    { is: "action", label: words.action, href: link.url },
    validity({ ...mail, timeZone: "UTC" }, link),
    note(words.notYou),
  ];
  return { ...said(words), blocks, ...footerOnce(words.footer) };
}

export function addressChangeLetter(mail: DeliveryMail, link: TimedLink): Letter {
  const { address_change: words, footer } = wordsOf(mail.locale).mail;
  const blocks: Block[] = [
    paragraph(words.text(mail.email, mail.newAddress ?? "", askedAt(mail))),
    { is: "action", label: words.action, href: link.url },
    validity(mail, link),
    note(words.notYou),
  ];
  return { ...said(words), blocks, ...footerOnce(footer.confirmed(mail.email)) };
}

export function exportLetter(mail: DeliveryMail, link: TimedLink): Letter {
  const { export: words, footer } = wordsOf(mail.locale).mail;
  const blocks: Block[] = [
    paragraph(words.text(askedAt(mail))),
    { is: "action", label: words.action, href: link.url },
    validity(mail, link),
    note(words.private),
    note(words.notYou),
  ];
  return { ...said(words), blocks, ...footerOnce(footer.confirmed(mail.email)) };
}

/** @param home the signup page */
export function erasureLetter(mail: DeliveryMail, home: string): Letter {
  const words = wordsOf(mail.locale).mail.erasure_receipt;
  const blocks: Block[] = [
    paragraph(words.text(askedAt(mail))),
    paragraph(words.left),
    note(`${words.again} `, { text: new URL(home).host, href: home }),
  ];
  return { ...said(words), blocks, ...footerOnce(words.footer) };
}

const askedAt = (mail: DeliveryMail) => minuteInWords(new Date(mail.createdAt), mail.timeZone, mail.locale);

const hoursOf = (mail: DeliveryMail, { validUntil }: TimedLink) =>
  Math.round((validUntil.getTime() - Date.parse(mail.issuedAt)) / hour);

function validity(mail: DeliveryMail, link: TimedLink): Block {
  const until = minuteInWords(link.validUntil, mail.timeZone, mail.locale);
  return note(wordsOf(mail.locale).mail.validUntil(hoursOf(mail, link), until));
}

function leaving({ locale }: DeliveryMail, { unsubscribe }: SubscriberLinks): Block {
  const { leaving: question, footer } = wordsOf(locale).mail;
  return note(`${question} `, { text: footer.unsubscribe, href: unsubscribe });
}
