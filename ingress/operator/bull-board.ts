import { createBullBoard } from "@bull-board/api";
import { BullMQAdapter } from "@bull-board/api/bullMQAdapter";
import type { BeforeHookResult, BoardHooks, HookContext, UIConfig } from "@bull-board/api/typings/app";
import { HonoAdapter } from "@bull-board/hono";
import { serveStatic } from "@hono/node-server/serve-static";
import { type Context, Hono, type Next } from "hono";
import { operate } from "../../jobs/operate.ts";
import { env } from "../../lib/env.ts";
import { definedJobs } from "../../lib/job.ts";
import { log } from "../../lib/log.ts";
import { enqueue } from "../../lib/queue.ts";
import { queueHandles } from "../../lib/queue-admin.ts";
import { runAgain } from "../../lib/queue-again.ts";
import { isAway } from "../../lib/redis.ts";
import { scrub } from "../../lib/scrub.ts";
import { shown } from "./shown.ts";

export const boardPath = "/admin/queues";
/** Bull Board's handlers see only headers of our own making; the request's headers are not passed on. */
export const actorHeaders = { operator: "x-operator", requestId: "x-request-id" } as const;

type Queue = Awaited<ReturnType<typeof queueHandles>>[number];

/**
 * Bull Board would retry a failed job with no attempts left and its old age; with ours it gets its attempts back and a
 * fresh age.
 */
class Adapter extends BullMQAdapter {
  override readonly allowCompletedRetries = false;

  override async getJob(id: string) {
    // BullMQ takes any hash under a queue's name for a job, also those kept there for other purposes.
    const handle = handles.find(({ name }) => name === this.getQueueName());
    if ((await handle?.getJobState(id)) === "unknown") return undefined;
    const job = await super.getJob(id);
    return job && this.#renewing(job);
  }

  override async getJobs(...which: Parameters<BullMQAdapter["getJobs"]>) {
    return (await super.getJobs(...which)).map((job) => this.#renewing(job));
  }

  #renewing<Job extends Awaited<ReturnType<BullMQAdapter["getJobs"]>>[number]>(job: Job): Job {
    const declared = definedJobs.get(this.getQueueName());
    if (!declared) return job;
    job.retry = async () => {
      const outcome = await runAgain(declared, String(job.id));
      if (outcome !== "queued") throw new Error(`Not run again: ${outcome}.`);
    };
    return job;
  }
}

/** The queue of operators' acts stays as it is: once paused, no act could resume it. */
const isReadOnly = (queue: string) => env.QUEUES_READ_ONLY || queue === operate.name;
const adapterOf = (queue: Queue) => new Adapter(queue, { readOnlyMode: isReadOnly(queue.name) });

const uiConfig: UIConfig = {
  boardTitle: "JobPing",
  environment:
    env.ENVIRONMENT === "production"
      ? { label: env.ENVIRONMENT, color: "#b3261e", textColor: "#ffffff" }
      : { label: env.ENVIRONMENT, color: "#3f6212", textColor: "#ffffff" },
  miscLinks: [
    { text: "Dashboard", url: "/dashboard" },
    { text: "Sign out", url: "/login" },
  ],
  hideDocsLink: true,
  locale: { lng: "en-GB" },
  pollingInterval: { showSetting: true },
};

/**
 * What the code declares is changed in the code; a payload is not shown in full, so it must not be written back; and
 * emptying a queue of 100,000 jobs in one command would block Redis for seconds.
 */
const refused =
  /\/(add|update-data|obliterate|empty|concurrency|rate-limit(\/release)?|job-schedulers\/:schedulerId(\/remove)?)$/;

/** The audit line comes before the act, so that a failed one leaves a trace too. */
function note(headers: Readonly<Record<string, string | undefined>>, about: object): void {
  const who = { operator: headers[actorHeaders.operator], requestId: headers[actorHeaders.requestId] };
  log.info({ audit: true, ...who, ...about }, "audit: Bull Board");
}

function noteAct({ method, route, request }: HookContext): BeforeHookResult {
  if (method === "get") return;
  const { queueName: queue, jobId, schedulerId, queueStatus } = request.params;
  const allowed = !refused.test(route) && !isReadOnly(String(queue));
  const act = route.replace(/^\/api\/queues\/|:\w+\/?/g, "").replace(/\/$/, "");
  note(request.headers, { act, queue, jobId, schedulerId, queueStatus, allowed });
  // Where it is read-only, Bull Board itself refuses acts.
  if (!refused.test(route)) return;
  return {
    allow: false,
    status: 403,
    message: "Not from here: the code declares jobs and schedules; Clean all empties in steps.",
  };
}

const handlerHooks: BoardHooks = {
  before: async (context) => noteAct(context),
  after: async (_, answer) => ({ ...answer, body: shown(answer.body) as typeof answer.body }),
};

/**
 * 500 = Redis is away: Bull Board has no 503, so our route turns it into one. Anything else is BullMQ refusing an act.
 */
function failed(error: Error) {
  if (isAway(error)) return { status: 500 as const, body: { error: error.message } };
  log.warn({ err: error }, "Bull Board could not do that");
  return { status: 409 as const, body: { error: scrub(error.message) } };
}

/** Spread out as by `ops redrive`: all at once would flood the services they call, and outlast the request. */
async function retryAll(c: Context, next: Next): Promise<Response | undefined> {
  const handle = handles.find(({ name }) => name === c.req.param("queueName"));
  if (!handle || isReadOnly(handle.name)) return void (await next());
  const operation = { act: "redrive", queue: handle.name, perSecond: 100, max: 100_000 } as const;
  const headers = c.req.header();
  note(headers, operation);
  const retried = await handle.getFailedCount();
  const asked = { operation, askedAt: new Date().toISOString() };
  await enqueue(operate, asked, { requestId: headers[actorHeaders.requestId] ?? "" });
  return c.json({ retried, skipped: 0 });
}

function build(queues: readonly Queue[]) {
  const server = new HonoAdapter(serveStatic).setBasePath(boardPath);
  const { replaceQueues } = createBullBoard({
    queues: queues.map(adapterOf),
    serverAdapter: server,
    options: { uiConfig, handlerHooks },
  });
  server.setErrorHandler(failed);
  const app = new Hono();
  app.put(`${boardPath}/api/queues/:queueName/retry/failed`, retryAll);
  app.route(boardPath, server.registerPlugin());
  app.onError((error) => {
    throw error;
  });
  return { app, replaceQueues };
}

let built: ReturnType<typeof build> | undefined;
let handles: readonly Queue[] = [];

/** Bull Board over the queues open now. @throws {QueueUnavailableError} within 1.5 s */
export async function bullBoard(): Promise<Hono> {
  const queues = await queueHandles();
  if (built === undefined) built = build(queues);
  else if (queues.some((queue, at) => queue !== handles[at])) built.replaceQueues(queues.map(adapterOf));
  handles = queues;
  return built.app;
}
