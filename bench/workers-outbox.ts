import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { startOutbox } from "../local/outbox/main.ts";

/** The vendor, in a process of its own that writes down when each request arrives, and not when it is answered. */
const arrivals: number[] = [];
// Just before the vendor counts it: what is told here is what its limit sees.
subscribe("http.server.request.start", (message) => {
  const { request } = message as { request: IncomingMessage };
  if (request.url?.startsWith("/emails")) arrivals.push(Date.now());
});
const { url } = await startOutbox({ port: 0, keep: 100 });
process.on("message", () => process.send?.(arrivals));
process.send?.(url);
