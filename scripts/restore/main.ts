import { parseArgs } from "node:util";
import { findPrograms } from "./cluster.ts";
import { drill } from "./drill.ts";

/**
 * `npm run restore-drill`: dump, destroy, restore, go on; once with Redis intact and once with an empty one.
 * `--without-hold` shows what happens without `ops restored`; `--postgres FOLDER` is a Postgres installation.
 */
const usage = "npm run restore-drill -- [--without-hold] [--postgres FOLDER]";
const values = options();
const hold = !values["without-hold"];
try {
  const bin = findPrograms(values.postgres);
  const cases = [];
  for (const redis of ["kept", "emptied"] as const) {
    cases.push(await drill({ bin, redis, hold, say: (line) => console.log(`redis ${redis}: ${line}`) }));
  }
  const ok = cases.every((each) => each.ok);
  console.log(JSON.stringify({ drill: "restore", ok, hold, programs: bin, cases }));
  process.exitCode = ok ? 0 : 1;
} catch (error) {
  console.error(error);
  console.log(JSON.stringify({ drill: "restore", ok: false, error: String(error) }));
  process.exitCode = 1;
}

function options() {
  try {
    const known = { "without-hold": { type: "boolean", default: false }, postgres: { type: "string" } } as const;
    return parseArgs({ options: known }).values;
  } catch (error) {
    console.error(`${(error as Error).message}\n${usage}`);
    process.exit(2);
  }
}
