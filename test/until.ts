import { second, wait } from "../lib/time.ts";

type Truthy<T> = Exclude<Awaited<T>, false | 0 | "" | null | undefined>;

/**
 * Calls `probe` every 10 ms until it gives something truthy, and returns that.
 * @throws naming `what` if it does not come within the limit; an error of the probe passes through at once
 */
export async function until<T>(what: string, probe: () => T, limitMs = 30 * second): Promise<Truthy<T>> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const got = await probe();
    if (got) return got as Truthy<T>;
    if (performance.now() > deadline) throw new Error(`${what}: not within ${limitMs} ms`);
    await wait(10);
  }
}
