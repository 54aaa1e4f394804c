/** Durations in milliseconds, so that a number reads as `30 * second`. */
export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

/** A date after it lies in the future in every time zone. */
export const tomorrow = (): number => Date.now() + 1 * day;

let millisecond = Number.NaN;
let text = "";

/** Now, ISO 8601. Under load a millisecond is asked for several times, and its text costs as much as a short log line. */
export function isoNow(): string {
  const now = Date.now();
  if (now !== millisecond) {
    millisecond = now;
    text = new Date(now).toISOString();
  }
  return text;
}

/**
 * Resolves after `ms`, or rejects with the signal's reason as soon as it aborts.
 * Every wait of the product goes through here, so that none outlives a shutdown.
 */
export function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

/**
 * `work`, or a rejection with `late` after `ms`. The work itself is not stopped. Without Promise.race, which makes
 * several promises more for each request that comes this way.
 */
export function atMost<T>(ms: number, work: Promise<T>, late: string | (() => Error)): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const timer = setTimeout(() => reject(typeof late === "string" ? new Error(late) : late()), ms);
  work.then(
    (value) => {
      clearTimeout(timer);
      resolve(value);
    },
    (reason) => {
      clearTimeout(timer);
      reject(reason);
    },
  );
  return promise;
}

interface Bounds {
  timeoutMs: number;
  /** A reason to stop from outside. */
  signal: AbortSignal;
  /** How long the work may tidy up after its signal before nobody waits for it any more. */
  graceMs: number;
}

/** Does `work`, which gets a signal that aborts at the time limit or with `signal`; waits for it no longer than that. */
export async function bounded<T>(work: (signal: AbortSignal) => Promise<T>, bounds: Bounds): Promise<T> {
  const late = new Error(`ran longer than ${bounds.timeoutMs} ms`);
  const limit = new AbortController();
  const timers = [setTimeout(() => limit.abort(late), bounds.timeoutMs)];
  const signal = AbortSignal.any([bounds.signal, limit.signal]);
  const deaf = new Promise<never>((_, reject) => {
    const onAbort = () => timers.push(setTimeout(() => reject(signal.reason), bounds.graceMs));
    signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    signal.throwIfAborted();
    return await Promise.race([deaf, work(signal)]);
  } catch (thrown) {
    // Libraries say "AbortError" whoever aborted; that it was the time is what helps.
    const vague = thrown instanceof Error && (thrown.name === "AbortError" || thrown.name === "TimeoutError");
    throw limit.signal.aborted && vague ? late : thrown;
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
}
