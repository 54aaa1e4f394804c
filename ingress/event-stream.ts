import { log } from "../lib/log.ts";
import { minute, second } from "../lib/time.ts";
import { notNow } from "./problem.ts";
import type { Answer } from "./route.ts";

// Proxies cut connections that are silent for 30 to 60 s.
const heartbeatMs = 15 * second;
// Nobody watches longer; who does, comes again by itself and gets the current state first.
const longestMs = 15 * minute;
const retryMs = 3 * second;
// One costs about 20 KiB; the rest of the process must stay quick.
const mostStreams = 2000;
// A lecture hall behind one address may watch; one script may not take all places.
const mostStreamsPerNetwork = 100;

const stopping = new AbortController();
let open = 0;
const openByNetwork = new Map<string, number>();

/** Counts a stream of a network in or out. */
function count(network: string, change: 1 | -1): void {
  open += change;
  const left = (openByNetwork.get(network) ?? 0) + change;
  if (left > 0) openByNetwork.set(network, left);
  else openByNetwork.delete(network);
}

interface Watcher {
  method: string;
  /** Aborts when the client is gone. */
  signal: AbortSignal;
  /** Keyed hash of its network. */
  network: string;
}

/** Ends every stream: a deploy must not wait for people who watch. */
export function closeEventStreams(): void {
  stopping.abort();
}

/**
 * Server-sent events from an iterable that ends when its signal aborts: the client is gone, the time is up, or we stop.
 * @throws {Problem} 503 when too many watch already
 */
export function eventStream(
  name: string,
  client: Watcher,
  events: (signal: AbortSignal) => AsyncIterable<unknown>,
): Answer {
  const crowded = open >= mostStreams || (openByNetwork.get(client.network) ?? 0) >= mostStreamsPerNetwork;
  if (crowded || stopping.signal.aborted)
    throw notNow("Too many people are watching. Reload the page for the current state.");
  const headers = { "Content-Type": "text/event-stream; charset=utf-8", "X-Accel-Buffering": "no" };
  // Nobody would read it, and nobody would say that they are gone.
  if (client.method === "HEAD") return { status: 200, headers, body: null };
  const signal = AbortSignal.any([client.signal, stopping.signal, AbortSignal.timeout(longestMs)]);
  return {
    status: 200,
    headers,
    body: new ReadableStream<Uint8Array>({
      start: (controller) => void pump(controller, name, { ...client, signal }, events(signal)),
    }),
  };
}

async function pump(
  controller: ReadableStreamDefaultController<Uint8Array>,
  name: string,
  { signal, network }: Watcher,
  events: AsyncIterable<unknown>,
): Promise<void> {
  count(network, 1);
  const send = (text: string) => {
    if (!signal.aborted) controller.enqueue(Buffer.from(text));
  };
  const heartbeat = setInterval(send, heartbeatMs, ": still here\n\n");
  try {
    send(`retry: ${retryMs}\n\n`);
    for await (const event of events) send(`event: ${name}\ndata: ${JSON.stringify(event)}\n\n`);
    send("event: end\ndata: {}\n\n");
  } catch (err) {
    // The browser's EventSource comes again by itself.
    log.debug({ err }, "event stream ended early");
  } finally {
    count(network, -1);
    clearInterval(heartbeat);
    try {
      controller.close();
    } catch {
      // The client closed it first.
    }
  }
}
