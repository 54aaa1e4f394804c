import { Cluster, Redis } from "ioredis";
import { env } from "./env.ts";
import { log } from "./log.ts";
import { atMost, minute, second } from "./time.ts";

export type { Redis };
export type RedisRole = "producer" | "worker" | "probe";

/** Above a healthy reply by three orders of magnitude, and two of them still fit an answer within 2 s. */
const silenceMs = 1 * second;

function optionsOf(role: RedisRole) {
  const common = {
    connectionName: `jobping-${role}`,
    connectTimeout: 5 * second,
    // Quick at first (a restart takes a second), then once a second: recovery is what people wait for.
    retryStrategy: (times: number) => Math.min(50 * 2 ** Math.min(times, 5), 1 * second),
    // After a failover the old primary answers READONLY until the connection is renewed.
    reconnectOnError: (error: Error) => {
      if (!error.message.startsWith("READONLY")) return false;
      // Whoever asked hears only that the connection went.
      tellRefusal(error);
      return 2 as const;
    },
  };
  if (role === "worker") {
    // BullMQ's condition. A silent socket is renewed only after 30 s, as BZPOPMIN is silent for up to 10 s.
    return { ...common, maxRetriesPerRequest: null, socketTimeout: 30 * second };
  }
  return {
    ...common,
    enableOfflineQueue: false,
    // Commands under way when the connection is lost fail at once. With any other number they never end: nobody resends
    // them (below), and ioredis tells nobody; a queue in its first handshake would never become ready.
    maxRetriesPerRequest: 0,
    // A hung server costs this once: then the socket is closed, and commands fail at once. A timer for each command
    // would add nothing, as replies come in order.
    socketTimeout: silenceMs,
    // What the caller was told has failed must not be sent after all.
    autoResendUnfulfilledCommands: false,
  };
}

/** An error that only says that Redis is away, which the connection's own listener has logged. */
export function isAway(error: Error & { code?: unknown }): boolean {
  return (
    /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)/.test(String(error.code)) ||
    /^(Connection is|Socket timeout|Stream isn't writeable|Reached the max retries|CLUSTERDOWN|Cluster isn't|Failed to refresh|None of startup|Too many Cluster)/.test(
      error.message,
    )
  );
}

let refusedUntil = 0;

/** Redis is there and takes no work: it is full, a replica, or cannot write its files. At most one line a minute. */
export function tellRefusal(err: Error): void {
  if (err.name !== "ReplyError" || isAway(err) || Date.now() < refusedUntil) return;
  refusedUntil = Date.now() + 1 * minute;
  log.warn({ err: err.message }, "redis takes no jobs");
}

/** Logs a connection's errors, at most one a minute: an outage is one fact, not a thousand. */
function logErrors(redis: Redis, role: RedisRole): void {
  let quietUntil = 0;
  redis.on("error", (err: Error) => {
    if (Date.now() < quietUntil) return;
    quietUntil = Date.now() + 1 * minute;
    log.warn({ role, err: err.message || String(err) }, "redis connection failed");
  });
  redis.on("ready", () => {
    if (quietUntil > 0) log.info({ role }, "redis connection is back");
    quietUntil = 0;
  });
}

/**
 * ioredis closes a connection that was silent for too long, by a timer. Where it was this process that was busy, the
 * answer lies in the socket already, as timers run before reads: so it is looked for there first.
 */
function readBeforeGivingUp(redis: Redis): void {
  redis.on("connect", () => {
    const { stream } = redis;
    const destroy = stream.destroy.bind(stream);
    stream.destroy = (error) => {
      if (!error?.message.startsWith("Socket timeout")) return destroy(error);
      const before = stream.bytesRead;
      setImmediate(() => stream.bytesRead === before && destroy(error));
      return stream;
    };
  });
}

/**
 * Several comma-separated nodes are a cluster. Our keys share a slot, so it takes whatever a single Redis takes, except
 * what looks through all keys of a server.
 */
