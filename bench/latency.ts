import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { second, wait } from "../lib/time.ts";
import { products } from "../local/environment.ts";
import { type Stack, startStack } from "../local/stack.ts";
import { median, percentile } from "./load.ts";

const journeys = Number(process.env.ROUNDS ?? 30);
/** The first journeys compile and connect; people meet a process that has run for a while. */
const warmup = 5;
/**
 * A journey is two mails on each side, and the vendor takes five requests a second: waiting for that is not measured.
 */
const pauseMs = 1 * second;
const pollMs = 2;

interface Timed {
  /** POST /signups to the verification mail in the outbox. */
  signupMs: number;
  /** POST /verify to the digest in the outbox. */
  digestMs: number;
}

/** From signup to digest on the whole stack, without the person's own time, beside the bare work in one process. */
export async function run(): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), "jobping-bench-"));
  const { PATH, HOME } = process.env;
  const stack = await startStack({ folder, env: { PATH, HOME } });
  const bare = await bareWork(stack, folder);
  try {
    const ours: Timed[] = [];
    const baseline: number[] = [];
    for (let at = -warmup; at < journeys; at++) {
      const timed = await journey(stack);
      await wait(pauseMs);
      const bareMs = await bare.journey();
      await wait(pauseMs);
      if (at >= 0) {
        ours.push(timed);
        baseline.push(bareMs);
      }
    }
    return figures(ours, baseline);
  } finally {
    await bare.close();
    await stack.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function figures(ours: readonly Timed[], baseline: readonly number[]) {
  const totals = ours.map(({ signupMs, digestMs }) => signupMs + digestMs);
  const at = (values: readonly number[], share: number) => Math.round(percentile(values, share));
  const spread = (values: readonly number[]) => ({
    p50: at(values, 0.5),
    p95: at(values, 0.95),
    p99: at(values, 0.99),
  });
  return {
    ours: at(totals, 0.5),
    baseline: at(baseline, 0.5),
    ratio: Number((median(totals) / median(baseline)).toFixed(2)),
    unit: "ms",
    journeys: totals.length,
    ...spread(totals),
    signupToVerification: spread(ours.map(({ signupMs }) => signupMs)),
    verifyToDigest: spread(ours.map(({ digestMs }) => digestMs)),
  };
}

const someBody = () => ({
  email: `bench-${randomBytes(6).toString("hex")}@example.org`,
  cities: ["Berlin"],
  careerPaths: ["tech-transformation"],
  consent: true,
});

async function journey({ file }: Stack): Promise<Timed> {
  const body = someBody();
  const beganAt = performance.now();
  const headers = { "content-type": "application/json" };
  await accepted(fetch(`${file.ingress}/signups`, { method: "POST", headers, body: JSON.stringify(body) }));
  const [verification] = await mailsTo(file.outbox, body.email, 1);
  const signupMs = performance.now() - beganAt;
  const token = /\/verify\?token=([\w.-]+)/.exec(verification?.text ?? "")?.[1];
  const confirmedAt = performance.now();
  await accepted(fetch(`${file.ingress}/verify?token=${token}`, { method: "POST" }));
  await mailsTo(file.outbox, body.email, 2);
  return { signupMs, digestMs: performance.now() - confirmedAt };
}

async function accepted(request: Promise<Response>): Promise<void> {
  const answer = await request;
  if (answer.status !== 202) throw new Error(`${answer.url} answered ${answer.status}: ${await answer.text()}`);
}

async function mailsTo(outbox: string, email: string, count: number): Promise<{ text: string }[]> {
  const deadline = performance.now() + 10 * second;
  for (;;) {
    const mails = (await (await fetch(`${outbox}/messages?to=${email}`)).json()) as { text: string }[];
    if (mails.length >= count) return mails;
    if (performance.now() > deadline) throw new Error(`mail ${count} did not come within 10 s`);
    await wait(pollMs);
  }
}

/** The handlers one after the other, in this process: no ingress, no queue between them, nobody else's turn. */
async function bareWork({ file }: Stack, folder: string) {
  Object.assign(process.env, JSON.parse(readFileSync(join(folder, "secrets.json"), "utf8")), {
    // A token without products is half a set.
    ...products,
    LOG_LEVEL: "silent",
    SUPABASE_URL: file.supabase,
    REDIS_URL: file.redis,
    // What the handlers enqueue goes where no worker of the stack looks.
    REDIS_PREFIX: "{bare}",
    RESEND_BASE_URL: file.outbox,
  });
  // lib/env reads the environment at import.
  const { workers } = await import("../workers/index.ts");
  const { runOnce } = await import("../test/run.ts");
  const { signupPayload } = await import("../test/people.ts");
  const { signupBody } = await import("../lib/subscribers/wishes.ts");
  const { closeQueues } = await import("../lib/queue.ts");
  const { closeChannels } = await import("../lib/channels.ts");
  const { closeRedis } = await import("../lib/redis.ts");
  const sql = postgres(file.postgres, { max: 1 });

  async function bareJourney(): Promise<number> {
    const payload = signupPayload(signupBody.parse(someBody()));
    const pending = () => sql<{ id: string; request: string; subscriber: string }[]>`
      select id, request_id as request, subscriber_id as subscriber from deliveries
      where progress_id = ${payload.signupId} and status = 'pending'`;
    const beganAt = performance.now();
    await runOnce(workers.signup, payload);
    const [verification] = await pending();
    if (!verification) throw new Error("no verification was promised");
    await runOnce(workers.email, { deliveries: [verification.id] });
    await runOnce(workers.verify, { requestId: verification.request });
    await runOnce(workers.match, { subscribers: [verification.subscriber] });
    const [digest] = await pending();
    if (!digest) throw new Error("no digest was promised");
    await runOnce(workers.email, { deliveries: [digest.id] });
    return performance.now() - beganAt;
  }
  return {
    journey: bareJourney,
    async close() {
      await Promise.all([sql.end(), closeChannels(), closeQueues()]);
      await closeRedis();
    },
  };
}
