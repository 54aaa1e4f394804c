import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { pipeline, type Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { type Guard, guardedLookup, refuseByUrl } from "./guard.ts";

export interface Reply {
  status: number;
  /** A redirect's target, as the server wrote it. */
  location: string | null;
  contentType: string;
  /** The beginning of the body, which is enough to judge a page. */
  text: string;
}

/** Enough for the head and the text of an advert; eight at once need little memory. */
const maxBytes = 400_000;

const headers = {
  accept: "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5",
  "accept-encoding": "gzip, deflate, br",
  "accept-language": "en;q=0.8, *;q=0.5",
  "user-agent": "JobPing (job alerts by mail; checks links once a day)",
};

/**
 * One GET on its own connection, without cookies; it does not follow redirects.
 * @throws {RefusedLinkError} if the guard does not allow the address; also network errors and the signal's reason
 */
export async function get(url: URL, guard: Guard, signal: AbortSignal): Promise<Reply> {
  refuseByUrl(url, guard);
  const send = url.protocol === "https:" ? requestHttps : requestHttp;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  // Without an agent, no other link's connection is reused, and no proxy resolves the name itself.
  const request = send(url, { agent: false, lookup: guardedLookup(guard), signal, headers });
  request.on("response", resolve).on("error", reject).end();
  try {
    const response = await promise;
    const { statusCode: status = 0, headers: said } = response;
    const contentType = said["content-type"] ?? "";
    const readable = status >= 200 && status < 300 && /html|text\/plain|^$/i.test(contentType);
    const text = readable ? decode(await beginningOf(response), contentType) : "";
    return { status, location: said.location ?? null, contentType, text };
  } catch (error) {
    // An abort during the body shows only as a closed connection.
    signal.throwIfAborted();
    throw error;
  } finally {
    request.destroy();
  }
}

async function beginningOf(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of decompressed(response)) {
    chunks.push(chunk as Buffer);
    size += (chunk as Buffer).byteLength;
    if (size >= maxBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, maxBytes);
}

function decompressed(response: IncomingMessage): Readable {
  const encoding = response.headers["content-encoding"]?.toLowerCase();
  const opened =
    encoding === "gzip" || encoding === "x-gzip"
      ? createGunzip()
      : encoding === "deflate"
        ? createInflate()
        : encoding === "br"
          ? createBrotliDecompress()
          : null;
  // The reader of the last stream gets the errors; the callback has nothing to do.
  return opened === null ? response : pipeline(response, opened, () => {});
}

/** By the charset in the header, else in the document, else UTF-8. */
function decode(body: Buffer, contentType: string): string {
  const own = /<meta[^>]{0,200}charset=["']?([\w-]{2,20})/i.exec(body.subarray(0, 2048).toString("latin1"))?.[1];
  const charset = /charset="?([\w-]+)/i.exec(contentType)?.[1] ?? own ?? "utf-8";
  try {
    return new TextDecoder(charset).decode(body);
  } catch {
    return new TextDecoder().decode(body);
  }
}
