import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener, RequestError } from "@hono/node-server";
import { env } from "../lib/env.ts";
import { log } from "../lib/log.ts";
import { second } from "../lib/time.ts";
import { buildApp, type Ingress } from "./app.ts";
import { closeEventStreams } from "./event-stream.ts";
import { constantHeaders } from "./headers.ts";
import { Problem, problemJson } from "./problem.ts";

export interface RunningIngress {
  url: string;
  server: Server;
  /** Takes nothing new, lets what runs end; the limit is the caller's. */
  close(): Promise<void>;
}

const limits = {
  // A browser on a bad line needs one; who sends header by header to hold a socket gets no more.
  headersTimeout: 10 * second,
  requestTimeout: 15 * second,
  // How often Node looks for those who are over time; its own 30 s would make 10 s into 40.
  connectionsCheckingInterval: 2 * second,
  // Above what load balancers keep (60 s), so that it is they who close, and no request meets a closing socket.
  keepAliveTimeout: 65 * second,
  // Our longest header is a token of 400 characters.
  maxHeaderSize: 16 * 1024,
  // Node would refuse it without our headers.
  requireHostHeader: false,
} as const;

const idleSweepMs = 20;
const ownHost = new URL(env.PUBLIC_URL).host;

/** Listens; `port` 0 takes any free one. */
export async function startIngress(
  options: { port: number; host: string },
  app: Ingress = buildApp(),
): Promise<RunningIngress> {
  const listener = getRequestListener(app.fetch, { errorHandler: unreadable });
  const server = createServer(limits, (incoming, outgoing) => {
    // Before 1.1 there was no Host, and load balancers still look after us in those words.
    if (incoming.httpVersion === "1.0") incoming.headers.host ??= ownHost;
    void listener(incoming, outgoing);
  });
  // What we cannot expect of ourselves we leave undone, as HTTP allows; Node's own 417 has none of our headers.
  server.on("checkExpectation", (incoming, outgoing) => void listener(incoming, outgoing));
  // We are nobody's way to somewhere else; Node would hang up without a word. With this it has let go of the socket: neither its
  // limits nor its care for who hangs up first hold there.
  server.on("connect", (_, socket) => {
    socket.on("error", () => socket.destroy());
    socket.end(rawRefusal(), () => socket.destroy());
  });
  server.on("clientError", (error, socket) => {
    // Node would answer these without our headers; a socket that is gone takes no answer.
    if (!socket.writable || (error as NodeJS.ErrnoException).code === "ECONNRESET") {
      socket.destroy();
      return;
    }
    socket.end(rawRefusal());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  return { url: urlOf(server.address() as AddressInfo), server, close: () => close(server) };
}

async function close(server: Server): Promise<void> {
  closeEventStreams();
  // A connection whose last answer ends after this would be kept alive for a minute.
  const sweep = setInterval(() => server.closeIdleConnections(), idleSweepMs);
  await new Promise<void>((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
  }).finally(() => clearInterval(sweep));
}

function urlOf({ address, port, family }: AddressInfo): string {
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}

/** No Host, an impossible path: Hono never sees it, the answer is ours all the same. */
function unreadable(error: unknown): Response {
  const requestId = crypto.randomUUID();
  const bad = error instanceof RequestError;
  if (!bad) log.error({ err: error, requestId }, "request failed outside its route");
  const problem = bad
    ? new Problem("not-readable", "The request's address or Host is not readable.")
    : new Problem("our-fault", "That should not have happened. We have a record of it.");
  const { status, headers, body } = refusal(problem, requestId);
  return new Response(body, { status, headers });
}

function rawRefusal(): string {
  const { headers, body } = refusal(new Problem("not-readable", "That was no HTTP request."));
  const date = new Date().toUTCString();
  const all = { ...headers, Date: date, "Content-Length": `${Buffer.byteLength(body)}`, Connection: "close" };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return `HTTP/1.1 400 Bad Request\r\n${lines.join("\r\n")}\r\n\r\n${body}`;
}

/** The whole answer to what reached no route, and its line in the log: the id that the caller gets leads somewhere. */
function refusal(problem: Problem, requestId: string = crypto.randomUUID()) {
  const { status, headers, body } = problemJson(problem, "/", requestId);
  log.info({ requestId, route: "(unreadable)", status }, "request");
  return { status, headers: { ...constantHeaders, "X-Request-Id": requestId, ...headers }, body: String(body) };
}
