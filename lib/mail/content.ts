import * as account from "./account-letters.ts";
import type { DeliveryMail, MailContext } from "./delivery.ts";
import { digestLetter } from "./digest-letter.ts";
import type { Letter } from "./letter.ts";
import { addressLink, exportLink, feedbackLink, stayLink, subscriberLinks, verificationLink } from "./links.ts";
import * as premium from "./premium-letters.ts";

export async function letterOf(mail: DeliveryMail, context: MailContext): Promise<Letter> {
  switch (mail.kind) {
    case "verification":
      return account.verificationLetter(mail, await verificationLink(mail, context));
    case "already_subscribed":
      return account.alreadySubscribedLetter(mail, await subscriberLinks(mail, context));
    case "links":
      return account.linksLetter(mail, await subscriberLinks(mail, context), context.premium);
    case "digest": {
      const [links, feedback] = await Promise.all([subscriberLinks(mail, context), feedbackLink(mail, context)]);
      return digestLetter(mail, links, feedback, context.premium);
    }
    case "still_looking":
      return account.stillLookingLetter(mail, await subscriberLinks(mail, context));
    case "re_engagement": {
      const [links, stay] = await Promise.all([subscriberLinks(mail, context), stayLink(mail, context)]);
      return account.reEngagementLetter(mail, links, stay);
    }
    case "address_confirmation":
      return account.addressConfirmationLetter(mail, await addressLink(mail, context, "new"));
    case "address_change":
      return account.addressChangeLetter(mail, await addressLink(mail, context, "old"));
    case "export":
      return account.exportLetter(mail, await exportLink(mail, context));
    case "erasure_receipt":
      return account.erasureLetter(mail, new URL("/", context.publicUrl).href);
    case "premium_started":
      return premium.premiumStartedLetter(mail, await subscriberLinks(mail, context), context.premium);
    case "payment_failed":
      return premium.paymentFailedLetter(mail, await subscriberLinks(mail, context));
    case "premium_ended":
      return premium.premiumEndedLetter(mail, await subscriberLinks(mail, context), context.premium);
  }
}
