import { PermanentError } from "../errors.ts";
import { type AddressSide, signToken, type TokenPurpose, type TokenSubject, tokenLifeMs } from "../tokens.ts";
import type { DeliveryMail, MailContext } from "./delivery.ts";

/** The subscriber's own links, in every mail to a confirmed address. */
export interface SubscriberLinks {
  preferences: string;
  matches: string;
  unsubscribe: string;
  /** Premium and payments; it has the same token as the preferences. */
  billing: string;
}

/** The link that a mail is sent for; the mail says until when it works. */
export interface TimedLink {
  url: string;
  validUntil: Date;
}

const paths: Readonly<Record<TokenPurpose, string>> = {
  verify: "/verify",
  preferences: "/preferences",
  unsubscribe: "/unsubscribe",
  matches: "/matches",
  feedback: "/feedback",
  export: "/me/export",
  address: "/address",
};

export async function subscriberLinks(mail: DeliveryMail, context: MailContext): Promise<SubscriberLinks> {
  const [preferences, matches, unsubscribe] = await Promise.all([
    tokenFor("preferences", mail),
    tokenFor("matches", mail),
    tokenFor("unsubscribe", mail),
  ]);
  return {
    preferences: urlOf(paths.preferences, preferences, context),
    matches: urlOf(paths.matches, matches, context),
    unsubscribe: urlOf(paths.unsubscribe, unsubscribe, context),
    billing: urlOf("/billing", preferences, context),
  };
}

/** Without match and verdict, which are added per posting and button. */
export const feedbackLink = (mail: DeliveryMail, context: MailContext): Promise<string> =>
  link("feedback", mail, context);

/** By it a person says that they still want mails. */
export const stayLink = (mail: DeliveryMail, context: MailContext): Promise<string> =>
  link("preferences", mail, context, {}, "/stay");

export async function verificationLink(mail: DeliveryMail, context: MailContext): Promise<TimedLink> {
  if (mail.requestId === null) throw new PermanentError("a verification mail without its request");
  return timed("verify", mail, context, { requestId: mail.requestId });
}

export function exportLink(mail: DeliveryMail, context: MailContext): Promise<TimedLink> {
  return timed("export", mail, context, { requestId: mail.id });
}

/** @throws PermanentError if the mail belongs to no change of address */
export async function addressLink(mail: DeliveryMail, context: MailContext, side: AddressSide): Promise<TimedLink> {
  if (mail.addressChangeId === null) throw new PermanentError("a mail about a change of address without the change");
  return timed("address", mail, context, { changeId: mail.addressChangeId, side });
}

type More = Omit<TokenSubject, "subscriberId" | "key">;

async function timed(purpose: TokenPurpose, mail: DeliveryMail, context: MailContext, more?: More): Promise<TimedLink> {
  const validUntil = new Date(Date.parse(mail.issuedAt) + tokenLifeMs[purpose]);
  return { url: await link(purpose, mail, context, more), validUntil };
}

async function link(
  purpose: TokenPurpose,
  mail: DeliveryMail,
  context: MailContext,
  more?: More,
  path = paths[purpose],
): Promise<string> {
  return urlOf(path, await tokenFor(purpose, mail, more), context);
}

function tokenFor(purpose: TokenPurpose, mail: DeliveryMail, more?: More): Promise<string> {
  const subject = { subscriberId: mail.subscriberId, key: mail.key, ...more };
  return signToken(purpose, subject, { issuedAt: new Date(mail.issuedAt) });
}

const urlOf = (path: string, token: string, { publicUrl }: MailContext) => `${publicUrl}${path}?token=${token}`;
