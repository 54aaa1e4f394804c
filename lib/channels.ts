import { openRedis } from "./redis.ts";

/** Wakes one watcher of channels. A ring while it is busy is kept: it finds `rung` resolved. */
export class Bell {
  /** Nobody listens any more. */
  gone = false;
  rung: Promise<void> = Promise.resolve();
  ring: () => void = () => {};

  /** From now on `rung` waits for the next ring. */
  rest(): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.rung = promise;
    this.ring = resolve;
  }

  remove(): void {
    this.gone = true;
    this.ring();
  }
}

const listeners = new Map<string, Set<Bell>>();
let subscriber: ReturnType<typeof openRedis> | undefined;

/** One connection a process, opened at first use. */
function connection(): ReturnType<typeof openRedis> {
  if (subscriber !== undefined) return subscriber;
  const opened = openRedis("worker");
  opened.on("message", (channel: string) => {
    for (const bell of listeners.get(channel) ?? []) bell.ring();
  });
  // Messages are lost while the connection is down: afterwards everyone looks again.
  opened.on("ready", () => {
    for (const bells of listeners.values()) for (const bell of bells) bell.ring();
  });
  subscriber = opened;
  return opened;
}

/** Rings the bell at each message on these channels; once it resolves, none is missed. */
export async function listen(channels: readonly string[], bell: Bell): Promise<void> {
  for (const channel of channels) listeners.set(channel, (listeners.get(channel) ?? new Set()).add(bell));
  await connection().subscribe(...channels);
}

export function unlisten(channels: Iterable<string>, bell: Bell): void {
  const silent = [...channels].filter((channel) => {
    const bells = listeners.get(channel);
    bells?.delete(bell);
    return bells?.size === 0 && listeners.delete(channel);
  });
  // Nobody waits for the answer; a connection that is gone has no subscriptions either.
  if (silent.length > 0) subscriber?.unsubscribe(...silent).catch(() => {});
}

/** Ends every watcher and the process's one subscriber connection. */
export async function closeChannels(): Promise<void> {
  const closing = subscriber;
  subscriber = undefined;
  for (const bell of new Set([...listeners.values()].flatMap((bells) => [...bells]))) bell.remove();
  listeners.clear();
  closing?.disconnect();
}
