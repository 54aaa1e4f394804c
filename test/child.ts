import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { until } from "./until.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

export interface Child {
  readonly pid: number;
  /** What it has logged so far, one object a line. */
  lines(): Record<string, unknown>[];
  /** Resolves with the first line whose message is this. */
  said(msg: string): Promise<Record<string, unknown>>;
  /** Resolves with its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
  kill(signal: NodeJS.Signals): void;
}

/** Runs a module, given as its text, in a process of its own. Its imports are relative to the repository's root. */
export function runChild(code: string, env: Record<string, string> = {}): Child {
  const args = ["--import", "./local/runtime.ts", "--input-type=module", "--eval", code];
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, LOG_LEVEL: "info", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  const lines = () =>
    text
      .split("\n")
      .slice(0, -1)
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return {
    pid: child.pid ?? 0,
    lines,
    said: (msg) =>
      until(`the child says "${msg}"`, () => lines().find((line) => line.msg === msg)).catch((error) => {
        throw new Error(`${error.message}; it said ${JSON.stringify(lines().slice(-5))}`);
      }),
    ended: new Promise((resolve) => child.on("close", (exitCode, signal) => resolve(exitCode ?? signal))),
    kill: (signal) => void child.kill(signal),
  };
}
