import { randomInt } from "node:crypto";
import { createServer } from "node:net";

function listen(port: number, host: string): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE" || error.code === "EACCES") resolve(null);
      else reject(error);
    });
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      const bound = typeof address === "object" && address ? address.port : null;
      server.close(() => resolve(bound));
    });
  });
}

export async function isFree(port: number, host = "127.0.0.1"): Promise<boolean> {
  return (await listen(port, host)) !== null;
}

/** Below the range for outgoing connections, so that such a port stays free until it is used. */
const [lowest, highest] = [20_000, 32_000];
/** Ports given out by this process that may not be in use yet. */
const given = new Set<number>();

/** The preferred port if it is free, else any other. */
export async function freePort(preferred = 0, host = "127.0.0.1"): Promise<number> {
  if (preferred > 0 && (await isFree(preferred, host))) return preferred;
  for (let tries = 0; tries < 20; tries++) {
    const port = randomInt(lowest, highest);
    if (given.has(port) || !(await isFree(port, host))) continue;
    given.add(port);
    return port;
  }
  throw new Error(`There is no free port on ${host}.`);
}

/** The first free port from `first` on, so that a second stack stands beside the first. */
export async function nextFreePort(first: number, host = "127.0.0.1"): Promise<number> {
  for (let port = first; port < first + 100 && port < 65_536; port++) if (await isFree(port, host)) return port;
  return freePort(0, host);
}

/** Starts something on a free port; tries another if somebody took that port in between. */
export async function onFreePort<T>(preferred: number | undefined, start: (port: number) => Promise<T>): Promise<T> {
  for (let left = 3; ; left--) {
    const port = await freePort(preferred);
    try {
      return await start(port);
    } catch (error) {
      if (left === 0 || (await isFree(port))) throw error;
    }
  }
}
