import { z } from "zod";
import { billing } from "../jobs/billing.ts";
import { email, mailsPerRequest } from "../jobs/email.ts";
import { erase } from "../jobs/erase.ts";
import { match, subscribersPerMatch } from "../jobs/match.ts";
import { sweep } from "../jobs/sweep.ts";
import { chunksOf } from "../lib/chunks.ts";
import { serviceDb } from "../lib/db.ts";
import { env } from "../lib/env.ts";
import { enqueueMany } from "../lib/queue.ts";
import { seal } from "../lib/seal.ts";
import { countSkips, skipCounts } from "../lib/subscribers/skips.ts";
import { minute } from "../lib/time.ts";
import { defineWorker } from "../lib/worker.ts";
import { keepRetention } from "./sweep-retention.ts";

/** Promises asked for again in one sweep; the next, twenty seconds later, takes the rest. */
const promisesPerSweep = 1000;
/** Removed after their receipt in one sweep. */
const erasedPerSweep = 500;

const unkept = z.object({
  subscribers: z.array(z.uuid()),
  deliveries: z.array(z.uuid()),
  skipped: skipCounts,
});

/**
 * Asks again for what a crash between a commit and its enqueue dropped, or Redis lost; done twice it changes nothing.
 */
export default defineWorker(sweep, { concurrency: 1, timeoutMs: 2 * minute }, async ({ retention }, { signal }) => {
  if (retention) return keepRetention(signal);
  const erased = await serviceDb().call("finish_erasures", { p_limit: erasedPerSweep }, z.int(), { signal });
  const promises = await serviceDb().call("unkept_promises", { p_limit: promisesPerSweep }, unkept, { signal });
  countSkips(promises.skipped);
  const matches = chunksOf(promises.subscribers, subscribersPerMatch).map((subscribers) => ({ subscribers }));
  await enqueueMany(match, matches);
  const mails = chunksOf(promises.deliveries, mailsPerRequest).map((deliveries) => ({ deliveries }));
  await enqueueMany(email, mails);
  return {
    subscribers: promises.subscribers.length,
    deliveries: promises.deliveries.length,
    erased,
    ...(await askPolarAgain(signal)),
  };
});

const ids = z.array(z.uuid());
const erasures = z.array(z.object({ subscriberId: z.uuid(), keyHash: z.string() }));

/** People whose state at Polar is to be read, and people who wait for Polar to forget them. */
async function askPolarAgain(signal: AbortSignal) {
  const begun = await serviceDb().call("waiting_erasures", { p_limit: promisesPerSweep }, erasures, { signal });
  await enqueueMany(
    erase,
    begun.map(({ subscriberId, keyHash }) => ({ subscriberId, sealed: seal(keyHash, "key-hash") })),
  );
  if (env.POLAR_ACCESS_TOKEN === undefined) return { erasing: begun.length, billing: 0 };
  const waiting = await serviceDb().call("waiting_billing", { p_limit: promisesPerSweep }, ids, { signal });
  await enqueueMany(
    billing,
    waiting.map((subscriberId) => ({ subscriberId, later: true })),
  );
  return { erasing: begun.length, billing: waiting.length };
}
