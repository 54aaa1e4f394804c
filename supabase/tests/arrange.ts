import { randomUUID } from "node:crypto";
import { z } from "zod";
import { serviceDb } from "../../lib/db.ts";
import { keyedHash, seal } from "../../lib/seal.ts";
import { hashLinkKey, newLinkKey } from "../../lib/subscribers/tokens.ts";
import { someMailbox } from "../../test/people.ts";

/** The argument of store_signup for a mailbox. */
export function signupRow(email = someMailbox(), over: Record<string, unknown> = {}) {
  const key = newLinkKey();
  return {
    email,
    mailboxHash: keyedHash(email, "mailbox"),
    name: "Zoë",
    wishes: { careerPaths: ["unsure"], cities: [] },
    cadence: "weekly",
    timeZone: "Europe/Berlin",
    linkKeySealed: seal(key, "link-key"),
    linkKeySha256: hashLinkKey(key),
    progressId: randomUUID(),
    consent: { wording: "2026-11", at: new Date().toISOString(), ipHash: null },
    ...over,
  };
}

const storedSignup = z.strictObject({
  outcome: z.string(),
  deliveryId: z.uuid().optional(),
  progressOf: z.string().nullish(),
  supersedes: z.string().nullish(),
});
export const storeSignup = (row: ReturnType<typeof signupRow>) =>
  serviceDb().call("store_signup", { p: row }, storedSignup);

const confirmation = z.strictObject({
  outcome: z.string(),
  subscriberId: z.uuid().optional(),
  progressId: z.string().nullish(),
});
export const confirm = (request: string, next = new Date(Date.now() + 7 * 86_400_000)) =>
  serviceDb().call("confirm_subscriber", { p_request: request, p_next_digest_at: next.toISOString() }, confirmation);

const claim = z.strictObject({
  batches: z.array(z.object({ id: z.uuid(), items: z.array(z.object({ id: z.uuid(), kind: z.string() }).loose()) })),
  busyMs: z.number(),
});
export const claimDeliveries = (ids: string[], leaseSeconds = 30) =>
  serviceDb().call("claim_deliveries", { p_ids: ids, p_lease_seconds: leaseSeconds }, claim);
