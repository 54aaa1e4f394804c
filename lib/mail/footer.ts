import { wordsOf } from "../words/index.ts";
import type { DeliveryMail } from "./delivery.ts";
import type { Letter } from "./letter.ts";
import type { SubscriberLinks } from "./links.ts";
import { wishesInWords } from "./wishes.ts";

type Footer = Pick<Letter, "footer" | "footerLinks" | "unsubscribe">;

/** For confirmed addresses: why the mail came, the way to change things and the way out. */
export function footerFor({ email, locale }: DeliveryMail, links: SubscriberLinks): Footer {
  const words = wordsOf(locale).mail.footer;
  return {
    footer: [words.confirmed(email)],
    footerLinks: [
      { text: words.preferences, href: links.preferences },
      { text: words.pause, href: `${links.preferences}#pausedUntil` },
      { text: words.unsubscribe, href: links.unsubscribe },
    ],
    unsubscribe: links.unsubscribe,
  };
}

/** The same with what they asked for, in mails that follow from it. */
export function footerWithWishes(mail: DeliveryMail, links: SubscriberLinks): Footer {
  const wishes = wishesInWords(mail.wishes, mail.locale);
  const { footer, ...rest } = footerFor(mail, links);
  return { ...rest, footer: wishes === "" ? footer : [wordsOf(mail.locale).mail.footer.asked(wishes), ...footer] };
}

/** For one-off mails to people who have nothing to change. */
export const footerOnce = (...footer: string[]): Footer => ({ footer, footerLinks: [], unsubscribe: null });
