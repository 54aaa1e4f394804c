import { startGateway } from "../local/gateway.ts";
import { startOutbox } from "../local/outbox/main.ts";

/** The vendor, in a process of its own that writes down when each request arrives, and not when it is answered. */
const arrivals: number[] = [];
const { url } = await startOutbox({ port: 0, keep: 100 });
const door = await startGateway((path) => {
  if (path.startsWith("/emails")) arrivals.push(Date.now());
  return url + path;
});
process.on("message", () => process.send?.(arrivals));
process.send?.({ door: door.url, outbox: url });
