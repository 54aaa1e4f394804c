import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll } from "vitest";
import { isAlive, type Known, knownProcess } from "../local/processes.ts";
import type { StackFile } from "../local/stack-file.ts";
import { until } from "./until.ts";

const root = join(import.meta.dirname, "..");
/** Below the time limit of a test, above a start on a busy machine. */
export const startMs = 60_000;

const started: { kill(signal: "SIGKILL"): unknown }[] = [];
afterAll(() => {
  for (const one of started.splice(0)) one.kill("SIGKILL");
});

/** `npm start` as its own script runs it, on a folder of its own. */
export function start(folder: string, env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ["--import", "./local/runtime.ts", "local/main.ts", folder], {
    cwd: root,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.push(child);
  let said = "";
  child.stdout.on("data", (text) => (said += text));
  child.stderr.on("data", (text) => (said += text));
  const ended = new Promise<number | string | null>((resolve) => {
    child.once("exit", (code, signal) => resolve(code ?? signal));
  });
  return { child, ended, said: () => said };
}

export const file = (folder: string) => join(folder, "stack.json");
export const read = (folder: string) => JSON.parse(readFileSync(file(folder), "utf8")) as StackFile;

export async function ready(folder: string, { said, child }: ReturnType<typeof start>): Promise<StackFile> {
  const stands = () => {
    if (child.exitCode !== null) throw new Error(`it ended: ${said()}`);
    return existsSync(file(folder));
  };
  await until("stack.json", stands, startMs);
  return read(folder);
}

export const known = ({ pids }: StackFile) => Object.values(pids).map((pid) => knownProcess(pid));
export const alive = (processes: (Known | null)[]) => processes.filter((one) => one && isAlive(one)).length;
