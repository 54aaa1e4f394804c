import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** The files that determine the format of data in Redis. */
const wire = ["jobs", "lib/job.ts", "lib/queue.ts"];

const git = (...args: string[]) => execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: "pipe" }).trim();

/**
 * The code from before the format of data in Redis last changed, unpacked with this checkout's packages.
 * @returns null if there is no git history
 */
export function previousRelease(folder: string): { commit: string; root: string } | null {
  try {
    const commit = git("rev-parse", "--short", `${git("log", "-1", "--format=%H", "--", ...wire)}^`);
    const old = join(folder, "cache/previous");
    mkdirSync(old, { recursive: true });
    const archive = join(folder, "cache/previous.tar");
    git("archive", "--output", archive, commit);
    execFileSync("tar", ["-xf", archive, "-C", old]);
    symlinkSync(join(root, "node_modules"), join(old, "node_modules"));
    return { commit, root: old };
  } catch {
    return null;
  }
}
