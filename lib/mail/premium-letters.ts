import { PermanentError } from "../errors.ts";
import { wordsOf } from "../words/index.ts";
import { dayInWords } from "./dates.ts";
import type { DeliveryMail, PremiumFacts, PremiumOffer } from "./delivery.ts";
import { footerOnce } from "./footer.ts";
import { type Block, type Letter, note, paragraph, said } from "./letter.ts";
import type { SubscriberLinks } from "./links.ts";

// These mails name no amount: Polar's receipt does, and discounts or taxes there may have changed it.

export function premiumStartedLetter(mail: DeliveryMail, links: SubscriberLinks, { jobs }: PremiumOffer): Letter {
  const { premium, premium_started: words } = wordsOf(mail.locale).mail;
  const { plan, cadence = "weekly", left, until, ends } = factsOf(mail);
  const comes = cadence === "weekly" ? words.weekly(jobs) : words.comes(premium.cadences[cadence], jobs);
  const blocks: Block[] = [
    paragraph(`${plan === undefined ? words.text : words.ofPlan[plan]} ${left ? premium.left : comes}`),
    ...(left || cadence !== "weekly" ? [] : [note({ text: words.moreDays, href: links.preferences })]),
    paragraph(until === undefined ? words.renews : (ends ? words.endsOn : words.renewsOn)(dayOf(until, mail))),
    { is: "action", label: words.action, href: links.billing },
    note(words.receipt),
  ];
  return { ...said({ ...words, preheader: words.preheader(jobs) }), blocks, ...whyOf(mail) };
}

export function paymentFailedLetter(mail: DeliveryMail, links: SubscriberLinks): Letter {
  const words = wordsOf(mail.locale).mail.payment_failed;
  const { until = mail.createdAt, left } = factsOf(mail);
  const day = dayOf(until, mail);
  const blocks: Block[] = [
    paragraph(words.text(day)),
    paragraph(words.card),
    { is: "action", label: words.action, href: links.billing },
    note(left ? words.end : `${words.otherwise} ${words.end}`),
  ];
  return { ...said({ ...words, preheader: words.preheader(day) }), blocks, ...whyOf(mail) };
}

export function premiumEndedLetter(mail: DeliveryMail, links: SubscriberLinks, offer: PremiumOffer): Letter {
  const { premium, premium_started, premium_ended: words } = wordsOf(mail.locale).mail;
  const { until = mail.createdAt, left, unpaid } = factsOf(mail);
  const day = dayOf(until, mail);
  const blocks: Block[] = [
    paragraph(unpaid ? words.unpaid(day) : words.text(day)),
    paragraph(left ? premium.left : `${words.free(offer.freeJobs, offer.freeDelayHours)} ${words.kept}`),
    { is: "action", label: unpaid ? words.pay : left ? premium_started.action : words.action, href: links.billing },
    ...(unpaid ? [note(words.again)] : []),
  ];
  return { ...said(words), blocks, ...whyOf(mail) };
}

/** @throws PermanentError if the row lacks the facts */
function factsOf({ kind, about }: DeliveryMail): PremiumFacts {
  if (about === null) throw new PermanentError(`a mail ${kind} without what it is about`);
  return about;
}

const dayOf = (iso: string, { timeZone, locale }: DeliveryMail) => dayInWords(iso, timeZone, locale) ?? iso;

/** A footer of its own: they may have unsubscribed from alerts and still pay. */
const whyOf = ({ email, locale }: DeliveryMail) => footerOnce(wordsOf(locale).mail.premium.footer(email));
