import "./needs.ts";
import { closeChannels } from "../lib/channels.ts";
import { endUnusable, env } from "../lib/env.ts";
import { problemsOfInstallation } from "../lib/installation.ts";
import { startLiveness } from "../lib/liveness.ts";
import { log } from "../lib/log.ts";
import { startMetricsServer } from "../lib/metrics-server.ts";
import { resolveCity } from "../lib/postings/places.ts";
import { closeQueues } from "../lib/queue.ts";
import { closeRedis, connected } from "../lib/redis.ts";
import { durabilityRisks } from "../lib/redis-durability.ts";
import { installShutdown, onShutdown } from "../lib/shutdown.ts";
import { problemsOfSources } from "../lib/sources/index.ts";
import { startTelemetry } from "../lib/telemetry.ts";
import { day, second } from "../lib/time.ts";
import { startWorker } from "../lib/worker.ts";
import { workers } from "./index.ts";
import { warmUp } from "./match.ts";
import { keepSchedules } from "./schedules.ts";

/** A running job may take this long to end by itself; then it goes back to its queue and costs no attempt. */
const softMs = 10 * second;
/** Below the 30 s that container hosts give between SIGTERM and SIGKILL. */
const hardMs = 20 * second;

const everyOne = env.WORKERS.length === 0 || env.WORKERS.join() === "all";
const unknown = everyOne ? [] : env.WORKERS.filter((name) => !Object.hasOwn(workers, name));
const known = Object.keys(workers).join(", ");
const problems = [
  ...unknown.map((name) => `WORKERS: "${name}" is no worker; there are ${known}`),
  ...problemsOfSources(),
];
if (problems.length > 0) endUnusable(problems);

installShutdown({ log, softMs, hardMs });
const chosen = Object.values(workers).filter(({ job }) => everyOne || env.WORKERS.includes(job.name));
await startTelemetry("workers");
// Waits for Redis: there is nothing to do without it.
const strange = await problemsOfInstallation(20 * day).catch((err) => {
  log.warn({ err }, "Redis did not say whose work it has");
  return [];
});
if (strange.length > 0) endUnusable(strange);
const running = chosen.map((worker) => startWorker(worker));

onShutdown("work", "workers", (ms) => Promise.all(running.map((worker) => worker.close(ms))));
onShutdown("connections", "redis", async () => {
  await closeQueues();
  await closeChannels();
  await closeRedis();
});

// The gazetteer is read at its first use, which shall not be the first subscriber's.
resolveCity("Berlin");
await Promise.all(running.map((worker) => worker.ready()));
// Producers give up within a second, which a process that has just started may need for its first connection.
await connected(30 * second);
for (const risk of await durabilityRisks()) log.warn({ risk }, "redis may lose accepted work");
// Only for the jobs that run here: a process for mail alone knows nothing of the sources.
onShutdown("intake", "schedules", await keepSchedules(chosen.map(({ job }) => job)));
const liveness = startLiveness(running);
onShutdown("connections", "liveness", () => liveness.close());
if (chosen.includes(workers.match)) await warmUp().catch((err) => log.warn({ err }, "catalogue not read yet"));
const metrics = await startMetricsServer(env.METRICS_PORT, env.HOST).catch((err: Error) => {
  log.error(
    { err, port: env.METRICS_PORT },
    "METRICS_PORT cannot be listened on: this process's metrics are not served",
  );
});
onShutdown("connections", "metrics", async () => metrics?.close());
log.info({ workers: running.map(({ name }) => name), metrics: metrics?.url }, "workers ready");
process.send?.("ready");
