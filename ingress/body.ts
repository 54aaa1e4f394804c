import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { Problem } from "./problem.ts";
import type { RouteBody, Sent } from "./route.ts";

type Reading = Pick<RouteBody<unknown>, "fromForm" | "optional">;

/**
 * A body's bytes, up to the route's cap: Content-Length is checked before the first byte, and the bytes are counted as
 * they arrive. Straight from the socket's stream: a web stream in between would double the cost of reading.
 * @throws {Problem} 400 or 413
 */
export function readBytes(incoming: IncomingMessage, capBytes: number): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  if (Number(incoming.headers["content-length"] ?? 0) > capBytes) {
    reject(tooLarge(capBytes));
    return promise;
  }
  const chunks: Buffer[] = [];
  let length = 0;
  incoming.on("data", (chunk: Buffer) => {
    length += chunk.length;
    if (length <= capBytes) chunks.push(chunk);
    else reject(tooLarge(capBytes));
  });
  incoming.once("end", () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
  const gone = () => {
    if (!incoming.readableEnded) reject(new Problem("not-readable", "The request ended before its body did."));
  };
  // The client may have left during the gates before this one; then no event would come any more.
  if (incoming.closed) gone();
  else incoming.once("close", gone);
  return promise;
}

/**
 * Parses the bytes into what the route takes: JSON, or a form where it accepts one.
 * @throws {Problem} 400 or 415
 */
export function interpret(headers: IncomingHttpHeaders, bytes: Uint8Array, reading: Reading): Sent | Promise<Sent> {
  if (bytes.length === 0 && reading.optional) return { kind: "none" };
  const contentType = headers["content-type"] ?? "";
  const type = contentType.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  const kind = type === "application/json" ? "json" : reading.fromForm && formTypes.has(type) ? "form" : undefined;
  if (kind === undefined) throw wrongType(reading.fromForm ? "as JSON or as a form" : "as application/json");
  if (headers["content-encoding"] !== undefined) throw wrongType("without a Content-Encoding");
  if (bytes.length === 0) throw new Problem("not-readable", "The request has no body.");
  if (kind === "json") return { kind, value: parseJson(bytes) };
  if (type === "multipart/form-data") return parseMultipart(contentType, bytes);
  return { kind, fields: atMostFields(new URLSearchParams(decode(bytes))) };
}

/** Our largest form, the signup, has about 90. Looking up fields by name must not mean searching thousands. */
const mostFields = 300;

/** @throws {Problem} 400 */
export function atMostFields(fields: URLSearchParams): URLSearchParams {
  if (fields.size > mostFields) throw new Problem("not-readable", `At most ${mostFields} fields are read here.`);
  return fields;
}

export const formTypes: ReadonlySet<string> = new Set(["application/x-www-form-urlencoded", "multipart/form-data"]);

function wrongType(how: string): Problem {
  return new Problem("wrong-type", `Please send it ${how}.`);
}

function tooLarge(capBytes: number): Problem {
  // Rather than read the rest of the body, we close the connection with the answer.
  return new Problem("too-large", `At most ${capBytes / 1024} KiB are read here.`, {
    headers: { Connection: "close" },
  });
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Problem("not-readable", "The body is not UTF-8.");
  }
}

function parseJson(bytes: Uint8Array): unknown {
  const text = decode(bytes);
  try {
    const value: unknown = JSON.parse(text);
    // A lone surrogate survives JSON.parse, but no database takes it; it can only come from an escape.
    if (loneSurrogate.test(text) && !wellFormed(value)) throw new Error("lone surrogate");
    return value;
  } catch {
    throw new Problem("not-readable", "The body is not valid JSON.");
  }
}

const loneSurrogate = /\\u[dD][89a-fA-F]/;

function wellFormed(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([key, item]) => key.isWellFormed() && wellFormed(item));
}

async function parseMultipart(contentType: string, bytes: Uint8Array): Promise<Sent> {
  const fields = new URLSearchParams();
  try {
    const headers = { "content-type": contentType };
    for (const [name, value] of await new Response(Uint8Array.from(bytes), { headers }).formData()) {
      if (typeof value !== "string") throw new Error("a file");
      fields.append(name, value);
    }
  } catch {
    throw new Problem("not-readable", "The form could not be read: it must be multipart/form-data without files.");
  }
  return { kind: "form", fields: atMostFields(fields) };
}

/** Prototype-free, so that a field named __proto__ is a field that the schema refuses. */
export function formFields(fields: URLSearchParams): Record<string, unknown> {
  return Object.assign(Object.create(null), Object.fromEntries(fields));
}
