import type { Locale } from "../words/index.ts";

/** A posting as a digest shows it, frozen when it was matched. */
export interface DeliveryMatch {
  /** What a verdict on it names. */
  matchId: string;
  postingId: string;
  /** 1 = first in the digest. */
  rank: number;
  score: number;
  reasons: string[];
  gaps: string[];
  title: string;
  company: string;
  url: string;
  source: string;
  /** How its source wants to be named, and where the name leads; null = a source that is no more. */
  attribution: { label: string; url: string } | null;
  locations: { geonameId: number | null; city: string | null; country: string | null; raw: string | null }[];
  remote: { mode: string; worldwide: boolean | null; countries: string[] };
  level: string;
  programme: string | null;
  salary: { min: number | null; max: number | null; currency: string | null; period: string | null } | null;
  /** ISO date or time; null = the source does not say. */
  postedAt: string | null;
  firstSeenAt: string;
  /** When it came back after it had closed; null = it never did. */
  repostedAt: string | null;
  checkedAt: string;
  /** What a look at its link showed; null = nobody has looked. */
  linkStatus: string | null;
  /** How many more of its company fit. */
  sameCompany: number;
  /** What the re-rank says about it; null = code ordered the digest. */
  sentence: string | null;
}

/** What the subscriber asked for, as far as a mail repeats it. */
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

/** What a mail about premium says, as it was when it was promised. */
export interface PremiumFacts {
  plan?: "monthly" | "quarterly" | undefined;
  /** ISO time: until when premium is paid for, goes on unpaid, or when it ended. */
  until?: string | undefined;
  /** How often mails come now. */
  cadence?: "weekly" | "mon-wed-fri" | "daily" | undefined;
  /** It is cancelled already. */
  ends?: true | undefined;
  /** It ended for want of a payment. */
  unpaid?: true | undefined;
  /** They get no digests: unsubscribed. */
  left?: true | undefined;
}

/** One promised mail: all that its rendering depends on, so that an equal row is equal bytes, also tomorrow. */
export interface DeliveryMail {
  id: string;
  kind: DeliveryKind;
  /** `welcome` for the first digest, `welcome:DAY` if it had to be looked for; otherwise what the planner names it by. */
  period: string;
  locale: Locale;
  /** Where it goes: the subscriber's address, or the one that is to become it. */
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
  /** The address that it leads to, masked, for kind `address_change`. */
  newAddress: string | null;
  /** For kinds `premium_started`, `payment_failed` and `premium_ended`. */
  about: PremiumFacts | null;
  /** Whose mail it is; of a digest that was on its way when it changed, the one before. */
  tier: "free" | "premium";
  /** ISO time: when it was promised. */
  createdAt: string;
  /** ISO time: since when its links count, later than that where the mail was held back. */
  issuedAt: string;
  /** IANA. */
  timeZone: string;
  wishes: DeliveryWishes;
  matches: DeliveryMatch[];
  /** How many live postings were compared; null = not counted. */
  lookedAt: number | null;
  /** How many more fit than are listed. */
  more: number;
  /** Why nothing fits, the commonest reason first; empty = not known, or something does. */
  why: { code: string; count: number }[];
}

/** What premium is, in figures. */
export interface PremiumOffer {
  /** Whether it can be bought here. */
  sold: boolean;
  /** Postings of a mail. */
  jobs: number;
  freeJobs: number;
  /** How much later a posting comes without it. */
  freeDelayHours: number;
}

/** Where the mail is sent from, where its links lead, and what is told of premium. */
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
