import { log } from "../lib/log.ts";
import { minute, second } from "../lib/time.ts";
import { siteShare } from "./limits.ts";
import { notNow } from "./problem.ts";
import type { Answer, Exchange } from "./route.ts";

// Proxies close connections that are silent for 30 to 60 s.
const heartbeatMs = 15 * second;
// Few watch longer; their EventSource reconnects by itself and gets the current state first.
const longestMs = 15 * minute;
const retryMs = 3 * second;
// Each costs about 20 KiB, and the rest of the process must stay fast.
const mostStreams = 2000;
// Enough for a lecture hall behind one address, but no script may take every place.
const mostStreamsPerNetwork = 100;
const mostStreamsPerSite = siteShare * mostStreamsPerNetwork;

const stopping = new AbortController();
let open = 0;
const openByNetwork = new Map<string, number>();

/** Counts a stream in or out, for its network and its site. */
function count({ ipHash, siteHash }: Watcher, change: 1 | -1): void {
  open += change;
  for (const network of [ipHash, siteHash]) {
    if (network === undefined) continue;
    const left = (openByNetwork.get(network) ?? 0) + change;
    if (left > 0) openByNetwork.set(network, left);
    else openByNetwork.delete(network);
  }
}

type Watcher = Pick<Exchange, "request" | "ipHash" | "siteHash">;

function isCrowded({ ipHash, siteHash = "" }: Watcher): boolean {
  const openOf = (network: string) => openByNetwork.get(network) ?? 0;
  return open >= mostStreams || openOf(ipHash) >= mostStreamsPerNetwork || openOf(siteHash) >= mostStreamsPerSite;
}

/** Ends every stream: a deploy must not wait for the people watching. */
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
  if (isCrowded(client) || stopping.signal.aborted)
    throw notNow("Too many people are watching. Reload the page for the current state.");
  const headers = { "Content-Type": "text/event-stream; charset=utf-8", "X-Accel-Buffering": "no" };
  // HEAD has no body, so the stream would have no reader and never notice that the client left.
  if (client.request.method === "HEAD") return { status: 200, headers, body: null };
  const signal = AbortSignal.any([client.request.signal, stopping.signal, AbortSignal.timeout(longestMs)]);
  return {
    status: 200,
    headers,
    body: new ReadableStream<Uint8Array>({
      start: (controller) => void pump(controller, { name, client, signal }, events(signal)),
    }),
  };
}

async function pump(
  controller: ReadableStreamDefaultController<Uint8Array>,
  { name, client, signal }: { name: string; client: Watcher; signal: AbortSignal },
  events: AsyncIterable<unknown>,
): Promise<void> {
  count(client, 1);
  const send = (text: string) => {
    if (!signal.aborted) controller.enqueue(Buffer.from(text));
  };
  const heartbeat = setInterval(send, heartbeatMs, ": still here\n\n");
  try {
    send(`retry: ${retryMs}\n\n`);
    for await (const event of events) send(`event: ${name}\ndata: ${JSON.stringify(event)}\n\n`);
    send("event: end\ndata: {}\n\n");
  } catch (err) {
    // The browser's EventSource reconnects by itself.
    log.debug({ err }, "event stream ended early");
  } finally {
    count(client, -1);
    clearInterval(heartbeat);
    try {
      controller.close();
    } catch {
      // Already closed by the client.
    }
  }
}
