import { outsideCalls } from "./metrics.ts";
import { calling } from "./outside.ts";
import { second } from "./time.ts";

export type OutsideFailure = "network" | "timeout" | "too-large" | "redirect";

/** The outside did not answer usably. An answer with an error status is no failure here: callers know what it means. */
export class OutsideError extends Error {
  readonly kind: OutsideFailure;

  constructor(kind: OutsideFailure, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "OutsideError";
    this.kind = kind;
  }
}

export interface RequestOptions {
  method?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** From the first byte sent to the last byte read. */
  timeoutMs?: number;
  /** Of the body as it is read, after decompression. */
  maxBytes?: number;
  signal?: AbortSignal;
  /** `error`: a redirect fails. `same-origin`: a GET follows up to five within its origin. */
  redirects?: "error" | "same-origin";
  /** Names the vendor or source in metrics. */
  service?: string;
}

export interface Response {
  status: number;
  headers: Headers;
  text: string;
}

/** Larger than any source's page we know (Greenhouse's largest boards are about 8 MB). */
const defaultMaxBytes = 20 * 1024 * 1024;
const maxRedirects = 5;

/**
 * One HTTP call, bounded in time and size. Throws OutsideError for network, time, size and redirects,
 * and the caller's own abort reason when its signal aborts.
 */
export async function request(url: string | URL, options: RequestOptions = {}): Promise<Response> {
  const { service, method = "GET" } = options;
  const target = new URL(url);
  if (!service) return ask(target, options);
  return calling({ service, method, host: target.host }, async (tell) => {
    try {
      const response = await ask(target, options);
      outsideCalls.inc({ service, outcome: response.status });
      tell({ "http.response.status_code": response.status });
      return response;
    } catch (thrown) {
      if (thrown instanceof OutsideError) outsideCalls.inc({ service, outcome: thrown.kind });
      throw thrown;
    }
  });
}

async function ask(target: URL, options: RequestOptions): Promise<Response> {
  const { timeoutMs = 10 * second, signal } = options;
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new Error("time limit")), timeoutMs);
  try {
    const either = signal ? AbortSignal.any([signal, limit.signal]) : limit.signal;
    return await follow(target, options, either);
  } catch (thrown) {
    signal?.throwIfAborted();
    throw limit.signal.aborted
      ? new OutsideError("timeout", `${target.host} did not answer in full within ${timeoutMs} ms`, { cause: thrown })
      : asOutsideError(thrown, target);
  } finally {
    clearTimeout(timer);
  }
}

function asOutsideError(thrown: unknown, url: URL): OutsideError {
  if (thrown instanceof OutsideError) return thrown;
  // fetch says only "fetch failed"; the reason (ECONNREFUSED, a certificate) is in its cause.
  const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
  const code = (cause as { code?: unknown }).code;
  const reason = typeof code === "string" ? code : cause instanceof Error ? cause.message : String(cause);
  return new OutsideError("network", `${url.host} could not be reached: ${reason}`, { cause: thrown });
}

async function follow(start: URL, options: RequestOptions, signal: AbortSignal): Promise<Response> {
  let url = start;
  for (let hops = 0; ; hops++) {
    const response = await fetch(url, {
      method: options.method ?? "GET",
      redirect: "manual",
      signal,
      ...(options.headers && { headers: options.headers }),
      ...(options.body !== undefined && { body: options.body }),
    });
    const location = response.headers.get("location");
    if (response.status < 300 || response.status > 399 || !location) {
      return { status: response.status, headers: response.headers, text: await readText(response, options, url) };
    }
    await response.body?.cancel();
    const next = URL.parse(location, url);
    const isGet = (options.method ?? "GET") === "GET";
    const allowed =
      options.redirects === "same-origin" && isGet && next?.origin === start.origin && hops < maxRedirects;
    if (!next || !allowed) throw new OutsideError("redirect", `${url.host} redirected to ${next?.host ?? "nowhere"}`);
    url = next;
  }
}

async function readText(response: globalThis.Response, options: RequestOptions, url: URL): Promise<string> {
  const maxBytes = options.maxBytes ?? defaultMaxBytes;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    // Leaving the loop cancels the body, so that the rest is never received.
    if (size > maxBytes) throw new OutsideError("too-large", `${url.host} sent more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  return decoderFor(response.headers.get("content-type"), bytes).decode(bytes);
}

/** The charset by the byte order mark, the header, or XML's own declaration, in this order; else UTF-8. */
function decoderFor(contentType: string | null, bytes: Buffer): TextDecoder {
  const head = bytes.toString("latin1", 0, 200);
  const mark = head.startsWith("\xff\xfe") ? "utf-16le" : head.startsWith("\xfe\xff") ? "utf-16be" : undefined;
  const said = /charset=["']?([\w-]+)/i.exec(contentType ?? "")?.[1];
  const declared = /^<\?xml[^>]{0,100}\bencoding=["']([\w-]+)/i.exec(head)?.[1];
  const charset = mark ?? said ?? declared ?? "utf-8";
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}
