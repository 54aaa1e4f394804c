import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** The answer to a URL: JSON of what this returns, or whatever it did to the response itself. */
type Answer = (match: RegExpExecArray, request: IncomingMessage, response: ServerResponse) => unknown;

export interface Played {
  url: string;
  /** The first that fits answers; otherwise 404. */
  routes: [RegExp, Answer][];
  /** The requested URLs. */
  asked: string[];
  close(): void;
}

/** A server that simulates a vendor as the test says. */
export async function startPlayed(): Promise<Played> {
  const server = createServer((request, response) => {
    const url = request.url ?? "";
    played.asked.push(url);
    for (const [pattern, answer] of played.routes) {
      const match = pattern.exec(url);
      if (!match) continue;
      const body = answer(match, request, response);
      if (body) response.write(JSON.stringify(body));
      return void response.end();
    }
    response.writeHead(404).end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const played: Played = { url, routes: [], asked: [], close };
  return played;
}
