import { fork } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openLeash } from "../local/leash.ts";
import { startRedis } from "../local/redis.ts";
import { hammer, percentile } from "./load.ts";

const events = Number(process.env.EVENTS ?? 10_000);
const connections = Number(process.env.CONNECTIONS ?? 32);
/** The most time the ingress has for an event, in a flood of them. */
const limitMs = 50;

/** A flood of signed events as fast as the ingress takes them: how long the slowest one in a hundred waits. */
export async function run(): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), "jobping-bench-"));
  await using closing = new AsyncDisposableStack();
  const leash = openLeash(folder);
  closing.defer(() => leash.close());
  const redis = await startRedis({ folder: join(folder, "redis"), logFile: join(folder, "redis.log"), leash });
  const secret = `whsec_${randomBytes(32).toString("base64")}`;
  const child = fork(fileURLToPath(new URL("../ingress/main.ts", import.meta.url)), {
    execArgv: ["--import", fileURLToPath(new URL("../local/runtime.ts", import.meta.url))],
    env: { PATH: process.env.PATH, PORT: "0", REDIS_URL: redis.url, RESEND_WEBHOOK_SECRET: secret },
    // Logs are written as in production; nobody reads them here.
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  closing.defer(async () => void child.kill("SIGKILL"));
  const [{ listening }] = (await once(child, "message")) as [{ listening: string }];
  process.env.RESEND_WEBHOOK_SECRET = secret;
  const { mailEvent, svixHeaders } = await import("../test/webhook.ts");
  const request = () => {
    const bounce = { type: "Permanent", subType: "General", message: "550 5.1.1 user unknown" };
    const body = mailEvent("email.bounced", { bounce, tags: { kind: "digest", delivery: randomUUID() } });
    const signed = Object.entries(svixHeaders(body)).map(([name, value]) => `${name}: ${value}\r\n`);
    return `POST /webhooks/resend HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n${signed.join("")}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  };
  await hammer(listening, { connections, seconds: 4, status: 202, request });
  const latenciesMs: number[] = [];
  let seconds = 0;
  while (latenciesMs.length < events) {
    const load = await hammer(listening, { connections, seconds: 1, status: 202, request });
    latenciesMs.push(...load.latenciesMs);
    seconds += load.seconds;
  }
  const p99 = Math.round(percentile(latenciesMs, 0.99) * 10) / 10;
  return {
    ours: p99,
    baseline: limitMs,
    ratio: Number((p99 / limitMs).toFixed(2)),
    unit: "ms, p99 of an event in a flood",
    ...{ events: latenciesMs.length, connections, eventsPerSecond: Math.round(latenciesMs.length / seconds) },
    p50Ms: Math.round(percentile(latenciesMs, 0.5) * 10) / 10,
  };
}
