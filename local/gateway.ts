import { Agent, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

export interface Gateway {
  url: string;
  close(): Promise<void>;
}

/**
 * supabase-js requests /rest/v1/..., PostgREST serves /: this maps one to the other.
 * @param targetOf the full URL for a path, or null for 404
 */
export async function startGateway(targetOf: (path: string) => string | null, port = 0): Promise<Gateway> {
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, answer) => {
    const fail = (status: number, message: string) => {
      if (answer.headersSent) answer.destroy();
      else answer.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ message }));
    };
    const target = targetOf(incoming.url ?? "/");
    if (!target) return fail(404, "no Route matched with those values");
    const { method, headers } = incoming;
    const { connection: _, ...passed } = headers;
    const outgoing = request(target, { method, headers: passed, agent }, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.on("error", () => answer.destroy()).pipe(answer);
    });
    outgoing.on("error", () => fail(502, "An invalid response was received from the upstream server"));
    answer.on("close", () => outgoing.destroy());
    incoming.pipe(outgoing);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        agent.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
