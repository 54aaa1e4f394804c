import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { second, wait } from "../lib/time.ts";
import { isAlive, type Known, knownProcess } from "./processes.ts";
import { writeAtomically } from "./secrets.ts";

/** The data folder's owner, and every process that works on it. */
interface Owners {
  supervisor: Known;
  members: Record<string, Known>;
}

export interface Claim {
  /** Records the processes that work on the data now, so that the next start after a crash can wait for their end. */
  members(pids: Record<string, number>): void;
  release(): void;
}

const fileIn = (folder: string) => join(folder, "claim.json");

function read(file: string): Owners | null {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Owners;
  } catch {
    return null;
  }
}

/** The data folder's running supervisor, if any. */
export function ownerOf(folder: string): Known | null {
  const owners = read(fileIn(folder));
  return owners && isAlive(owners.supervisor) ? owners.supervisor : null;
}

/** After a SIGKILL of its supervisor, a stack ends by itself and in order; two Redis must never share a file. */
async function waitForEnd(members: Record<string, Known>): Promise<void> {
  const deadline = performance.now() + 10 * second;
  const left = () => Object.values(members).filter(isAlive);
  while (left().length > 0 && performance.now() < deadline) await wait(50);
  for (const { pid } of left()) process.kill(pid, "SIGKILL");
}

/**
 * Takes a data folder for this process.
 * @returns null if a living process has it
 */
export async function claimFolder(folder: string): Promise<Claim | null> {
  const file = fileIn(folder);
  const supervisor = knownProcess(process.pid);
  if (!supervisor) throw new Error("This process cannot see itself among the system's processes.");
  mkdirSync(folder, { recursive: true });
  if (ownerOf(folder)) return null;
  const before = read(file);
  // If several find a dead owner's claim, the one that moves it away wins.
  if (existsSync(file)) moveAway(file);
  try {
    // They stay recorded until they have ended, as we may be killed before that too.
    const owners: Owners = { supervisor, members: before?.members ?? {} };
    writeFileSync(file, JSON.stringify(owners), { flag: "wx", mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return null;
  }
  if (before) await waitForEnd(before.members);
  return {
    members(pids) {
      const known = Object.entries(pids).flatMap(([name, pid]) => {
        const one = knownProcess(pid);
        return one ? [[name, one] as const] : [];
      });
      writeAtomically(file, { supervisor, members: Object.fromEntries(known) } satisfies Owners, 0o600);
    },
    release: () => rmSync(file, { force: true }),
  };
}

function moveAway(file: string): void {
  const aside = `${file}.${process.pid}.old`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const moved = read(aside);
  // Somebody else was faster and we moved their claim: we put it back.
  if (moved && isAlive(moved.supervisor)) renameSync(aside, file);
  else rmSync(aside, { force: true });
}
