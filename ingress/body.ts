import { Problem } from "./problem.ts";
import type { RouteBody, Sent } from "./route.ts";

type Reading = Pick<RouteBody<unknown>, "fromForm" | "optional">;

/**
 * A body's bytes, up to the route's cap. Content-Length is looked at before the first byte; without one the bytes are
 * counted as they come.
 * @throws {Problem} 400 or 413
 */
export async function readBytes(request: Request, capBytes: number): Promise<Uint8Array> {
  const announced = request.headers.get("content-length");
  if (announced !== null && Number(announced) > capBytes) throw tooLarge(capBytes);
  try {
    // Node's parser lets no more through than Content-Length says.
    if (announced !== null) return new Uint8Array(await request.arrayBuffer());
    return await readCounted(request, capBytes);
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    throw new Problem("not-readable", "The request ended before its body did.");
  }
}

/**
 * Makes of the bytes what the route takes: JSON, or a form where it has one.
 * @throws {Problem} 400 or 415
 */
export async function interpret(request: Request, bytes: Uint8Array, reading: Reading): Promise<Sent> {
  if (bytes.length === 0 && reading.optional) return { kind: "none" };
  const type = mediaType(request.headers.get("content-type"));
  const kind = type === "application/json" ? "json" : reading.fromForm && formTypes.has(type) ? "form" : undefined;
  if (kind === undefined) throw wrongType(reading.fromForm ? "as JSON or as a form" : "as application/json");
  if (request.headers.get("content-encoding") !== null) throw wrongType("without a Content-Encoding");
  if (bytes.length === 0) throw new Problem("not-readable", "The request has no body.");
  if (kind === "json") return { kind, value: parseJson(bytes) };
  return { kind, fields: type === "multipart/form-data" ? await parseMultipart(request, bytes) : parseForm(bytes) };
}

const formTypes = new Set(["application/x-www-form-urlencoded", "multipart/form-data"]);

function mediaType(header: string | null): string {
  return (header ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

function wrongType(how: string): Problem {
  return new Problem("wrong-type", `Please send it ${how}.`);
}

function tooLarge(capBytes: number): Problem {
  // The rest of the body is not worth reading: the connection goes with the answer.
  return new Problem("too-large", `At most ${capBytes / 1024} KiB are read here.`, {
    headers: { Connection: "close" },
  });
}

async function readCounted(request: Request, capBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.length;
    if (length > capBytes) throw tooLarge(capBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
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
    // A lone surrogate survives JSON.parse but no database takes it; only an escape can bring one.
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

function parseForm(bytes: Uint8Array): URLSearchParams {
  return new URLSearchParams(decode(bytes));
}

async function parseMultipart(request: Request, bytes: Uint8Array): Promise<URLSearchParams> {
  const fields = new URLSearchParams();
  try {
    const headers = { "content-type": request.headers.get("content-type") ?? "" };
    for (const [name, value] of await new Response(Uint8Array.from(bytes), { headers }).formData()) {
      if (typeof value !== "string") throw new Error("a file");
      fields.append(name, value);
    }
  } catch {
    throw new Problem("not-readable", "The form could not be read: it must be multipart/form-data without files.");
  }
  return fields;
}
