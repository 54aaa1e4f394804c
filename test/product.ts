import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { buildApp } from "../ingress/app.ts";
import { startWorker } from "../lib/worker.ts";
import { workers } from "../workers/index.ts";
import { startWorld, type World } from "./world.ts";

export interface Product extends World {
  /** Address of the ingress. */
  url: string;
}

/** The whole product in one process: the ingress, every worker, and the world outside them. */
export async function startProduct(options: Parameters<typeof startWorld>[0] = {}): Promise<Product> {
  const world = await startWorld(options);
  const server = createServer(getRequestListener(buildApp().fetch));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const running = Object.values(workers).map((worker) => startWorker(worker));
  await Promise.all(running.map((worker) => worker.ready()));
  return {
    ...world,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await Promise.all(running.map((worker) => worker.close(0)));
      await world.close();
    },
  };
}
