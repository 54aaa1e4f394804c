import { z } from "zod";
import { digestsSkipped } from "../metrics.ts";

/** Why a promised digest is no mail. The ledger keeps them (deliveries.reason), so none is renamed. */
const skipReasons = [
  /** Nothing fits that was not in an earlier digest. */
  "no_new",
  /** Something fits, but not well enough for a mail. */
  "too_few",
  "paused",
  /** The mailbox must not be written to. */
  "suppressed",
  /** Three days after its time. */
  "too_late",
  "unsubscribed",
  /** All its postings closed before it was sent. */
  "closed",
  /** Wishes of a version that this one cannot read. */
  "bad_wishes",
] as const;
export type DigestSkip = (typeof skipReasons)[number];

/** How many digests ended for which reason, as SQL functions count them. */
export const skipCounts = z.record(z.string(), z.int());

export function countSkips(counts: Partial<Record<DigestSkip, number>>): void {
  for (const [reason, count] of Object.entries(counts)) digestsSkipped.inc({ reason }, count);
}
