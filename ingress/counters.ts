import { producer } from "../lib/redis.ts";

interface Count {
  key: string;
  seconds: string;
  resolve(result: [count: number, leftMs: number]): void;
  reject(reason: unknown): void;
}

/** Increments every key and returns how long its window still lasts; the first request opens the window. */
const script = `
local results = {}
for i, key in ipairs(KEYS) do
  local count = redis.call("incr", key)
  results[2 * i - 1] = count
  if count == 1 then
    results[2 * i] = 1000 * ARGV[i]
    redis.call("pexpire", key, results[2 * i])
  else
    results[2 * i] = redis.call("pttl", key)
  end
end
return results`;

type Redis = ReturnType<typeof producer>;
type Counting = (keys: number, ...keysAndArguments: string[]) => Promise<number[]>;
const counting = new WeakMap<Redis, Counting>();

/**
 * The limiters' store, in the shape that rate-limiter-flexible expects of a Redis client. Everything counted within one
 * turn of the event loop goes to Redis as one command: a crowd costs little more than one visitor.
 */
export class Counters {
  readonly #limitMs: number;
  #waiting: Count[] = [];

  /** @param limitMs how long Redis may take before it counts as away */
  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  /** Read by the limiters: unless it is `ready`, they count in memory. */
  get status(): string {
    return producer().status;
  }

  /** One request each: we never take several points at once. */
  rlflxIncr([key = "", _points, seconds = "1"]: readonly string[]): Promise<[number, number]> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) process.nextTick(() => this.#send());
      this.#waiting.push({ key, seconds, resolve, reject });
    });
  }

  #send(): void {
    const batch = this.#waiting;
    this.#waiting = [];
    const rejectAll = (reason: unknown) => {
      for (const { reject } of batch) reject(reason);
    };
    // If this process was busy, the answer may already be in the socket, which is read before the immediate runs.
    const timer = setTimeout(() => setImmediate(rejectAll, "Redis is slow"), this.#limitMs);
    const keys = batch.map(({ key }) => key);
    const windows = batch.map(({ seconds }) => seconds);
    countingOn(producer())(keys.length, ...keys, ...windows)
      .then((results) => {
        for (const [index, { resolve }] of batch.entries()) {
          resolve([results[2 * index] ?? 0, results[2 * index + 1] ?? 0]);
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
