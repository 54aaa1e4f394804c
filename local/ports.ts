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

/** The preferred port if it is free, else one that the system picks. */
export async function freePort(preferred = 0, host = "127.0.0.1"): Promise<number> {
  const port = (preferred > 0 ? await listen(preferred, host) : null) ?? (await listen(0, host));
  if (port === null) throw new Error(`There is no free port on ${host}.`);
  return port;
}

/** The first free port from `first` on, so that a second stack stands beside the first. */
export async function nextFreePort(first: number, host = "127.0.0.1"): Promise<number> {
  for (let port = first; port < first + 100 && port < 65_536; port++) if (await isFree(port, host)) return port;
  return freePort(0, host);
}

/** Starts something on a free port; begins again on another if somebody took that port in between. */
export async function onFreePort<T>(preferred: number, start: (port: number) => Promise<T>): Promise<T> {
  for (let left = 3; ; left--) {
    const port = await freePort(preferred);
    try {
      return await start(port);
    } catch (error) {
      if (left === 0 || (await isFree(port))) throw error;
    }
  }
}
