import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/** A process that can be told from a later one with the same number. */
export interface Known {
  pid: number;
  since: string;
}

/** When a process began, in the system's own words; null if there is none (a zombie is none). */
function since(pid: number): string | null {
  try {
    if (!existsSync("/proc/self/stat")) {
      return execFileSync("ps", ["-o", "lstart=", "-p", `${pid}`], { encoding: "utf8", stdio: "pipe" }).trim() || null;
    }
    // pid (name) state ppid ...: the name may hold anything, so count from its last parenthesis.
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
