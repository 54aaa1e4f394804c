import { connect, type Socket } from "node:net";
import { wait } from "../lib/time.ts";

export interface Load {
  /** Requests answered as expected. */
  done: number;
  seconds: number;
  /** Of each request, in ms. */
  latenciesMs: number[];
}

/**
 * As many requests as the server takes, over this many keep-alive connections, each sending its next request when the
 * last is answered. Bare sockets: on a small machine, a generator that costs as much as the server would measure
 * itself.
 * @throws at the first answer with another status
 */
export async function hammer(
  url: string,
  options: { connections: number; seconds: number; status: number; request: () => string },
): Promise<Load> {
  const { hostname, port } = new URL(url);
  const latenciesMs: number[] = [];
  const startedAt = performance.now();
  const endsAt = startedAt + options.seconds * 1000;
  const client = async () => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    try {
      while (performance.now() < endsAt) {
        const sentAt = performance.now();
        await exchange(socket, options.request(), options.status);
        latenciesMs.push(performance.now() - sentAt);
      }
    } finally {
      socket.destroy();
    }
  };
  await Promise.all(Array.from({ length: options.connections }, client));
  return { done: latenciesMs.length, seconds: (performance.now() - startedAt) / 1000, latenciesMs };
}

/**
 * A steady rate over keep-alive connections, however quickly the server answers. A request that had to wait for the
 * answer before it counts from when it was due.
 * @throws at the first answer with another status
 */
export async function paced(
  url: string,
  options: {
    perSecond: number;
    connections: number;
    seconds: number;
    status: number | readonly number[];
    request: () => string;
  },
): Promise<Load> {
  const { hostname, port } = new URL(url);
  const { perSecond, connections, seconds } = options;
  const latenciesMs: number[] = [];
  const startedAt = performance.now();
  const stepMs = (1000 * connections) / perSecond;
  const client = async (_: unknown, index: number) => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    try {
      let freeAt = 0;
      for (let dueAt = startedAt + (1000 * index) / perSecond; dueAt < startedAt + 1000 * seconds; dueAt += stepMs) {
        const aheadMs = dueAt - performance.now();
        if (aheadMs > 0) await wait(aheadMs);
        const from = freeAt > dueAt ? dueAt : performance.now();
        await exchange(socket, options.request(), ...[options.status].flat());
        freeAt = performance.now();
        latenciesMs.push(freeAt - from);
      }
    } finally {
      socket.destroy();
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  return { done: latenciesMs.length, seconds: (performance.now() - startedAt) / 1000, latenciesMs };
}

/**
 * All of these requests, each once, as fast as the server takes them.
 * @throws at the first answer with another status than the allowed ones
 */
export async function all(
  url: string,
  options: { requests: readonly (() => string)[]; connections: number; statuses: readonly number[] },
): Promise<Load & { answers: Record<number, number> }> {
  const { hostname, port } = new URL(url);
  const { requests, connections, statuses } = options;
  const latenciesMs: number[] = [];
  const answers: Record<number, number> = {};
  const startedAt = performance.now();
  const left = requests.values();
  const client = async () => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    try {
      for (const request of left) {
        const text = request();
        const sentAt = performance.now();
        const status = await exchange(socket, text, ...statuses);
        latenciesMs.push(performance.now() - sentAt);
        answers[status] = (answers[status] ?? 0) + 1;
      }
    } finally {
      socket.destroy();
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  return { done: latenciesMs.length, seconds: (performance.now() - startedAt) / 1000, latenciesMs, answers };
}

/** @returns the status, which is one of those that are allowed */
function exchange(socket: Socket, request: string, ...allowed: number[]): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let text = "";
  const onData = (chunk: Buffer) => {
    text += chunk.toString("latin1");
    const head = text.indexOf("\r\n\r\n");
    if (head < 0) return;
    // No regular expression: ours answers with many headers, and reading them must not cost more than writing them.
    const field = text.toLowerCase().indexOf("content-length: ");
    const length = field < 0 ? 0 : Number.parseInt(text.slice(field + 16, field + 26), 10);
    if (text.length < head + 4 + length) return;
    socket.off("data", onData);
    socket.off("error", reject);
    const status = Number(text.slice(9, 12));
    if (allowed.includes(status)) resolve(status);
    else
      reject(
        new Error(`expected ${allowed.join(" or ")}, got: ${text.slice(0, 15)} ${text.slice(head + 4, head + 400)}`),
      );
  };
  socket.on("data", onData);
  socket.on("error", reject);
  socket.write(request);
  return promise;
}

/** An address in the network with this number. */
export const addressIn = (network: number) => `10.${(network >> 16) & 255}.${(network >> 8) & 255}.${network & 255}`;

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const median = (values: readonly number[]) => percentile(values, 0.5);
