import { ChildProcess } from "node:child_process";
import { Server, Socket } from "node:net";

declare global {
  namespace NodeJS {
    interface Process {
      _getActiveHandles(): object[];
    }
  }
}

/** What this test file still holds: connections to Redis (a worker has two), servers, child processes. */
export function leftOpen(redisUrl: string): string[] {
  const redisPort = Number(new URL(redisUrl).port);
  return process._getActiveHandles().flatMap((handle) => {
    if (handle instanceof Server && handle.listening) return [`a server on ${JSON.stringify(handle.address())}`];
    if (handle instanceof ChildProcess) return [`process ${handle.pid} (${handle.spawnargs.slice(0, 3).join(" ")})`];
    if (handle instanceof Socket && handle.remotePort === redisPort) return ["a connection to Redis"];
    return [];
  });
}
