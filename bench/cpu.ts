import { readdirSync, readFileSync } from "node:fs";

/** Processor time of processes and of all their children so far; NaN where there is no /proc. */
export function cpuUs(pids: string): number {
  try {
    const wanted = new Set(pids.split(","));
    let ticks = 0;
    // A child has a higher pid than its parent, unless the numbers have wrapped around.
    for (const pid of readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .sort((a, b) => Number(a) - Number(b))) {
      const fields = statOf(pid);
      if (!wanted.has(pid) && !wanted.has(fields[1] ?? "")) continue;
      wanted.add(pid);
      // utime, stime, and those of children that have ended
      ticks += fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    }
    return ticks * 10_000;
  } catch {
    return Number.NaN;
  }
}

function statOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  } catch {
    return []; // It has ended since the folder was read.
  }
}
