import { createElement, type ReactElement } from "react";
import { render, toPlainText } from "react-email";
import { AlreadySubscribedMail, LinksMail, VerificationMail } from "./account-mails.tsx";
import type { DeliveryMail, MailContext, RenderedMail } from "./delivery.ts";
import { DigestMail } from "./digest.tsx";
import { type SubscriberLinks, subscriberLinks, verificationLink } from "./links.ts";

// React marks its text nodes for a browser that takes over; in a mail they are dead weight.
const reactMarkers = /<!--(?: |\/?\$|html|head|body)-->/g;

interface Composed {
  body: ReactElement;
  headers: Record<string, string>;
}

/** What stands in a mail, and the headers that go with its links. */
export async function contentOf(
  mail: DeliveryMail,
  context: MailContext,
): Promise<Pick<RenderedMail, "html" | "text" | "headers">> {
  const { body, headers } = await compose(mail, context);
  const html = (await render(body)).replace(reactMarkers, "");
  return { html, text: plainText(html), headers };
}

async function compose(mail: DeliveryMail, context: MailContext): Promise<Composed> {
  if (mail.kind === "verification") {
    const { url, validUntil } = await verificationLink(mail, context);
    return { body: createElement(VerificationMail, { mail, url, validUntil }), headers: {} };
  }
  const links = await subscriberLinks(mail, context);
  const Body = { already_subscribed: AlreadySubscribedMail, links: LinksMail, digest: DigestMail }[mail.kind];
  return { body: createElement(Body, { mail, links }), headers: oneClick(links) };
}

/** RFC 8058: the mail client's own unsubscribe button. */
function oneClick({ unsubscribe }: SubscriberLinks): Record<string, string> {
  return { "List-Unsubscribe": `<${unsubscribe}>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" };
}

/** The text part is the HTML, read aloud: one content, two forms, every link in both. */
function plainText(html: string): string {
  return toPlainText(html, {
    selectors: [
      { selector: "h1", options: { uppercase: false, trailingLineBreaks: 2 } },
      { selector: "h2", options: { uppercase: false, leadingLineBreaks: 2, trailingLineBreaks: 1 } },
      { selector: "p", options: { leadingLineBreaks: 2, trailingLineBreaks: 2 } },
      { selector: "p[data-tight=true]", format: "paragraph", options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
      { selector: "[data-line-in-text=true]", format: "lineBreak" },
    ],
  });
}
