import type { producer } from "../lib/redis.ts";

type Redis = Pick<ReturnType<typeof producer>, "sendCommand" | "stream">;

/**
 * From now on, the commands of one turn of the event loop leave in one system call. Under load a dozen signups are
 * accepted in one turn, and a separate write for each was the largest part of a job's cost.
 */
export function gatherWrites(redis: Redis): void {
  const send = redis.sendCommand.bind(redis);
  let held: Redis["stream"] | undefined;
  const release = () => {
    held?.uncork();
    held = undefined;
  };
  redis.sendCommand = (...args) => {
    // Read each time, as a reconnection brings another socket.
    if (held === undefined && redis.stream !== undefined) {
      held = redis.stream;
      held.cork();
      process.nextTick(release);
    }
    return send(...args);
  };
}
