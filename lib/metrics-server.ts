import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { basicPasswordOf, bearerOf, opensMetrics } from "./credentials.ts";
import { exposition } from "./metrics.ts";
import { second } from "./time.ts";

export interface MetricsServer {
  url: string;
  close(): Promise<void>;
}

/** Serves /metrics and /healthz for a process that serves nothing else; `port` 0 takes any free one. */
export async function startMetricsServer(port: number, host: string): Promise<MetricsServer> {
  const limits = { requestTimeout: 10 * second, headersTimeout: 10 * second };
  const server = createServer(limits, (request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, host, resolve);
  });
  const { address, port: bound, family } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://${family === "IPv6" ? `[${address}]` : address}:${bound}`, close };
}

async function answer({ method, url, headers }: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = url?.split("?", 1)[0];
  const send = (status: number, body: string, more: Record<string, string> = {}) =>
    response.writeHead(status, { "Content-Type": "text/plain", "Cache-Control": "no-store", ...more }).end(body);
  if (path !== "/metrics" && path !== "/healthz") return void send(404, "");
  if (method !== "GET" && method !== "HEAD") return void send(405, "", { Allow: "GET, HEAD" });
  if (path === "/healthz") {
    const uptimeSeconds = Math.floor(process.uptime());
    return void send(200, JSON.stringify({ status: "ok", uptimeSeconds }), { "Content-Type": "application/json" });
  }
  const key = bearerOf(headers) ?? basicPasswordOf(headers);
  if (key === undefined || !opensMetrics(key)) {
    return void send(401, "", { "WWW-Authenticate": 'Basic realm="metrics", charset="UTF-8"' });
  }
  const { contentType, body } = await exposition();
  send(200, body, { "Content-Type": contentType });
}
