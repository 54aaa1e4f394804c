import { type ChildProcess, execFileSync, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Redis } from "ioredis";
import { openLeash } from "../local/leash.ts";
import { startRedis } from "../local/redis.ts";
import { hammer, type Load, median, percentile } from "./load.ts";

// Enough to keep both busy; more only adds waiting to the latencies.
const connections = 48;
// Until the compiler has seen enough: ours has more code, and a server that runs for weeks is warm.
const warmupSeconds = 10;
// The machine is rarely alone: many short pairs, so that both of one pair meet the same moment, and their median.
const roundSeconds = 1;
const rounds = Number(process.env.ROUNDS ?? 21);

interface Contender {
  name: "ours" | "baseline";
  url: string;
  child: ChildProcess;
}

/** Accepted signups a second with everything on, beside bare Hono + queue.add with the same job. */
export async function run(): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), "jobping-bench-"));
  const leash = openLeash(folder);
  try {
    const { url } = await startRedis({ folder: join(folder, "redis"), logFile: join(folder, "redis.log"), leash });
    const redis = new Redis(url);
    // As it is deployed: what tsx adds to each function is no part of the product.
    execFileSync("npm", ["run", "--silent", "build"], { stdio: ["ignore", "ignore", "inherit"] });
    const ours = await startContender("ours", "../dist/ingress/main.js", url);
    const sealedBytes = await bytesOfSealed(ours, redis);
    const baseline = await startContender("baseline", "./ingress-baseline.ts", url, { SEALED_BYTES: `${sealedBytes}` });
    const result = await compare(ours, baseline, redis);
    await Promise.all([end(ours.child), end(baseline.child)]);
    redis.disconnect();
    return { ...result, sealedBytes };
  } finally {
    await leash.close();
  }
}

async function startContender(
  name: Contender["name"],
  module: string,
  redisUrl: string,
  more: Record<string, string> = {},
): Promise<Contender> {
  const child = fork(fileURLToPath(new URL(module, import.meta.url)), {
    execArgv: [],
    env: {
      PATH: process.env.PATH,
      PORT: "0",
      REDIS_URL: redisUrl,
      REDIS_PREFIX: `{${name}}`,
      // The load comes from many networks, as a real crowd does.
      TRUSTED_PROXIES: "127.0.0.1/32",
      ...more,
    },
    // Logs are written as in production; nobody reads them here.
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const [message] = (await once(child, "message")) as [{ listening: string }];
  return { name, url: message.listening, child };
}

async function end(child: ChildProcess): Promise<void> {
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  await exited;
}

let count = 0;

/** A signup of somebody who was never here: another mailbox, another network. All of one length. */
function signupRequest(): string {
  const n = String(count++).padStart(8, "0");
  // A visitor comes with a page, its assets and the form: four requests a network is few.
  const network = count >> 2;
  const ip = `10.${(network >> 16) & 255}.${(network >> 8) & 255}.${network & 255}`;
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

async function bytesOfSealed(ours: Contender, redis: Redis): Promise<number> {
  await hammer(ours.url, { connections: 1, seconds: 0.05, status: 202, request: signupRequest });
  const [key = ""] = (await redis.keys("{ours}:signup:*")).filter((each) => /signup:[\w-]{22}$/.test(each));
  const { p } = JSON.parse((await redis.hget(key, "data")) ?? "{}") as { p: { sealed: string } };
  return p.sealed.length;
}

interface Round extends Load {
  cpuUs: number;
}

async function compare(ours: Contender, baseline: Contender, redis: Redis) {
  for (const one of [ours, baseline]) await measure(one, redis, warmupSeconds);
  const pairs: { ours: Round; baseline: Round }[] = [];
  for (let index = 0; index < rounds; index++) {
    // In turns, and each first every other time: neither always meets the warmer machine.
    const first = index % 2 === 0 ? ours : baseline;
    const second = first === ours ? baseline : ours;
    const a = await measure(first, redis, roundSeconds);
    const b = await measure(second, redis, roundSeconds);
    pairs.push(first === ours ? { ours: a, baseline: b } : { ours: b, baseline: a });
  }
  const rate = ({ done, seconds }: Load) => done / seconds;
  const ofAll = (pick: (pair: (typeof pairs)[number]) => number) => median(pairs.map(pick));
  const p99 = (which: Contender["name"]) => ofAll((pair) => percentile(pair[which].latenciesMs, 0.99));
  const two = (value: number) => Math.round(value * 100) / 100;
  return {
    ours: Math.round(ofAll((pair) => rate(pair.ours))),
    baseline: Math.round(ofAll((pair) => rate(pair.baseline))),
    ratio: two(ofAll((pair) => rate(pair.ours) / rate(pair.baseline))),
    unit: "accepted signups/s",
    ratios: pairs.map((pair) => two(rate(pair.ours) / rate(pair.baseline))),
    p99Ms: two(p99("ours")),
    baselineP99Ms: two(p99("baseline")),
    // Of the servers' own processor time: what else the machine does moves it less than the rates.
    cpuRatio: two(ofAll((pair) => pair.baseline.cpuUs / pair.ours.cpuUs)),
    cpuUs: two(ofAll((pair) => pair.ours.cpuUs)),
    baselineCpuUs: two(ofAll((pair) => pair.baseline.cpuUs)),
    connections,
    rounds,
  };
}

async function measure({ url, child }: Contender, redis: Redis, seconds: number): Promise<Round> {
  await redis.flushall();
  const before = cpuSeconds(child.pid);
  const load = await hammer(url, { connections, seconds, status: 202, request: signupRequest });
  return { ...load, cpuUs: ((cpuSeconds(child.pid) - before) / load.done) * 1e6 };
}

/** User and system time of a process so far; NaN where there is no /proc. */
function cpuSeconds(pid: number | undefined): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return Number.NaN;
  }
}
