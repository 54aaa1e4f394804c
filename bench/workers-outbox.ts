import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { constants, setPriority } from "node:os";
import { startOutbox } from "../local/outbox/main.ts";

/** The vendor, in a process of its own that writes down when each request arrives, and not when it is answered. */
const arrivals: number[] = [];
// Just before the vendor counts it: what is told here is what its limit sees.
subscribe("http.server.request.start", (message) => {
  const { request } = message as { request: IncomingMessage };
  if (request.url?.startsWith("/emails")) arrivals.push(Date.now());
});
// The vendor has machines of its own: it does not wait for a core that our workers hold, and so see a request late.
try {
  setPriority(constants.priority.PRIORITY_HIGHEST);
} catch {
  // Only root may: elsewhere requests can meet that were sent apart.
}
const { url } = await startOutbox({ port: 0, keep: 100 });
process.on("message", () => process.send?.(arrivals));
process.send?.(url);
