import { closeSync, openSync, readSync, statSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";

/** How soon a new line is seen: fast enough for a person. */
const everyMs = 200;

/** Calls `onLine` for each line of a file, existing and new. */
export function follow(file: string, onLine: (line: string) => void): { stop(): void } {
  const sizeOf = () => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const decoder = new StringDecoder("utf8");
  let at = 0;
  let rest = "";
  const look = () => {
    const size = sizeOf();
    if (size <= at) return;
    const buffer = Buffer.alloc(size - at);
    const descriptor = openSync(file, "r");
    at += readSync(descriptor, buffer, 0, buffer.length, at);
    closeSync(descriptor);
    const lines = (rest + decoder.write(buffer)).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
  };
  const timer = setInterval(look, everyMs);
  return {
    stop() {
      clearInterval(timer);
      look();
    },
  };
}

/** The part of a program's output for people: warnings and worse, and lines that are not log lines (a crash). */
export function worthSaying(line: string): string | null {
  if (!line.trim()) return null;
  try {
    const { level, msg, err, ...more } = JSON.parse(line) as Record<string, unknown>;
    if (!["warn", "error", "fatal"].includes(String(level))) return null;
    const { time: _, pid: __, ...facts } = more;
    const error = typeof err === "object" && err !== null && "message" in err ? err.message : err;
    const about = Object.entries({ ...facts, ...(error !== undefined && { err: error }) })
      .filter(([, value]) => typeof value !== "object")
      .map(([name, value]) => `${name}=${String(value).slice(0, 200)}`);
    return [`${level}: ${msg}`, ...about].join(" ");
  } catch {
    return line;
  }
}
