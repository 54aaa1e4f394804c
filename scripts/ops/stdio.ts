import { once } from "node:events";

/** Writes one JSON line; waits if the reader is slower. */
export async function writeLine(value: unknown): Promise<void> {
  if (!process.stdout.write(`${JSON.stringify(value)}\n`)) await once(process.stdout, "drain");
}

/** The lines of stdin, counted from 1, without empty ones. Only \n ends a line, as JSON may contain a raw U+2028. */
export async function* readLines(): AsyncGenerator<{ number: number; line: string }> {
  let rest = "";
  let number = 0;
  for await (const chunk of process.stdin.setEncoding("utf8")) {
    const lines = `${rest}${chunk}`.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      number++;
      if (line.trim() !== "") yield { number, line };
    }
  }
  if (rest.trim() !== "") yield { number: number + 1, line: rest };
}

/** All of stdin as text, in the encoding given by its byte order mark or XML declaration; else UTF-8. */
export async function readDocument(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

function encodingOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  const declared = /^\s*<\?xml[^>]*\bencoding=["']([\w.:-]{1,40})["']/.exec(bytes.toString("latin1", 0, 200))?.[1];
  try {
    return new TextDecoder(declared).encoding;
  } catch {
    return "utf-8";
  }
}
