import { ChildProcess } from "node:child_process";
import { type AddressInfo, Server, Socket } from "node:net";
import { expect } from "vitest";

declare global {
  namespace NodeJS {
    interface Process {
      _getActiveHandles(): object[];
    }
  }
}

const portOf = (url: string) => Number(new URL(url).port);

/** Which test file opened a server: a process runs several files, and a leak may be noticed late. */
const openedBy = new WeakMap<Server, string>();
const listen = Server.prototype.listen;
Server.prototype.listen = function (this: Server, ...args: unknown[]) {
  openedBy.set(this, expect.getState().testPath ?? "");
  return Reflect.apply(listen, this, args);
} as typeof listen;

/**
 * What is still held: connections to Redis (a worker has two), servers, child processes.
 * @param keptUrl the server that stays for later files
 */
export function leftOpen(redisUrl: string, keptUrl: string): string[] {
  const redisPort = portOf(redisUrl);
  return process._getActiveHandles().flatMap((handle) => {
    if (handle instanceof Server && handle.listening) {
      const { port } = handle.address() as AddressInfo;
      return port === portOf(keptUrl) ? [] : [`a server of ${openedBy.get(handle)}`];
    }
    if (handle instanceof ChildProcess) return [`process ${handle.pid} (${handle.spawnargs.slice(0, 3).join(" ")})`];
    if (handle instanceof Socket && handle.remotePort === redisPort) return ["a connection to Redis"];
    return [];
  });
}

/** Ends child processes that are still running: later files in this process must not suffer from them. */
export function endChildren(): void {
  for (const handle of process._getActiveHandles()) if (handle instanceof ChildProcess) handle.kill("SIGKILL");
}
