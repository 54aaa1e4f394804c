import { spawn } from "node:child_process";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { vi } from "vitest";

const root = join(import.meta.dirname, "..");
const main = join(root, "scripts/ops/main.ts");

/** The output of a run, once it has ended. */
function said(code: unknown, [stdout, stderr]: readonly [string, string]) {
  return {
    code,
    stderr,
    stdout,
    /** The answer of a command that writes JSON Lines. */
    get lines() {
      const lines = stdout.split("\n").slice(0, -1);
      return lines.map((line) => JSON.parse(line));
    },
  };
}

/** Runs the command as npm does, with an environment that holds only PATH. */
export async function spawned(args: readonly string[], input: string | Uint8Array = "") {
  const child = spawn(process.execPath, ["--import", "./local/runtime.ts", main, ...args], {
    cwd: root,
    env: { PATH: process.env.PATH },
  });
  child.stdin.on("error", () => undefined).end(input);
  const code = new Promise((resolve) => child.on("close", resolve));
  const texts = await Promise.all([text(child.stdout), text(child.stderr)]);
  return said(await code, texts);
}

let runs = 0;

/** Runs the command in this process, on streams of its own, so that its modules are loaded only once. */
export async function ops(args: readonly string[], input: string | Uint8Array = "") {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  vi.spyOn(process, "stdin", "get").mockReturnValue(Readable.from([Buffer.from(input)]) as typeof process.stdin);
  vi.spyOn(process, "stdout", "get").mockReturnValue(stdout as unknown as typeof process.stdout);
  vi.spyOn(process, "stderr", "get").mockReturnValue(stderr as unknown as typeof process.stderr);
  const { argv } = process;
  process.argv = [process.execPath, main, ...args];
  try {
    const texts = Promise.all([text(stdout), text(stderr)]);
    runs++;
    await import(/* @vite-ignore */ `${main}?run=${runs}`);
    stdout.end();
    stderr.end();
    return said(process.exitCode ?? 0, await texts);
  } finally {
    vi.restoreAllMocks();
    Object.assign(process, { argv, exitCode: undefined });
  }
}

/** The one JSON line that it answers with. */
export async function asked(...args: string[]) {
  const { lines, code, stderr } = await ops([...args, "--json"]);
  return { code, stderr, answer: lines[0] };
}
