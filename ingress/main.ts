import { closeChannels } from "../lib/channels.ts";
import { endUnusable, env } from "../lib/env.ts";
import { problemsOfInstallation } from "../lib/installation.ts";
import { log } from "../lib/log.ts";
import { resolveCity, suggestCities } from "../lib/postings/places.ts";
import { closeQueues } from "../lib/queue.ts";
import { closeRedis, producer } from "../lib/redis.ts";
import { installShutdown, onShutdown } from "../lib/shutdown.ts";
import { problemsOfSources } from "../lib/sources/index.ts";
import { startTelemetry } from "../lib/telemetry.ts";
import { day, second } from "../lib/time.ts";
import { gatherWrites } from "./one-write.ts";
import { startIngress } from "./server.ts";

const problems = problemsOfSources();
if (problems.length > 0) endUnusable(problems);

// Requests are answered within 2 s; anything longer is a slow client.
installShutdown({ log, softMs: 5 * second, hardMs: 10 * second });

await startTelemetry("ingress");

// Loads the gazetteer now rather than during the first visitor's request.
resolveCity("Berlin");
suggestCities("berlin", 1);
// Connects before the first request. Without Redis we start all the same and answer 503 until it is back.
await endWhereStrange(1 * second).catch(() => {
  log.warn("Redis is away: requests are answered 503 until it is back");
  // Checked as soon as Redis is back: what we enqueue for another installation is lost.
  endWhereStrange(20 * day).catch((err) => log.warn({ err }, "Redis did not say whose work it has"));
});

gatherWrites(producer());

const ingress = await startIngress({ port: env.PORT, host: env.HOST }).catch((err: Error) =>
  endUnusable([`HOST, PORT: cannot be listened on (${err.message})`]),
);
onShutdown("intake", "http", ingress.close);
onShutdown("connections", "redis", async () => {
  // In this order, as closing the queues still needs the connection.
  await closeChannels();
  await closeQueues();
  await closeRedis();
});

log.info({ url: ingress.url }, "listening");
process.send?.({ listening: ingress.url });

async function endWhereStrange(ms: number): Promise<void> {
  const strange = await problemsOfInstallation(ms);
  if (strange.length > 0) endUnusable(strange);
}
