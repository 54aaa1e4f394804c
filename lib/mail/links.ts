import { PermanentError } from "../errors.ts";
import { signToken, type TokenPurpose, tokenLifeMs } from "../tokens.ts";
import type { DeliveryMail, MailContext } from "./delivery.ts";

/** The subscriber's own links, in every mail to a confirmed address. */
export interface SubscriberLinks {
  preferences: string;
  unsubscribe: string;
}

export async function subscriberLinks(mail: DeliveryMail, context: MailContext): Promise<SubscriberLinks> {
  const [preferences, unsubscribe] = await Promise.all([
    link("preferences", "/preferences", mail, context),
    link("unsubscribe", "/unsubscribe", mail, context),
  ]);
  return { preferences, unsubscribe };
}

export async function verificationLink(
  mail: DeliveryMail,
  context: MailContext,
): Promise<{ url: string; validUntil: Date }> {
  if (mail.requestId === null) throw new PermanentError("a verification mail without its request");
  const validUntil = new Date(Date.parse(mail.createdAt) + tokenLifeMs.verify);
  return { url: await link("verify", "/verify", mail, context, mail.requestId), validUntil };
}

async function link(
  purpose: TokenPurpose,
  path: string,
  mail: DeliveryMail,
  context: MailContext,
  requestId?: string,
): Promise<string> {
  const subject = { subscriberId: mail.subscriberId, key: mail.key, ...(requestId === undefined ? {} : { requestId }) };
  const token = await signToken(purpose, subject, {
    issuedAt: new Date(mail.createdAt),
    expiresInMs: tokenLifeMs[purpose],
  });
  return `${context.publicUrl}${path}?token=${token}`;
}
