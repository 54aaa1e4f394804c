import pino from "pino";
import { doing } from "./doing.ts";
import { env } from "./env.ts";
import { scrub } from "./scrub.ts";
import { isoNow } from "./time.ts";

/** Keys whose text never reaches a log, wherever they stand in a logged object. */
const secretKey =
  /e-?mail|mailbox|token|secret|authori[sz]ation|passw|cookie|api-?_?key|sealed|signature|^(full|first|last)?_?name$/i;
/** What was found about each key: there are few, and matching one costs more than writing the line. */
const telling = new Map<string, boolean>();
const mostKeys = 1000;

function isTelling(key: string): boolean {
  let known = telling.get(key);
  if (known === undefined) {
    known = secretKey.test(key);
    if (telling.size < mostKeys) telling.set(key, known);
  }
  return known;
}

/** Deep enough for what we log; deeper is cut, so that a cyclic object cannot hang the logger. */
const maxDepth = 6;

/** What an error says and where; not what libraries hang on it, such as the row that Postgres refused. */
function errorFields(error: Error & { code?: unknown }) {
  const { type, message, stack } = pino.stdSerializers.err(error);
  return { type, message, stack, ...(error.code !== undefined && { code: String(error.code) }) };
}

function redacted(value: unknown, depth: number): unknown {
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (depth >= maxDepth) return "[deeper]";
  if (value instanceof Error) return errorFields(value);
  if (Array.isArray(value)) return value.map((item) => redacted(item, depth + 1));
  return copyInto({}, value, depth);
}

/** Adds to `line` what `object` says, redacted. */
function copyInto(line: Record<string, unknown>, object: object, depth: number): Record<string, unknown> {
  for (const [key, item] of Object.entries(object)) {
    // A count or a flag under such a key tells nothing about anybody.
    const harmless = item === null || item === undefined || typeof item === "number" || typeof item === "boolean";
    line[key] = harmless ? item : isTelling(key) ? "[redacted]" : redacted(item, depth + 1);
  }
  return line;
}

/** A line also says what this process is doing; its own fields take precedence. */
const lineOf = (object: object) => copyInto({ ...doing.getStore() }, object, 0);
const withoutQuery = (url: unknown) => (typeof url === "string" ? url.split(/[?#]/, 1)[0] : undefined);

const options: pino.LoggerOptions = {
  base: { pid: process.pid },
  timestamp: () => `,"time":"${isoNow()}"`,
  formatters: { level: (level) => ({ level }), log: lineOf },
  serializers: {
    // Redacting has made it a plain object, which pino's own would take for an error called Object.
    err: (fields: unknown) => fields,
    req: (request: { method?: unknown; url?: unknown }) => ({
      method: request.method,
      path: withoutQuery(request.url),
    }),
    url: withoutQuery,
  },
  hooks: { streamWrite: scrub },
};

/** A logger by this product's rules that writes to `destination`. */
export function createLog(destination: pino.DestinationStream, level: string = env.LOG_LEVEL): pino.Logger {
  const logger = pino({ ...options, level }, destination);
  // pino formats the fields of a line, but not those that a child adds to each of its lines.
  const { child } = logger;
  logger.child = function redactedChild(this: pino.Logger, bindings: pino.Bindings, childOptions?: object) {
    return child.call(this, copyInto({}, bindings, 0), childOptions);
  } as typeof child;
  return logger;
}

// Synchronous, as pino's default is: a write under way in another thread would be overtaken by those that cannot wait.
const stdout = pino.destination({ dest: 1, sync: true });

/** The lines of one turn of the event loop go out in one write: under load they come by the dozen. */
let held = "";

/** Who else gets the lines, redacted as they are written. */
const others: ((lines: string) => void)[] = [];

/** Hands `take` every line from here on. It must neither wait nor throw. */
export function alsoTo(take: (lines: string) => void): void {
  others.push(take);
}

/** Writes out what is still held; for the last moment before the process ends. */
export function flushLog(): void {
  const lines = held;
  held = "";
  if (lines === "") return;
  try {
    stdout.write(lines);
  } catch {
    // stdout is gone or was never opened: there is nobody left to tell.
  }
  for (const take of others) {
    try {
      take(lines);
    } catch {
      // Whoever fails at a line has stdout to look at.
    }
  }
}

const destination = {
  write(line: string): void {
    if (held === "") setImmediate(flushLog);
    held += line;
  },
  // pino's, after a fatal line.
  flushSync: flushLog,
};

/** JSON lines on stdout, in their order. Nothing that names a person gets through. */
export const log = createLog(destination);
export type Log = pino.Logger;

process.on("exit", flushLog);
