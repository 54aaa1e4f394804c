import { z } from "zod";
import { shown as secretless } from "../../ingress/operator/shown.ts";
import { serviceDb } from "../../lib/db.ts";
import { definedJobs, type Envelope } from "../../lib/job.ts";
import { queueHandles } from "../../lib/queue-admin.ts";
import { day } from "../../lib/time.ts";
import { optionsOf } from "./options.ts";
import { Refusal, UsageError } from "./refusals.ts";
import { ageMs, agoOf, listOf, tableOf, tell, unsteered } from "./table.ts";
import "../../jobs/index.ts";

const at = z.iso.datetime({ offset: true });
const hits = z.array(
  z.object({
    queue: z.string(),
    id: z.string(),
    at,
    state: z.string(),
    summary: z.string().nullable(),
    error: z.string().nullable(),
  }),
);
const letter = z.object({
  payload: z.unknown(),
  requestId: z.string().nullable(),
  error: z.string(),
  stack: z.string().nullable(),
  attempts: z.int(),
  failedAt: at,
  redrivenAt: at.nullable(),
  redrivenBy: z.string().nullable(),
});

export async function run([verb = "", ...args]: string[]): Promise<void> {
  if (verb === "search") return search(args);
  if (verb === "show") return show(args);
  throw new UsageError("jobs search --text TEXT, or jobs show QUEUE ID");
}

function queueNamed(name: string): string {
  if (!definedJobs.has(name))
    throw new UsageError(`"${name}" is no queue; there are ${[...definedJobs.keys()].join(", ")}.`);
  return name;
}

/** Also from the ledger and the dead letters, which keep outcomes longer than Redis keeps jobs. */
async function search(args: string[]): Promise<void> {
  const { values } = optionsOf(args, {
    queue: { type: "string" },
    text: { type: "string" },
    since: { type: "string", default: "7d" },
    limit: { type: "string", default: "50" },
    json: { type: "boolean" },
  });
  const { queue, text = "", since, limit } = values;
  if (text.trim() === "") throw new UsageError("What is looked for? --text: an id, a word of an error, a source.");
  if (!/^[1-9]\d{0,2}$/.test(limit)) throw new UsageError("--limit is from 1 to 999.");
  const found = await serviceDb().call(
    "search_jobs",
    {
      p_queue: (queue === undefined ? null : queueNamed(queue)) as string,
      p_text: text,
      p_since: new Date(Date.now() - Math.min(ageMs(since), 3650 * day)).toISOString(),
      p_limit: Number(limit),
    },
    hits,
  );
  const rows = found.map(({ queue, id, at, state, summary, error }) => [
    queue,
    id,
    agoOf(at),
    state,
    summary,
    short(error),
  ]);
  await tell(values.json, found, () =>
    rows.length > 0
      ? tableOf(["queue", "id", "", "state", "what", "error"], rows)
      : `Nothing of the last ${since} says "${text}".`,
  );
}

const short = (error: string | null) => (error && error.length > 100 ? `${error.slice(0, 100)}...` : error);

async function show(args: string[]): Promise<void> {
  const { values, words } = optionsOf(args, { json: { type: "boolean" } }, { least: 2 });
  const [name = "", id = ""] = words;
  const queue = queueNamed(name);
  const job = (await inRedis(queue, id)) ?? (await asDeadLetter(queue, id));
  if (!job) throw new Refusal(`Neither Redis nor the dead letters know a job ${id} of ${queue}.`);
  const { error, stack } = job;
  const told = { error: error && String(secretless(error)), stack: stack && String(secretless(stack)) };
  const shown = { queue, id, ...job, ...told, board: boardAt(queue, id) };
  await tell(values.json, shown, () => textOf(shown));
}

type Known = NonNullable<Awaited<ReturnType<typeof inRedis>>>;
type Shown = { queue: string; id: string; board: string | null } & Known;

/** The job in Redis; null = no longer there, or never was. */
async function inRedis(queue: string, id: string) {
  const handle = (await queueHandles()).find(({ name }) => name === queue);
  const state = (await handle?.getJobState(id)) ?? "unknown";
  const job = await handle?.getJob(id);
  if (!job) return null;
  const { p, r, t }: Envelope = job.data;
  const iso = (ms: number | undefined) => (ms ? new Date(ms).toISOString() : null);
  return {
    state: state as string,
    attempts: job.attemptsMade,
    askedAt: iso(job.timestamp),
    dueAt: iso(t),
    startedAt: iso(job.processedOn),
    finishedAt: iso(job.finishedOn),
    error: (job.failedReason ?? null) as string | null,
    stack: (job.stacktrace?.at(-1) ?? null) as string | null,
    requestId: r ?? null,
    payload: secretless(p, true),
    result: secretless(job.returnvalue ?? null, true),
    redriven: null as string | null,
  };
}

async function asDeadLetter(queue: string, id: string): Promise<Known | null> {
  const dead = await serviceDb().call("dead_letter", { p_queue: queue, p_job: id }, letter.nullable());
  if (!dead) return null;
  const { attempts, failedAt, error, stack, requestId, payload, redrivenAt, redrivenBy } = dead;
  const times = { askedAt: null, dueAt: null, startedAt: null, finishedAt: failedAt };
  const redriven = redrivenAt && `${redrivenAt}${redrivenBy ? ` by ${redrivenBy}` : ""}`;
  const state = redrivenAt ? "failed, and run again since" : "failed (dead letter)";
  return {
    state,
    attempts,
    ...times,
    error,
    stack,
    requestId,
    payload: secretless(payload, true),
    result: null,
    redriven,
  };
}

/** Its page in Bull Board. */
function boardAt(queue: string, id: string): string | null {
  const ingress = process.env.INGRESS?.replace(/\/+$/, "");
  return ingress ? `${ingress}/admin/queues/queue/${queue}/${encodeURIComponent(id)}` : null;
}

function textOf({ queue, id, payload, result, stack, board, ...job }: Shown): string {
  const since = job.finishedAt ?? job.startedAt ?? job.askedAt;
  return [
    listOf({ job: `${queue} ${id}`, ...job, "last change": agoOf(since), "bull board": board }),
    `  payload  ${JSON.stringify(payload)}`,
    ...(result === null ? [] : [`  result   ${JSON.stringify(result)}`]),
    ...(stack ? ["", ...stack.split("\n").map((line) => `  ${unsteered(line)}`)] : []),
  ].join("\n");
}
