import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/** A process, distinguishable from a later one with the same pid. */
export interface Known {
  pid: number;
  since: string;
}

/** A process's start time in the system's own format; null if it is not running (or a zombie). */
function since(pid: number): string | null {
  try {
    if (!existsSync("/proc/self/stat")) {
      return execFileSync("ps", ["-o", "lstart=", "-p", `${pid}`], { encoding: "utf8", stdio: "pipe" }).trim() || null;
    }
    // pid (name) state ppid ...: the name may contain anything, so count from the last parenthesis.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return fields[0] === "Z" ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

export function knownProcess(pid: number): Known | null {
  const began = since(pid);
  return began === null ? null : { pid, since: began };
}

export function isAlive({ pid, since: began }: Known): boolean {
  return since(pid) === began;
}
