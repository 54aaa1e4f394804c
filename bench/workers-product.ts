import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { second, wait } from "../lib/time.ts";
import { products } from "../local/environment.ts";
import type { Stack } from "../local/stack.ts";

const patienceMs = 60 * second;

/** Its own process, in which nobody waits for the senders' work. */
export async function startVendor(closing: AsyncDisposableStack) {
  const child = fork(fileURLToPath(new URL("./workers-outbox.ts", import.meta.url)), {
    execArgv: ["--import", fileURLToPath(new URL("../local/runtime.ts", import.meta.url))],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  closing.defer(async () => void child.kill("SIGKILL"));
  const answer = async <T>() => (await once(child, "message"))[0] as T;
  return {
    outbox: await answer<string>(),
    arrivals() {
      child.send("arrivals");
      return answer<number[]>();
    },
  };
}

/** Makes this process one that may ask for the product's jobs. */
export async function joined({ file }: Stack, folder: string) {
  Object.assign(process.env, JSON.parse(readFileSync(join(folder, "secrets.json"), "utf8")), {
    // A token without products is half a set.
    ...products,
    ...{ LOG_LEVEL: "silent", SUPABASE_URL: file.supabase, REDIS_URL: file.redis },
  });
  // lib/env reads the environment at import.
  const { enqueue, enqueueMany, closeQueues } = await import("../lib/queue.ts");
  const { pauseQueue, resumeQueue, queueCounts } = await import("../lib/queue-admin.ts");
  const { connected, closeRedis } = await import("../lib/redis.ts");
  const { seal } = await import("../lib/seal.ts");
  const { newLinkKey } = await import("../lib/tokens.ts");
  const { plan } = await import("../jobs/plan.ts");
  const { unsubscribe } = await import("../jobs/unsubscribe.ts");
  return {
    linkKey: seal(newLinkKey(), "link-key"),
    plan: () => enqueue(plan, {}),
    /** These people leave, all at once. @returns jobs a second, and what one takes in Redis while it waits */
    async leave(ids: readonly string[]) {
      const memory = async () => Number(/used_memory:(\d+)/.exec(await (await connected()).info("memory"))?.[1]);
      const ended = async () => (await queueCounts()).unsubscribe?.ended.done ?? 0;
      const [before, done] = [await memory(), await ended()];
      await pauseQueue(unsubscribe);
      await enqueueMany(
        unsubscribe,
        ids.map((subscriberId) => ({ subscriberId })),
      );
      const bytes = Math.round(((await memory()) - before) / ids.length);
      const [idle, startedAt] = [idleMs(), performance.now()];
      await resumeQueue(unsubscribe);
      await until("all have left", async () => (await ended()) - done >= ids.length);
      return {
        jobsPerSecond: perSecond(ids.length, startedAt),
        busyCores: busySince(idle, startedAt),
        redisBytesAJob: bytes,
      };
    },
    async close() {
      await closeQueues();
      await closeRedis();
    },
  };
}

export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + patienceMs; !(await isSo()); await wait(20)) {
    if (Date.now() > deadline) throw new Error(`in vain: ${what}`);
  }
}

export const perSecond = (count: number, startedAt: number) =>
  Math.round((count * second) / (performance.now() - startedAt));
const idleMs = () => cpus().reduce((sum, { times }) => sum + times.idle, 0);
const busySince = (idle: number, startedAt: number) =>
  Number((cpus().length - (idleMs() - idle) / (performance.now() - startedAt)).toFixed(1));
