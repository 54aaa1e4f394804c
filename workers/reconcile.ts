import { z } from "zod";
import { billing } from "../jobs/billing.ts";
import { reconcile } from "../jobs/reconcile.ts";
import { readEndpoint, runningSubscriptions } from "../lib/billing/state.ts";
import { serviceDb } from "../lib/db.ts";
import { env } from "../lib/env.ts";
import { log } from "../lib/log.ts";
import { enqueueMany } from "../lib/queue.ts";
import { minute } from "../lib/time.ts";
import { defineWorker } from "../lib/worker.ts";

/** People read again after one run, which takes some eight minutes. The next night looks at the rest. */
const mostAsked = 1000;
/** More people than the larger of these do not stop paying in a day: then the token or the answer is wrong. */
const unseenBound = { people: 20, share: 0.05 };

/** In one log line. */
const mostNamed = 20;

const compared = z.object({ differing: z.array(z.uuid()), strangers: z.int() });
const unseen = z.object({ premium: z.int(), unseen: z.int(), ids: z.array(z.uuid()) });

/** A page takes half a second, and Polar's limit is waited out: some 300,000 subscriptions. */
const limitMs = 30 * minute;

/**
 * Finds what lost events have left wrong. It changes nobody itself: each person is read again by a job of their own.
 */
export default defineWorker(
  reconcile,
  { concurrency: 1, timeoutMs: limitMs },
  async ({ part, force = false }, { signal }) => {
    if (env.POLAR_ACCESS_TOKEN === undefined) return { outcome: "unsold" };
    return part === "endpoint" ? lookAtEndpoint(signal) : compareAll(force, signal);
  },
);

async function lookAtEndpoint(signal: AbortSignal) {
  const endpoint = await readEndpoint(`${env.PUBLIC_URL}/webhooks/polar`, signal);
  if (endpoint !== "enabled") log.error({ endpoint }, "Polar does not tell us what happens");
  await note({ part: "endpoint", endpoint }, signal);
  return { endpoint };
}

async function compareAll(force: boolean, signal: AbortSignal) {
  const db = serviceDb();
  const run = new Date().toISOString();
  const [differing, doubled] = [new Set<string>(), new Set<string>()];
  /** One subscription of each person. The same one again only means that the pages have shifted. */
  const met = new Map<string, string>();
  let [looked, strangers] = [0, 0];
  for await (const page of runningSubscriptions(signal)) {
    const rows = page.map(({ id, externalId, ...told }) => ({ ...told, subscriberId: externalId, subscriptionId: id }));
    const found = await db.call("compare_billing", { p: { run, rows } }, compared, { signal });
    for (const id of found.differing) differing.add(id);
    for (const { id, plan, externalId, customerId } of page) {
      if (plan === null) continue;
      const whose = externalId ?? customerId;
      if ((met.get(whose) ?? id) !== id) doubled.add(whose);
      met.set(whose, id);
    }
    looked += rows.length;
    strangers += found.strangers;
  }
  const missing = await db.call("unseen_billing", { p_run: run, p_limit: mostAsked }, unseen, { signal });
  const bound = Math.max(unseenBound.people, unseenBound.share * missing.premium);
  const held = missing.unseen > bound && !force;
  const ids = [...new Set([...differing, ...(held ? [] : missing.ids)])].slice(0, mostAsked);
  const counts = {
    ...{ looked, differing: differing.size, unseen: missing.unseen, strangers, doubled: doubled.size },
    ...{ asked: ids.length, held },
  };
  if (held) log.error({ ...counts, premium: missing.premium }, "too many would lose premium: none of them is touched");
  if (doubled.size > 0) log.error({ subscribers: [...doubled].slice(0, mostNamed) }, "somebody pays twice");
  // Before anybody is read: while the last comparison is held, nobody loses premium.
  await note({ part: "all", ...counts }, signal);
  await enqueueMany(
    billing,
    ids.map((subscriberId) => ({ subscriberId, later: true })),
  );
  return counts;
}

const note = (p: object, signal: AbortSignal) =>
  serviceDb().call("store_billing_check", { p }, z.unknown(), { signal });
