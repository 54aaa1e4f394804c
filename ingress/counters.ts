import { producer } from "../lib/redis.ts";

/** What a window has counted, and how long it still lasts. */
export interface Counted {
  count: number;
  leftMs: number;
}

interface Count {
  key: string;
  windowMs: number;
  resolve(counted: Counted): void;
  reject(reason: unknown): void;
}

/** Counts up every key and says how long its window still lasts; the first one in a window opens it. */
const script = `
local results = {}
for i, key in ipairs(KEYS) do
  if redis.call("set", key, 1, "PX", ARGV[i], "NX") then
    results[2 * i - 1] = 1
    results[2 * i] = tonumber(ARGV[i])
  else
    results[2 * i - 1] = redis.call("incr", key)
    results[2 * i] = redis.call("pttl", key)
  end
end
return results`;

type Redis = ReturnType<typeof producer>;
type Counting = (keys: number, ...keysAndWindows: (string | number)[]) => Promise<number[]>;
const counting = new WeakMap<Redis, Counting>();

/**
 * Counts in Redis, for all processes. What is counted within one turn of the event loop goes there as one command: a
 * crowd costs little more than one visitor.
 */
export class Counters {
  readonly #limitMs: number;
  #waiting: Count[] = [];

  /** @param limitMs how long Redis may take before it counts as away */
  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  /** Counts one more in the key's window, which begins with the first one. Rejects when Redis is away. */
  count(key: string, windowMs: number): Promise<Counted> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) process.nextTick(() => this.#send());
      this.#waiting.push({ key, windowMs, resolve, reject });
    });
  }

  #send(): void {
    const batch = this.#waiting;
    this.#waiting = [];
    const rejectAll = (reason: unknown) => {
      for (const { reject } of batch) reject(reason);
    };
    const timer = setTimeout(rejectAll, this.#limitMs, "Redis is slow");
    const keys = batch.map(({ key }) => key);
    const windows = batch.map(({ windowMs }) => windowMs);
    countingOn(producer())(keys.length, ...keys, ...windows)
      .then((results) => {
        for (const [index, { resolve }] of batch.entries()) {
          resolve({ count: results[2 * index] ?? 0, leftMs: results[2 * index + 1] ?? 0 });
        }
      }, rejectAll)
      .finally(() => clearTimeout(timer));
  }
}

function countingOn(redis: Redis): Counting {
  let count = counting.get(redis);
  if (!count) {
    redis.defineCommand("countWindows", { lua: script });
    const defined = redis as Redis & { countWindows: Counting };
    count = (...args) => defined.countWindows(...args);
    counting.set(redis, count);
  }
  return count;
}
