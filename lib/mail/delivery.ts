import type { Locale } from "../words/index.ts";
import type { PostingFacts } from "../words/postings.ts";

/** A posting as a digest shows it, frozen when it was matched. */
export interface DeliveryMatch extends PostingFacts {
  /** What a verdict on it names. */
  matchId: string;
  postingId: string;
  /** 1 = first in the digest. */
  rank: number;
  score: number;
  reasons: string[];
  gaps: string[];
  /** How its source wants to be named, and where the name links to; null = a source that no longer exists. */
  attribution: { label: string; url: string } | null;
  /** ISO date or time; null = the source does not say. */
  postedAt: string | null;
  firstSeenAt: string;
  /** When it reopened after it had closed; null = it never did. */
  repostedAt: string | null;
  checkedAt: string;
  /** The result of checking its link; null = never checked. */
  linkStatus: string | null;
  /** How many more jobs of the company fit. */
  sameCompany: number;
  /** What the AI re-rank says about it; null = the digest was not re-ranked. */
  sentence: string | null;
}

/** The wishes that mails repeat. */
export interface DeliveryWishes {
  careerPaths: string[];
  levels: string[];
  cities: { geonameId: number | null; name: string; country: string | null }[];
  countries: string[];
  workModes: string[];
}

export const deliveryKinds = [
  "verification",
  "already_subscribed",
  "links",
  "digest",
  "still_looking",
  "re_engagement",
  "address_confirmation",
  "address_change",
  "export",
  "erasure_receipt",
  "premium_started",
  "payment_failed",
  "premium_ended",
] as const;
export type DeliveryKind = (typeof deliveryKinds)[number];

/** The facts in a mail about premium, as they were when it was promised. */
export interface PremiumFacts {
  plan?: "monthly" | "quarterly" | undefined;
  /** ISO time: the end of what is paid, or of the grace period, or of premium. */
  until?: string | undefined;
  /** How often mails come now. */
  cadence?: "weekly" | "mon-wed-fri" | "daily" | undefined;
  /** It was already cancelled. */
  ends?: true | undefined;
  /** It ended because a payment failed. */
  unpaid?: true | undefined;
  /** They have unsubscribed and get no digests. */
  left?: true | undefined;
}

/** One promised mail: everything its rendering depends on, so that the same row gives the same bytes, also tomorrow. */
export interface DeliveryMail {
  id: string;
  kind: DeliveryKind;
  /** `welcome` for the first digest, `welcome:DAY` for one after an empty welcome; otherwise the planner's name for it. */
  period: string;
  locale: Locale;
  /** The subscriber's address, or the one that is to become it. */
  recipient: string;
  email: string;
  name: string | null;
  subscriberId: string;
  /** The subscriber's link key: base64url of 16 bytes. */
  key: string;
  /** The verification request, for kind `verification`. */
  requestId: string | null;
  /** The change of address, for kinds `address_confirmation` and `address_change`. */
  addressChangeId: string | null;
  /** The new address, masked, for kind `address_change`. */
  newAddress: string | null;
  /** For kinds `premium_started`, `payment_failed` and `premium_ended`. */
  about: PremiumFacts | null;
  /** The tier it was made for, also if that has changed since. */
  tier: "free" | "premium";
  /** ISO time: when it was promised. */
  createdAt: string;
  /** ISO time: from when its links are valid, later than `createdAt` if the mail was held back. */
  issuedAt: string;
  /** IANA. */
  timeZone: string;
  wishes: DeliveryWishes;
  matches: DeliveryMatch[];
  /** How many live postings were compared; null = not counted. */
  lookedAt: number | null;
  /** How many more fit beyond those listed. */
  more: number;
  /** Why nothing fits, the commonest reason first; empty = unknown, or something does. */
  why: { code: string; count: number }[];
}

/** Premium in figures. */
export interface PremiumOffer {
  /** Whether it can be bought here. */
  sold: boolean;
  /** Postings per mail. */
  jobs: number;
  freeJobs: number;
  /** How much later a posting comes without it. */
  freeDelayHours: number;
}

/** What every mail of an installation shares: its sender, where links lead, and what it says about premium. */
export interface MailContext {
  publicUrl: string;
  emailDomain: string;
  premium: PremiumOffer;
}

/** A mail as the vendor takes it. */
export interface RenderedMail {
  from: string;
  to: string;
  subject: string;
  html: string;
  text: string;
  headers: Record<string, string>;
  tags: { name: string; value: string }[];
}
