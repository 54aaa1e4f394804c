import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { constants, setPriority } from "node:os";
import { startOutbox } from "../local/outbox/main.ts";

/** The vendor, in a process of its own that notes when each request arrives, not when it is answered. */
const arrivals: number[] = [];
// Just before the vendor counts it: this is the time that its limit sees.
subscribe("http.server.request.start", (message) => {
  const { request } = message as { request: IncomingMessage };
  if (request.url?.startsWith("/emails")) arrivals.push(Date.now());
});
// The vendor has machines of its own: it must not wait for a core that our workers use, and see a request late.
try {
  setPriority(constants.priority.PRIORITY_HIGHEST);
} catch {
  // Only root may: elsewhere requests can meet that were sent apart.
}
const { url } = await startOutbox({ port: 0, keep: 100 });
process.on("message", () => process.send?.(arrivals));
process.send?.(url);
