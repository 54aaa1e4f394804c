import { connected, redisKey } from "../redis.ts";

const key = () => redisKey("paused-sources");

/** From now on nobody asks this source, until an operator says so: no clock, no scrape that waits, no search. */
export async function pauseSource(name: string): Promise<void> {
  await (await connected()).sadd(key(), name);
}

export async function resumeSource(name: string): Promise<void> {
  await (await connected()).srem(key(), name);
}

export async function isPaused(name: string): Promise<boolean> {
  return (await (await connected()).sismember(key(), name)) === 1;
}

/** Those that an operator has paused, by name. */
export async function pausedSources(): Promise<string[]> {
  return (await (await connected()).smembers(key())).sort();
}
