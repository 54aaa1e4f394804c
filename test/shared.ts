import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const folder = process.env.JOBPING_SHARED ?? fileURLToPath(new URL("../../shared", import.meta.url));

/** Whether the team's shared recordings are at hand. Tests that are left out without them are named. */
export const hasShared = existsSync(folder);

/** Where a file of it lies. */
export const sharedPath = (path: string) => `${folder}/${path}`;

/** A recorded reply of a source, as the source sent it. */
export async function recording(name: string): Promise<string> {
  return readFile(`${folder}/contracts/samples/${name}`, "utf8");
}

/** Says by name what is not tested here, so that green is not mistaken for tested. */
export function leftOut(test: string): void {
  process.stderr.write(`LEFT OUT (no shared folder, see JOBPING_SHARED): ${test}\n`);
}
