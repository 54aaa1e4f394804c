import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { getRequestListener, RequestError } from "@hono/node-server";
import { env } from "../lib/env.ts";
import { log } from "../lib/log.ts";
import { minute, second } from "../lib/time.ts";
import { buildApp, type Ingress } from "./app.ts";
import { closeEventStreams } from "./event-stream.ts";
import { constantHeaders } from "./headers.ts";
import { Problem, problemJson } from "./problem.ts";

export interface RunningIngress {
  url: string;
  server: Server;
  /** Accepts nothing new and waits for running requests, without a time limit of its own. */
  close(): Promise<void>;
}

const limits = {
  // Enough for a browser on a bad line, too little for somebody who holds a socket by sending headers slowly.
  headersTimeout: 10 * second,
  requestTimeout: 15 * second,
  // How often Node checks these timeouts; its default of 30 s would turn 10 s into 40.
  connectionsCheckingInterval: 2 * second,
  // Longer than load balancers' 60 s, so that they close first and no request meets a closing socket.
  keepAliveTimeout: 65 * second,
  // Plenty: our longest header is a token of 400 characters.
  maxHeaderSize: 16 * 1024,
  // Node's own refusal lacks our headers.
  requireHostHeader: false,
} as const;

/** No answer is silent for so long (event streams send something every 15 s): such a client is gone. */
const stuckMs = 60 * second;
/** An idle connection costs about 15 KiB; ten thousand leave most of 512 MiB for requests. */
const mostConnections = 10_000;
const idleSweepMs = 20;
const ownHost = new URL(env.PUBLIC_URL).host;

/** Listens; `port` 0 takes any free one. */
export async function startIngress(
  options: { port: number; host: string },
  app: Ingress = buildApp(),
): Promise<RunningIngress> {
  const listener = getRequestListener(app.fetch, { errorHandler: unreadable });
  const refused = new WeakSet<Duplex>();
  const take = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    // Node also hands over what arrived together with a refused request.
    if (refused.has(incoming.socket)) return;
    if (isAmbiguous(incoming)) {
      refused.add(incoming.socket);
      refuseAmbiguous(outgoing);
      return;
    }
    // HTTP/1.0 has no Host header, and some load balancers still use it for health checks.
    if (incoming.httpVersion === "1.0") incoming.headers.host ??= ownHost;
    void listener(incoming, outgoing);
  };
  const server = createServer(limits, take);
  server.timeout = stuckMs;
  server.maxConnections = mostConnections;
  server.on("drop", saySometimes());
  // We ignore unknown expectations, as HTTP allows; Node's own 417 lacks our headers.
  server.on("checkExpectation", take);
  // We are no proxy, and by default Node would hang up without an answer. It has released the socket by then: its
  // timeouts and error handling no longer apply.
  server.on("connect", (_, socket) => {
    socket.on("error", () => socket.destroy());
    refuseAndLeave(socket, notHttp);
  });
  server.on("clientError", (error, socket) => {
    // Node's own answers lack our headers.
    const { code } = error as NodeJS.ErrnoException;
    if (!takesAnswer(socket) || code === "ECONNRESET") socket.destroy();
    else refuseAndLeave(socket, code === "ERR_HTTP_REQUEST_TIMEOUT" ? "The request did not come to its end." : notHttp);
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
  // A connection whose last answer ends after close() would otherwise be kept alive for a minute.
  const sweep = setInterval(() => server.closeIdleConnections(), idleSweepMs);
  await new Promise<void>((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
  }).finally(() => clearInterval(sweep));
}

function urlOf({ address, port, family }: AddressInfo): string {
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}

/** For requests that never reach Hono: no Host, an impossible path. */
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

/**
 * Requests that a proxy in front of us may have read differently. RFC 9112 wants them refused (3.2, 6.1), but Node lets
 * them pass: two Hosts, an unknown transfer coding, or chunks in HTTP/1.0.
 */
function isAmbiguous({ httpVersion, headers, rawHeaders }: IncomingMessage): boolean {
  if (httpVersion !== "1.1" && httpVersion !== "1.0") return true;
  const coding = headers["transfer-encoding"];
  if (coding !== undefined && (httpVersion === "1.0" || coding.toLowerCase() !== "chunked")) return true;
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name?.length === 4 && name.toLowerCase() === "host") hosts += 1;
  }
  return hosts > 1;
}

/** Closes the connection, as it is unclear where the request ends. */
function refuseAmbiguous(outgoing: ServerResponse): void {
  const { status, headers, body } = refusal(
    new Problem("not-readable", "The request can be read in more than one way."),
  );
  outgoing.writeHead(status, { ...headers, Connection: "close", "Content-Length": Buffer.byteLength(body) }).end(body);
}

const notHttp = "That was no HTTP request.";

/** Not on a connection that has sent nothing, nor in the middle of another answer. */
function takesAnswer(socket: Duplex & { bytesRead?: number; _httpMessage?: ServerResponse }): boolean {
  return socket.writable && socket.bytesRead !== 0 && !socket._httpMessage?.headersSent;
}

/** Does not wait for the other side to close: it may never do so. */
function refuseAndLeave(socket: Duplex, detail: string): void {
  socket.end(rawRefusal(detail), () => socket.destroy());
}

/** Logs at most once a minute, also in a flood. */
function saySometimes(): () => void {
  let nextAt = 0;
  return () => {
    const now = performance.now();
    if (now < nextAt) return;
    nextAt = now + 1 * minute;
    log.warn({ connections: mostConnections }, "too many connections: new ones are closed");
  };
}

function rawRefusal(detail: string): string {
  const { headers, body } = refusal(new Problem("not-readable", detail));
  const date = new Date().toUTCString();
  const all = { ...headers, Date: date, "Content-Length": `${Buffer.byteLength(body)}`, Connection: "close" };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return `HTTP/1.1 400 Bad Request\r\n${lines.join("\r\n")}\r\n\r\n${body}`;
}

/** The answer to a request that reached no route. It is logged too, so that the request id can be found. */
function refusal(problem: Problem, requestId: string = crypto.randomUUID()) {
  const { status, headers, body } = problemJson(problem, "/", requestId);
  log.info({ requestId, route: "(unreadable)", status }, "request");
  return { status, headers: { ...constantHeaders, "X-Request-Id": requestId, ...headers }, body: String(body) };
}
