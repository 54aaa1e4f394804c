import { second, wait } from "../time.ts";

interface Clock {
  now(): number;
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}

const realClock: Clock = { now: () => performance.now(), wait };
/** Remembered hosts; older ones have long had their pause. */
const maxHosts = 10_000;

/** At most one request a second to a host, from all callers together. */
export class Pace {
  readonly #next = new Map<string, number>();
  readonly #gapMs: number;
  readonly #clock: Clock;

  constructor({ gapMs = 1 * second, clock = realClock }: { gapMs?: number; clock?: Clock } = {}) {
    this.#gapMs = gapMs;
    this.#clock = clock;
  }

  /** Resolves when it is the caller's turn at the host. */
  async turn(host: string, signal?: AbortSignal): Promise<void> {
    const now = this.#clock.now();
    const at = Math.max(now, this.#next.get(host) ?? 0);
    if (this.#next.size > maxHosts) {
      for (const [name, next] of this.#next) if (next <= now) this.#next.delete(name);
    }
    this.#next.set(host, at + this.#gapMs);
    if (at > now) await this.#clock.wait(at - now, signal);
  }
}

/**
 * Works through items, one per host at a time and the hosts in turn, so that a host with many does not hold up others.
 * `work` says whether to go on with its host.
 */
export async function hostByHost<Item>(
  items: readonly Item[],
  { hostOf, parallel }: { hostOf: (item: Item) => string; parallel: number },
  work: (item: Item) => Promise<"on" | "leave-host">,
): Promise<void> {
  const waiting = new Map<string, Item[]>();
  for (const item of items) {
    const host = hostOf(item);
    const others = waiting.get(host);
    if (others) others.push(item);
    else waiting.set(host, [item]);
  }
  const hosts = [...waiting.values()];
  // After a failure nothing new begins; running work is awaited, so that nothing continues after we return.
  const failures: unknown[] = [];
  const runner = async () => {
    for (let host = hosts.shift(); host && failures.length === 0; host = hosts.shift()) {
      const item = host.shift();
      const next = item === undefined ? "leave-host" : await work(item);
      if (next === "on" && host.length > 0) hosts.push(host);
    }
  };
  await Promise.all(Array.from({ length: parallel }, () => runner().catch((error: unknown) => failures.push(error))));
  if (failures.length > 0) throw failures[0];
}
