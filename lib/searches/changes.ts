import { openRedis } from "../redis.ts";

/** Rings when a channel says something. A ring while nobody waits is kept. */
export class Bell {
  rung: Promise<void> = Promise.resolve();
  ring: () => void = () => {};

  /** From now on `rung` waits for the next ring. */
  rest(): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.rung = promise;
    this.ring = resolve;
  }
}

const listeners = new Map<string, Set<Bell>>();
let subscriber: ReturnType<typeof openRedis> | undefined;

/** One connection a process, open while somebody listens. */
function connection(): ReturnType<typeof openRedis> {
  if (subscriber !== undefined) return subscriber;
  const opened = openRedis("worker");
  opened.on("message", (channel: string) => {
    for (const bell of listeners.get(channel) ?? []) bell.ring();
  });
  // Messages are lost while the connection is down: after it, everyone looks again.
  opened.on("ready", () => {
    for (const bells of listeners.values()) for (const bell of bells) bell.ring();
  });
  subscriber = opened;
  return opened;
}

/** Rings the bell at each message of the channel, and once when it has begun to listen. */
export function listen(channel: string, bell: Bell): void {
  listeners.set(channel, (listeners.get(channel) ?? new Set()).add(bell));
  connection()
    .subscribe(channel)
    .then(
      () => bell.ring(),
      () => {}, // The connection was closed: nobody listens any more.
    );
}

export function unlisten(channel: string, bell: Bell): void {
  const bells = listeners.get(channel);
  bells?.delete(bell);
  if (bells?.size !== 0) return;
  listeners.delete(channel);
  if (listeners.size > 0) {
    subscriber?.unsubscribe(channel).catch(() => {});
    return;
  }
  subscriber?.disconnect();
  subscriber = undefined;
}
