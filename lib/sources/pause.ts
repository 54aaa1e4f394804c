import { connected, redisKey } from "../redis.ts";

const key = () => redisKey("paused-sources");

/** From now on nothing asks this source, neither scheduler, waiting scrape nor search, until an operator resumes it. */
export async function pauseSource(name: string): Promise<void> {
  await (await connected()).sadd(key(), name);
}

export async function resumeSource(name: string): Promise<void> {
  await (await connected()).srem(key(), name);
}

export async function isPaused(name: string): Promise<boolean> {
  return (await (await connected()).sismember(key(), name)) === 1;
}

/** The sources that an operator has paused, by name. */
export async function pausedSources(): Promise<string[]> {
  return (await (await connected()).smembers(key())).sort();
}
