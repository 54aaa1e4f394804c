import { bytesOf } from "../../lib/figures/format.ts";
import { answersOf, connected, type Redis, redisKey, serversOf } from "../../lib/redis.ts";
import { hour, second } from "../../lib/time.ts";
import { optionsOf } from "./options.ts";
import { ownerOf } from "./redis-keys.ts";
import { Refusal } from "./refusals.ts";
import { tableOf, tell } from "./table.ts";

/** Keys per SCAN: each then takes Redis about a millisecond. */
const scanCount = 1000;
/** How many keys of a group are measured; the others are assumed to be of average size. */
const sampleSize = 50;
/** A newer release than this checkout may have unknown keys: a key in recent use is no orphan. */
const idleSeconds = (1 * hour) / second;
const shownOrphans = 20;

interface Group {
  keys: number;
  sample: string[];
  bytes: number;
}

interface Orphan {
  key: string;
  why: "unknown" | "endless";
}

export async function run(args: string[]): Promise<void> {
  const { values } = optionsOf(args, {
    purge: { type: "boolean" },
    yes: { type: "boolean" },
    json: { type: "boolean" },
  });
  const redis = await connected();
  const { total, groups, suspects } = await scanned(redis);
  for (const group of groups.values()) group.bytes = await bytesIn(redis, group);
  const orphans = await idle(redis, suspects);
  if (values.purge && !values.yes)
    throw new Refusal(
      `This removes ${orphans.length} keys that no code of this checkout owns and nobody has used for an hour. Say --yes if you mean it.`,
    );
  const purged = values.purge ? await purge(redis, orphans) : 0;
  const rows = [...groups]
    .map(([group, { keys, bytes }]) => ({ group, keys, bytes }))
    .sort((a, b) => b.bytes - a.bytes);
  const answer = { total, rows, orphans: orphans.length, suspects: suspects.length, purged };
  await tell(values.json, { ...answer, examples: orphans.slice(0, shownOrphans) }, () => textOf(answer, orphans));
}

/** Goes through all our keys once. */
async function scanned(redis: Redis) {
  const servers = serversOf(redis);
  const total = (await Promise.all(servers.map((server) => server.dbsize()))).reduce((sum, size) => sum + size, 0);
  const groups = new Map<string, Group>();
  const suspects: Orphan[] = [];
  let looked = 0;
  for await (const keys of pagesOf(servers)) {
    const expiring: string[] = [];
    for (const key of keys) {
      const { group, orphan, expires } = ownerOf(key);
      sample(
        groups.getOrInsertComputed(group, () => ({ keys: 0, sample: [], bytes: 0 })),
        key,
      );
      if (orphan) suspects.push({ key, why: orphan });
      else if (expires) expiring.push(key);
    }
    suspects.push(...(await endless(redis, expiring)));
    looked += keys.length;
    progress(`${looked} of about ${total} keys`);
  }
  progress("");
  return { total, groups, suspects };
}

async function* pagesOf(servers: readonly Redis[]): AsyncGenerator<string[]> {
  for (const server of servers) yield* server.scanStream({ match: `${redisKey("")}*`, count: scanCount });
}

/** A uniform random sample of a group's keys. */
function sample(group: Group, key: string): void {
  const at = group.keys < sampleSize ? group.keys : Math.floor(Math.random() * (group.keys + 1));
  if (at < sampleSize) group.sample[at] = key;
  group.keys++;
}

async function endless(redis: Redis, keys: readonly string[]): Promise<Orphan[]> {
  const lives = await all<number>(redis, "pttl", keys);
  return keys.flatMap((key, at) => (lives[at] === -1 ? { key, why: "endless" as const } : []));
}

async function bytesIn(redis: Redis, { keys, sample }: Group): Promise<number> {
  const known = (await all<number | null>(redis, "memory", sample, ["usage"])).filter((size) => size !== null);
  const sum = known.reduce((total, size) => total + size, 0);
  return known.length === 0 ? 0 : Math.round((sum / known.length) * keys);
}

async function idle(redis: Redis, suspects: readonly Orphan[]): Promise<Orphan[]> {
  const orphans: Orphan[] = [];
  for (let from = 0; from < suspects.length; from += scanCount) {
    const some = suspects.slice(from, from + scanCount);
    const times = await all<number | null>(
      redis,
      "object",
      some.map(({ key }) => key),
      ["idletime"],
    );
    orphans.push(...some.filter((_, at) => (times[at] ?? 0) >= idleSeconds));
  }
  return orphans;
}

async function purge(redis: Redis, orphans: readonly Orphan[]): Promise<number> {
  let purged = 0;
  for (let from = 0; from < orphans.length; from += scanCount) {
    purged += await redis.unlink(...orphans.slice(from, from + scanCount).map(({ key }) => key));
    progress(`${purged} of ${orphans.length} removed`);
  }
  progress("");
  return purged;
}

/** One command for many keys, in one round trip. */
async function all<T>(redis: Redis, command: string, keys: readonly string[], before: readonly string[] = []) {
  if (keys.length === 0) return [];
  const pipeline = redis.pipeline();
  for (const key of keys) pipeline.call(command, ...before, key);
  return answersOf(await pipeline.exec()) as T[];
}

/** A progress line that overwrites itself, on a terminal only. */
function progress(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${line}`);
}

interface Answer {
  total: number;
  rows: { group: string; keys: number; bytes: number }[];
  orphans: number;
  suspects: number;
  purged: number;
}

function textOf({ total, rows, suspects, purged }: Answer, orphans: readonly Orphan[]): string {
  const ours = rows.reduce((sum, { keys }) => sum + keys, 0);
  const listed = orphans.slice(0, shownOrphans).map(({ key, why }) => [key, why]);
  return [
    tableOf(
      ["keys of", "keys", "bytes (sampled)"],
      rows.map(({ group, keys, bytes }) => [group, keys, bytesOf(bytes)]),
    ),
    `${ours} keys of ours, ${Math.max(0, total - ours)} of others.`,
    `${orphans.length} orphans${suspects > orphans.length ? `, and ${suspects - orphans.length} that look like one but were used within the hour` : ""}.`,
    ...(listed.length > 0 ? [tableOf(["orphan", "why"], listed)] : []),
    ...(purged > 0
      ? [`${purged} removed.`]
      : orphans.length > 0
        ? ["Remove them: npm run -s ops -- redis --purge --yes"]
        : []),
  ].join("\n");
}
