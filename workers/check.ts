import { z } from "zod";
import { check } from "../jobs/check.ts";
import { serviceDb } from "../lib/db.ts";
import { env } from "../lib/env.ts";
import { checkLink } from "../lib/links/check.ts";
import { guardFor } from "../lib/links/guard.ts";
import { hostByHost, Pace } from "../lib/links/pace.ts";
import { minute, second } from "../lib/time.ts";
import { defineWorker } from "../lib/worker.ts";

/** Links checked in one run; the next run goes on from there. */
const linksPerRun = 400;
/** After this no further check begins: those under way take 10 s a hop, and the next run comes soon. */
const beginFor = 90 * second;
/** Results are stored as they come, so that a stopped run was not in vain. */
const recordedAtOnce = 25;
const parallel = 8;

const postings = z.array(z.object({ id: z.uuid(), url: z.string(), title: z.string(), company: z.string() }));

const guard = guardFor({ production: env.NODE_ENV === "production", publicUrl: env.PUBLIC_URL });
/** One for the process, so that the end of a run and the beginning of the next keep their distance too. */
const pace = new Pace();
const turn = pace.turn.bind(pace);

/** Nearly all of its time is waiting for other people's servers. */
export default defineWorker(check, { concurrency: 1, timeoutMs: 4 * minute }, async (_, { signal }) => {
  const chosen = await serviceDb().call("postings_to_check", { p_limit: linksPerRun }, postings, { signal });
  const counts = { live: 0, gone: 0, uncertain: 0, closed: 0 };
  const found: { id: string; url: string; status: string; reason: string }[] = [];
  const record = async () => {
    const p = found.splice(0);
    if (p.length > 0) counts.closed += await serviceDb().call("record_links", { p }, z.int());
  };
  const endAt = performance.now() + beginFor;
  const hostOf = ({ url }: { url: string }) => URL.parse(url)?.host ?? url;
  try {
    await hostByHost(chosen, { hostOf, parallel }, async ({ id, url, title, company }) => {
      if (performance.now() > endAt) return "leave-host";
      const { status, reason } = await checkLink(url, { title, company, signal, guard, turn });
      counts[status]++;
      found.push({ id, url, status, reason });
      if (found.length >= recordedAtOnce) await record();
      // A host that asks us to slow down is left alone for the rest of this run.
      return reason === "429" || reason === "503" ? "leave-host" : "on";
    });
  } finally {
    await record();
  }
  return counts;
});
