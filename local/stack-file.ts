import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writeAtomically } from "./secrets.ts";

/** What tools can find out about a running stack; the file exists while it is ready. */
export interface StackFile {
  ingress: string;
  outbox: string;
  boards: string;
  polar: string | null;
  /** Variables with the product ids of the local Polar. */
  products: { POLAR_PRODUCT_MONTHLY: string; POLAR_PRODUCT_QUARTERLY: string } | null;
  redis: string;
  postgres: string;
  supabase: string;
  anonKey: string;
  serviceKey: string;
  systemKey: string;
  adminKey: string;
  pids: Record<string, number>;
}

const fileIn = (folder: string) => join(folder, "stack.json");

export function readStackFile(folder: string): StackFile | null {
  try {
    return JSON.parse(readFileSync(fileIn(folder), "utf8")) as StackFile;
  } catch {
    return null;
  }
}

/** Contains keys, so only its owner can read it. */
export function writeStackFile(folder: string, stack: StackFile): void {
  writeAtomically(fileIn(folder), stack, 0o600);
}

export function removeStackFile(folder: string): void {
  rmSync(fileIn(folder), { force: true });
}
