import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { databaseUrl, supabase } from "./cli.ts";

const folder = fileURLToPath(new URL("../../supabase/tests", import.meta.url));

/**
 * `npm run db:check`: proves on a migrated database that its roles have the right permissions (supabase/tests/*.sql,
 * each rolled back), and runs Supabase's advisors.
 */
async function main(): Promise<number> {
  const url = databaseUrl();
  if (!url) {
    process.stderr.write("Which database? Set DATABASE_URL to its address as `postgres`, or run `npm start` here.\n");
    return 1;
  }
  let failed = 0;
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".sql"))) {
    const fault = await faultOf(url, `${folder}/${file}`);
    process.stdout.write(fault ? `not ok ${file}: ${fault}\n` : `ok ${file}\n`);
    if (fault) failed++;
  }
  return (await supabase(["db", "advisors", "--fail-on=warn"], url)) || failed;
}

/** Runs a file as psql would. @returns the error; null = it passed */
async function faultOf(url: string, file: string): Promise<string | null> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql.file(file).simple();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await sql.end();
  }
}

process.exitCode = await main();
