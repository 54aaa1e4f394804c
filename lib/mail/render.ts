import type { DeliveryMail, MailContext, RenderedMail } from "./delivery.ts";
import { sender } from "./sender.ts";
import { subjectOf } from "./subject.ts";

/**
 * Renders a promised mail. Depends on the row and the context alone: the same row is the same bytes,
 * as the vendor's idempotency key demands.
 */
export async function renderMail(mail: DeliveryMail, context: MailContext): Promise<RenderedMail> {
  // To load React and the mail's components takes half a second of processor time: not before the first mail.
  const { contentOf } = await import("./content.ts");
  return {
    from: `${sender.name} <${sender.mailboxName}@${context.emailDomain}>`,
    to: mail.email,
    subject: subjectOf(mail),
    ...(await contentOf(mail, context)),
    tags: [{ name: "kind", value: mail.kind }],
  };
}
