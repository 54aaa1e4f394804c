import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (file: string) => readFileSync(join(root, file), "utf8");

const entries = { ingress: "ingress/main.ts", workers: "workers/main.ts" } as const;
export type Reader = keyof typeof entries;

/** Read in a file that both programs load, but used by only one of them. */
const askedBy: Readonly<Record<string, Reader>> = {
  SUPABASE_ANON_KEY: "ingress",
  SUPABASE_SERVICE_ROLE_KEY: "workers",
  SCRAPER_RATE_LIMITS: "workers",
};

/** Every file of the project that a program loads. */
function loadedFrom(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = read(file);
  for (const [, before = "", path = ""] of text.matchAll(
    /^((?:import|export)\b[^;"]*|.*\bimport\()"(\.[^"]+\.tsx?)"/gm,
  )) {
    const imported = join(dirname(file), path);
    if (!/^(import|export) type/.test(before) && existsSync(join(root, imported))) loadedFrom(imported, seen);
  }
  return seen;
}

const texts = Object.entries(entries).map(
  ([reader, entry]) =>
    [
      reader as Reader,
      [...loadedFrom(entry)]
        .filter((file) => !file.startsWith("lib/env"))
        .map(read)
        .join("\n"),
    ] as const,
);

/** Which programs read the variable; one read only in lib/env itself concerns both. */
export function readersOf(name: string): Reader[] {
  const one = askedBy[name];
  if (one) return [one];
  // Sources name their credentials, and the ingress loads sources but has none of their keys.
  const credential = new RegExp(`\\bcredentials: \\[[^\\]]*"${name}"`);
  if (texts.some(([, text]) => credential.test(text))) return ["workers"];
  const reads = new RegExp(`\\benv\\.${name}\\b`);
  const readers = texts.flatMap(([reader, text]) => (reads.test(text) ? [reader] : []));
  return readers.length > 0 ? readers : ["ingress", "workers"];
}

/** Optional variables without which workers refuse to start. */
export function requiredByWorkers(): string[] {
  const [, list = ""] = /^needs\((.*)\);$/m.exec(read("workers/needs.ts")) ?? [];
  return [...list.matchAll(/"([A-Z_]+)"/g)].map(([, name = ""]) => name);
}
