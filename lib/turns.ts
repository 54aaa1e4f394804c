/**
 * Tasks of this process take turns: each begins when the one before it has ended, however it ended. For work that fills
 * the processor: several at once would all be late.
 * @returns does a task in its turn; a caller that is aborted while waiting hears of it at once, and its task is never
 * begun
 */
export function takingTurns(): <T>(task: () => Promise<T>, signal: AbortSignal) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return async (task, signal) => {
    signal.throwIfAborted();
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    const done = last.then(() => {
      signal.throwIfAborted();
      return task();
    });
    last = done.catch(() => {});
    try {
      return await Promise.race([done, aborted]);
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  };
}
