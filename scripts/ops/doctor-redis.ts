import { bytesOf, spanOf } from "../../lib/figures/format.ts";
import { figures } from "../../lib/figures/store.ts";
import { queueHandles } from "../../lib/queue-admin.ts";
import { connected } from "../../lib/redis.ts";
import { scheduleStatuses } from "../../lib/schedules.ts";
import { minute } from "../../lib/time.ts";
import { schedules } from "../../workers/schedules.ts";
import { type Finding, fail, pass, warn } from "./finding.ts";
import "../../jobs/index.ts";

/** BullMQ 6 needs Redis 6.2; we test with 7. */
const [leastVersion, testedVersion] = [6.2, 7];
/** Schedules are due to the second; a restarting worker delays them by some. */
const overdueMs = 2 * minute;
const staleMs = 1 * minute;

/** Redis's configuration: version, behaviour when full, and what a crash loses. */
export async function redisSetUp(): Promise<Finding[]> {
  const info = await (await connected()).info();
  const value = (name: string) => new RegExp(`^${name}:(\\S+)`, "m").exec(info)?.[1] ?? "";
  const version = value("redis_version");
  const policy = value("maxmemory_policy");
  const [used, most] = [Number(value("used_memory")), Number(value("maxmemory"))];
  const tooOld = Number.parseFloat(version) < leastVersion;
  const untested = Number.parseFloat(version) < testedVersion;
  return [
    tooOld
      ? fail("redis version", version, "BullMQ needs 6.2: upgrade Redis.")
      : untested
        ? warn("redis version", version, "Tested with 7 and later.")
        : pass("redis version", version),
    policy === "noeviction"
      ? pass("redis policy", "noeviction: full, it refuses new work and keeps the old")
      : fail(
          "redis policy",
          `${policy}: full, it drops jobs`,
          "redis-cli config set maxmemory-policy noeviction, and in its file",
        ),
    value("aof_enabled") === "1"
      ? pass("redis persistence", "appendonly is on")
      : fail(
          "redis persistence",
          "appendonly is off: a crash loses minutes of accepted work",
          "redis-cli config set appendonly yes, and in its file",
        ),
    ...writes(value),
    most > 0 && used > 0.8 * most
      ? warn("redis memory", `${bytesOf(used)} of ${bytesOf(most)}`, "npm run -s ops -- redis, then a larger Redis")
      : pass("redis memory", `${bytesOf(used)} of ${most > 0 ? bytesOf(most) : "what the machine has"}`),
  ];
}

/** Whether it accepts writes: a replica does not, and neither may a Redis whose disk is full. */
function writes(value: (name: string) => string): Finding[] {
  const failing = ["rdb_last_bgsave_status", "aof_last_write_status", "aof_last_bgrewrite_status"].filter(
    (name) => value(name) === "err",
  );
  return [
    value("role") === "slave"
      ? fail(
          "redis role",
          `a replica of ${value("master_host")}: it takes no work`,
          "REDIS_URL is to be the primary's; after a failover, the address that moves with it.",
        )
      : pass("redis role", "primary"),
    ...(failing.length > 0
      ? [fail("redis disk", `cannot be written: ${failing.join(", ")}`, "df -h where its files are, and its log.")]
      : []),
  ];
}

/** Whether every schedule is in Redis and not overdue. */
export async function schedulesAndQueues(): Promise<Finding[]> {
  const [kept, handles] = [await scheduleStatuses(), await queueHandles()];
  const paused = await Promise.all(handles.map(async (queue) => ((await queue.isPaused()) ? queue.name : [])));
  const stopped = paused.flat();
  const faults = schedules.flatMap(({ id, job, pattern }) => {
    const found = kept.find((each) => each.id === id);
    const lateMs = found?.next ? Date.now() - Date.parse(found.next) : Number.POSITIVE_INFINITY;
    const restart = `Restart a worker that serves ${job.name}: it writes the table anew.`;
    if (!found) return fail(`schedule ${id}`, "is not in Redis: nobody asks for its job", restart);
    if (found.pattern !== pattern) return warn(`schedule ${id}`, `goes by ${found.pattern}, not ${pattern}`, restart);
    if (lateMs <= overdueMs || stopped.includes(job.name)) return [];
    return fail(`schedule ${id}`, `is overdue by ${spanOf(lateMs)}`, "npm run -s ops -- status: does a worker run?");
  });
  return [
    ...(faults.length > 0 ? faults : [pass("schedules", `${schedules.length} in Redis, none overdue`)]),
    stopped.length > 0
      ? warn("queues", `paused: ${stopped.join(", ")}`, `npm run -s ops -- resume --queue ${stopped[0]}`)
      : pass("queues", "none is paused"),
  ];
}

/** Figures are written every ten seconds: without them, no worker runs or works. */
export async function figuresFresh(): Promise<Finding[]> {
  const seen = await figures.read();
  const todo = "Start a worker, or look into its log.";
  if (!seen) return [fail("workers", "none has written any figures yet", todo)];
  const ageMs = Date.now() - Date.parse(seen.at);
  const { keys, migrationsPending, name } = seen.environment;
  // Without NODE_ENV, nothing is refused that production refuses.
  const forTrying = name === "development" && process.env.PUBLIC_URL?.startsWith("https:");
  const missing = ["RESEND_WEBHOOK_SECRET"].filter((name) => keys[name] === false);
  return [
    ageMs > staleMs
      ? fail("workers", `the last figures are ${spanOf(ageMs)} old`, todo)
      : pass("workers", `wrote figures ${spanOf(ageMs)} ago`),
    ...(forTrying
      ? [warn("environment", "workers run as development", "Set NODE_ENV=production where they run.")]
      : []),
    ...missing.map((name) => warn("keys", `${name} is not set`, "Bounces and complaints are not heard of: set it.")),
    ...(migrationsPending
      ? [fail("release", `${migrationsPending} migrations of the running release are not applied`, "npm run db:push")]
      : []),
  ];
}
