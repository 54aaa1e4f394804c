import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { bytesOf, spanOf } from "../../lib/figures/format.ts";
import { hour } from "../../lib/time.ts";
import { type Finding, fail, pass } from "./finding.ts";

/** They are made once a night and take a while. */
const staleMs = 26 * hour;

/** The newest dump in the folder BACKUPS; without it, the database's host makes the backups and nothing is checked. */
export function backups(folder = process.env.BACKUPS): Finding[] {
  if (!folder) return [];
  const check = "backups";
  const todo = "docker compose logs backup";
  const dumps = readdirSync(folder).filter((name) => name.endsWith(".dump"));
  const [newest] = dumps.map((name) => statSync(join(folder, name))).sort((a, b) => b.mtimeMs - a.mtimeMs);
  if (!newest) return [fail(check, "there is none", todo)];
  const ageMs = Date.now() - newest.mtimeMs;
  const says = `${dumps.length}, the newest ${spanOf(ageMs)} old, ${bytesOf(newest.size)}`;
  return [ageMs > staleMs || newest.size === 0 ? fail(check, says, todo) : pass(check, says)];
}
