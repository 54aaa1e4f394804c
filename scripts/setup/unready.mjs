import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Something is missing that only the user can provide; the message says what and how. */
export class Unready extends Error {}

/** A line of progress, as these steps take a while. Not on stdout, which belongs to the script that follows. */
export function say(sentence) {
  process.stderr.write(`setup: ${sentence}\n`);
}

/** The path of a program on the PATH, or null. */
export function findProgram(name) {
  const files = (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, name));
  return files.find(isExecutable) ?? null;
}

export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Runs a program quietly. Returns whether it succeeded, its output, and the end of that. */
export function run(command, args, options = {}) {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 64 * 1024 * 1024,
    ...options,
  });
  const words = `${stdout ?? ""}\n${stderr ?? ""}\n${error?.message ?? ""}`.trim();
  return { ok: status === 0, stdout: stdout ?? "", words, lastWords: words.split("\n").slice(-12).join("\n") };
}
