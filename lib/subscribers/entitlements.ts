import { day } from "../time.ts";
import type { cadences } from "./wishes.ts";

export const tiers = ["free", "premium"] as const;
export type Tier = (typeof tiers)[number];
export type Cadence = (typeof cadences)[number];

/** What a tier gives. */
export interface Entitlements {
  /** How often digests may come; another wish waits until it may take effect. */
  cadences: readonly Cadence[];
  /** Postings of one regular digest. */
  digestSize: number;
  /** How old a posting must be. */
  delayMs: number;
  /** Whether a model has a say in the order of regular digests. */
  reranked: boolean;
}

const byTier: Readonly<Record<Tier, Entitlements>> = {
  // A short weekly digest is read to its end; free subscribers see postings a day later.
  free: { cadences: ["weekly"], digestSize: 5, delayMs: 1 * day, reranked: false },
  premium: { cadences: ["weekly", "mon-wed-fri", "daily"], digestSize: 10, delayMs: 0, reranked: true },
};

/** What a subscriber may have: the one place that knows what premium is. */
export const entitlements = ({ tier }: { tier: Tier }): Entitlements => byTier[tier];
