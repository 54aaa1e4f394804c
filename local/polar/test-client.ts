import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** For the tests of this folder: a receiver of webhooks that records them and answers as told. */
export async function openReceiver() {
  const received: { headers: IncomingHttpHeaders; body: string; type: string; id: string }[] = [];
  const receiver = {
    received,
    /** What it answers. */
    status: 202,
    url: "",
    types: () => received.map(({ type }) => type),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const { type } = JSON.parse(body) as { type: string };
    received.push({ headers: request.headers, body, type, id: String(request.headers["webhook-id"]) });
    response.writeHead(receiver.status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/polar`;
  return receiver;
}