function connect(role: RedisRole, url: string): Redis {
  const options = optionsOf(role);
  const nodes = url.split(",");
  if (nodes.length === 1) {
    const redis = new Redis(url, options);
    readBeforeGivingUp(redis);
    return redis;
  }
  const { protocol, username, password } = new URL(nodes[0] ?? "");
  // The nodes that the first ones tell of take the same name and password.
  const access = { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  const redisOptions = { ...options, ...access, ...(protocol === "rediss:" && { tls: {} }) };
  // Each try waits for 100 ms; an answer within 2 s leaves no time for the usual sixteen.
  const tries = role === "worker" ? {} : { enableOfflineQueue: false, maxRedirections: 5 };
  const again = { clusterRetryStrategy: options.retryStrategy };
  const cluster = new Cluster(nodes, { ...tries, ...again, redisOptions });
  cluster.on("+node", readBeforeGivingUp);
  return cluster as unknown as Redis;
}

/** The servers behind a connection, without replicas: each has some of all keys. */
export function serversOf(redis: Redis | Cluster): Redis[] {
  return redis instanceof Cluster ? redis.nodes("master") : [redis];
}

/** Who waits for a connection: a set, as an outage makes more of them than an emitter takes listeners. */
const waiting = new WeakMap<Redis, Set<() => void>>();

/**
 * Opens a connection. A producer or probe fails fast when Redis is away; a worker waits for its return.
 * Whoever opens it closes it.
 */
export function openRedis(role: RedisRole, url: string = env.REDIS_URL): Redis {
  const redis = connect(role, url);
  logErrors(redis, role);
  const callers = new Set<() => void>();
  waiting.set(redis, callers);
  redis.on("ready", () => {
    for (const call of callers) call();
  });
  return redis;
}

let shared: Redis | undefined;

/** The one producer connection of this process, opened at first use. */
export function producer(): Redis {
  shared ??= openRedis("producer");
  return shared;
}

/** Resolves when `redis`, opened here, takes commands; rejects after `ms`. */
export function whenReady(redis: Redis, ms: number): Promise<void> {
  if (redis.status === "ready") return Promise.resolve();
  const callers = waiting.get(redis);
  return new Promise((resolve, reject) => {
    const onReady = () => {
      clearTimeout(timer);
      callers?.delete(onReady);
      resolve();
    };
    const timer = setTimeout(() => {
      callers?.delete(onReady);
      reject(new Error(`Redis was not ready within ${ms} ms`));
    }, ms);
    callers?.add(onReady);
  });
}

/** The producer connection once it takes commands: a process's first command may come before its connection. */
export async function connected(ms: number = silenceMs): Promise<Redis> {
  await whenReady(producer(), ms);
  return producer();
}

/** Resolves when the producer connection answers; rejects after `ms` at most. */
export async function redisReady(ms: number): Promise<void> {
  const redis = producer();
  const ping = whenReady(redis, ms).then(() => redis.ping());
  await atMost(ms, ping, `Redis did not answer within ${ms} ms`);
}

/** What the commands of a pipeline or MULTI answered. @throws what the first of them was refused with: exec() does not */
export function answersOf(replies: Awaited<ReturnType<ReturnType<Redis["pipeline"]>["exec"]>>): unknown[] {
  return (replies ?? []).map(([refusal, answer]) => {
    if (refusal) throw refusal;
    return answer;
  });
}

/** Redis' own time, ms since 1970: one clock for all processes. */
export async function redisTime(): Promise<number> {
  const [seconds = 0, micros = 0] = await (await connected()).time();
  return Number(seconds) * 1000 + Number(micros) / 1000;
}

/** The earlier of this process's clock and Redis': to one that is ahead, what is new seems old. ms since 1970 */
export async function earlierTime(): Promise<number> {
  return Math.min(Date.now(), await redisTime().catch(() => Number.POSITIVE_INFINITY));
}

/** Closes the producer connection; the next use would open a new one. */
export async function closeRedis(): Promise<void> {
  const redis = shared;
  shared = undefined;
  redis?.disconnect();
}

/** A key of ours. All begin with the prefix, whose braces keep a script's keys on one node of a cluster. */
export function redisKey(...parts: string[]): string {
  return `${env.REDIS_PREFIX}:${parts.join(":")}`;
}
