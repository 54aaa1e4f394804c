import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";

/** A server that plays a vendor. */
export interface Played {
  url: string;
  close(): Promise<void>;
}

interface App {
  fetch(request: Request, bindings: HttpBindings): Response | Promise<Response>;
}

/** Listens on `port` (0 = any free one); resolves when ready, rejects if the port is taken. */
export async function listen(app: App, { port, host }: { port: number; host: string }): Promise<Played> {
  const server = createServer(getRequestListener((request, bindings) => app.fetch(request, bindings as HttpBindings)));
  server.listen(port, host);
  await once(server, "listening");
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${bound}`,
    async close() {
      if (!server.listening) return;
      server.close();
      // Otherwise close would wait for clients' keep-alive connections.
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

/** Closes the client's connection without an answer, like a lost reply. */
export function hangUp(c: { env: HttpBindings }): Response {
  c.env.incoming.socket.destroy();
  return new Response(null, RESPONSE_ALREADY_SENT);
}
