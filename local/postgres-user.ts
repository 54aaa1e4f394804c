import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chownSync, cpSync, existsSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";

/** How Postgres is started here: it refuses to run as root. */
export interface PostgresUser {
  /** Folder with bin/, lib/ and share/. */
  binaries: string;
  /** A data folder that this user can reach. */
  data: string;
  command(program: string, args: readonly string[]): { command: string; args: string[]; uid?: number; gid?: number };
}

const unshare = ["--user", "--map-user=1000", "--map-group=1000"];
const nobody = 65_534;

/** Whether the kernel and the container's rules let root create a user namespace. */
function canUnshare(): boolean {
  return spawnSync("unshare", [...unshare, "true"], { stdio: "ignore" }).status === 0;
}

/** A replacement for this data folder that uid 65534 owns and can reach: /root and many checkouts are closed to it. */
export function nobodysFolder(data: string): string {
  return join("/var/tmp", `jobping-${createHash("sha256").update(data).digest("hex").slice(0, 12)}`);
}

function asNobody(binaries: string, data: string): PostgresUser {
  const home = nobodysFolder(data);
  const copy = join(home, "postgres");
  if (!existsSync(copy)) {
    mkdirSync(home, { recursive: true, mode: 0o755 });
    chownSync(home, nobody, nobody);
    cpSync(binaries, `${copy}.new`, { recursive: true, verbatimSymlinks: true });
    execFileSync("chmod", ["-R", "go+rX", `${copy}.new`]);
    renameSync(`${copy}.new`, copy);
  }
  return {
    binaries: copy,
    data: join(home, "data"),
    command: (program, args) => ({ command: program, args: [...args], uid: nobody, gid: nobody }),
  };
}

/**
 * As an ordinary user, Postgres just runs. As root, it runs in a user namespace as uid 1000, which works even in a
 * checkout that nobody else may enter; if that is refused, as uid 65534 in another folder.
 */
export function postgresUser(binaries: string, data: string, mayUnshare = canUnshare): PostgresUser {
  if (process.getuid?.() !== 0) return { binaries, data, command: (command, args) => ({ command, args: [...args] }) };
  if (!mayUnshare()) return asNobody(binaries, data);
  return { binaries, data, command: (program, args) => ({ command: "unshare", args: [...unshare, program, ...args] }) };
}
