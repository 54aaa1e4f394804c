import { randomUUID } from "node:crypto";
import { z } from "zod";
import { email } from "../jobs/email.ts";
import { signup } from "../jobs/signup.ts";
import { serviceDb } from "../lib/db.ts";
import { resolveCity } from "../lib/postings/places.ts";
import { enqueue } from "../lib/queue.ts";
import { keyedHashes, open } from "../lib/seal.ts";
import { sealedLinkKey } from "../lib/subscribers/link-key.ts";
import { linkProgress, recordStep } from "../lib/subscribers/progress.ts";
import { type SealedSignup, sealedSignup } from "../lib/subscribers/signup.ts";
import { second } from "../lib/time.ts";
import { defineWorker } from "../lib/worker.ts";

const stored = z.object({
  outcome: z.enum(["new", "renewed", "known", "quiet", "suppressed"]),
  deliveryId: z.uuid().optional(),
  /** The signup whose mail is still fresh: this one's page shows the steps of that one. */
  progressOf: z.string().nullish(),
  /** The signup that this one replaces. */
  supersedes: z.string().nullish(),
});

/** Each run costs one database call and a few Redis commands; twenty keep both busy without queueing in PostgREST. */
export default defineWorker(
  signup,
  { concurrency: 20, timeoutMs: 20 * second },
  async ({ signupId, sealed }, { signal }) => {
    const signedUp = open(sealedSignup, sealed, "signup");
    await recordStep(signupId, "received", new Date(signedUp.consent.at));
    const result = await serviceDb().call("store_signup", { p: toRow(signupId, signedUp) }, stored, { signal });

    if (result.supersedes) await linkProgress(result.supersedes, signupId);
    if (result.progressOf) await linkProgress(signupId, result.progressOf);
    // Without a delivery there is no mail: the address is suppressed, or got one a minute ago. Whoever holds this id
    // must not learn that, so the same step shows, in the same way.
    const mail = result.deliveryId ?? randomUUID();
    await enqueue(email, { deliveries: [mail], ...(!result.deliveryId && { pretended: signupId }) });
    // No outcome in the result, which anybody with the job's id can read: it would tell who is known.
  },
);

function toRow(signupId: string, { body, locale, consent }: SealedSignup) {
  const { email: address, name, consent: _, cities, ...wishes } = body;
  return {
    email: address,
    mailboxHashes: keyedHashes(address, "mailbox"),
    name: name || null,
    locale,
    wishes: {
      ...wishes,
      cities: cities.flatMap((city) => resolveCity(city, wishes.countries) ?? []),
    },
    cadence: wishes.cadence,
    timeZone: wishes.timeZone,
    ...sealedLinkKey(),
    progressId: signupId,
    consent,
  };
}
