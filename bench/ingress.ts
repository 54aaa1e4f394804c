import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { openLeash } from "../local/leash.ts";
import { startRedis } from "../local/redis.ts";
import { cpuUs } from "./cpu.ts";
import { addressIn, hammer, type Load, median, percentile } from "./load.ts";
import { builtIngress, end, type Serving, serve } from "./serving.ts";

// Enough to keep both busy; more only adds waiting to the latencies.
const connections = 48;
// Until the code is compiled: ours has more of it, and a server that runs for weeks is warm.
const warmupSeconds = 10;
// The machine is rarely idle: the median of many short pairs, of which both meet the same moment.
const roundSeconds = 1;
const rounds = Number(process.env.ROUNDS ?? 21);

/** Accepted signups a second with everything on, beside bare Hono + queue.add with the same job. */
export async function run(): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), "jobping-bench-"));
  const leash = openLeash(folder);
  try {
    const { url } = await startRedis({ folder: join(folder, "redis"), logFile: join(folder, "redis.log"), leash });
    const redis = new Redis(url);
    const program = builtIngress();
    const ours = await serve(program, { REDIS_URL: url, REDIS_PREFIX: "{ours}" });
    const sealedBytes = await bytesOfSealed(ours, redis);
    const beside = { REDIS_URL: url, REDIS_PREFIX: "{baseline}", SEALED_BYTES: `${sealedBytes}` };
    const baseline = await serve({ ...program, module: "./ingress-baseline.ts" }, beside);
    const result = await compare(ours, baseline, redis);
    await Promise.all([end(ours), end(baseline)]);
    redis.disconnect();
    return { ...result, sealedBytes };
  } finally {
    await leash.close();
  }
}

let count = 0;

/** A signup of somebody new: another mailbox, another network. All of one length. */
function signupRequest(): string {
  const n = String(count++).padStart(8, "0");
  // A visitor asks for a page, its assets and the form: four requests a network are few.
  const ip = addressIn(count >> 2);
  const body = JSON.stringify({
    email: `person-${n}@example.org`,
    name: "Zoe Angstrom",
    cities: ["Berlin", "London"],
    countries: ["DE", "GB"],
    careerPaths: ["tech-transformation", "data-analytics"],
    levels: ["entry", "graduate", "internship"],
    workModes: ["onsite", "hybrid", "remote"],
    languages: ["en", "de"],
    visa: "unknown",
    cadence: "weekly",
    timeZone: "Europe/Berlin",
    consent: true,
  });
  return (
    "POST /signups HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAccept: application/json\r\n" +
    `User-Agent: bench\r\nX-Forwarded-For: ${ip}\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  );
}

async function bytesOfSealed(ours: Serving, redis: Redis): Promise<number> {
  await hammer(ours.url, { connections: 1, seconds: 0.05, status: 202, request: signupRequest });
  const [key = ""] = (await redis.keys("{ours}:signup:*")).filter((each) => /signup:[\w-]{22}$/.test(each));
  const { p } = JSON.parse((await redis.hget(key, "data")) ?? "{}") as { p: { sealed: string } };
  return p.sealed.length;
}

interface Round extends Load {
  cpuUs: number;
}

async function compare(ours: Serving, baseline: Serving, redis: Redis) {
  for (const one of [ours, baseline]) await measure(one, redis, warmupSeconds);
  const pairs: { ours: Round; baseline: Round }[] = [];
  for (let index = 0; index < rounds; index++) {
    // In turns, each first every other time, so that neither always meets the warmer machine.
    const first = index % 2 === 0 ? ours : baseline;
    const second = first === ours ? baseline : ours;
    const a = await measure(first, redis, roundSeconds);
    const b = await measure(second, redis, roundSeconds);
    pairs.push(first === ours ? { ours: a, baseline: b } : { ours: b, baseline: a });
  }
  const rate = ({ done, seconds }: Load) => done / seconds;
  const ofAll = (pick: (pair: (typeof pairs)[number]) => number) => median(pairs.map(pick));
  const p99 = (which: "ours" | "baseline") => ofAll((pair) => percentile(pair[which].latenciesMs, 0.99));
  const two = (value: number) => Math.round(value * 100) / 100;
  return {
    ours: Math.round(ofAll((pair) => rate(pair.ours))),
    baseline: Math.round(ofAll((pair) => rate(pair.baseline))),
    ratio: two(ofAll((pair) => rate(pair.ours) / rate(pair.baseline))),
    unit: "accepted signups/s",
    ratios: pairs.map((pair) => two(rate(pair.ours) / rate(pair.baseline))),
    p99Ms: two(p99("ours")),
    baselineP99Ms: two(p99("baseline")),
    // The servers' own processor time, on which other work of the machine has less influence than on rates.
    cpuRatio: two(ofAll((pair) => pair.baseline.cpuUs / pair.ours.cpuUs)),
    cpuUs: two(ofAll((pair) => pair.ours.cpuUs)),
    baselineCpuUs: two(ofAll((pair) => pair.baseline.cpuUs)),
    connections,
    rounds,
  };
}

async function measure({ url, child }: Serving, redis: Redis, seconds: number): Promise<Round> {
  await redis.flushall();
  const before = cpuUs(`${child.pid}`);
  const load = await hammer(url, { connections, seconds, status: 202, request: signupRequest });
  return { ...load, cpuUs: (cpuUs(`${child.pid}`) - before) / load.done };
}
