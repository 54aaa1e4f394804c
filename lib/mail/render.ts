import { letterOf } from "./content.ts";
import type { DeliveryMail, MailContext, RenderedMail } from "./delivery.ts";
import { plainText } from "./plain-text.ts";
import { sender } from "./sender.ts";

/**
 * Renders a promised mail from the row and the context alone: the same row gives the same bytes, as the vendor's
 * idempotency key demands.
 */
export async function renderMail(mail: DeliveryMail, context: MailContext): Promise<RenderedMail> {
  // At the first mail only: loading React and the components takes half a second of processor time.
  const { html } = await import("./html.tsx");
  const letter = await letterOf(mail, context);
  return {
    from: `${sender.name} <${sender.mailboxName}@${context.emailDomain}>`,
    to: mail.recipient,
    subject: letter.subject,
    html: html(letter, mail.locale),
    text: plainText(letter, mail.locale),
    headers: { ...automatic, ...(letter.unsubscribe === null ? {} : oneClick(letter.unsubscribe)) },
    tags: [{ name: "kind", value: mail.kind }],
  };
}

/** RFC 3834: keeps out-of-office programs from answering. */
const automatic = { "Auto-Submitted": "auto-generated" };

/** RFC 8058: the mail program's own unsubscribe button. */
const oneClick = (unsubscribe: string): Record<string, string> => ({
  "List-Unsubscribe": `<${unsubscribe}>`,
  "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
});
