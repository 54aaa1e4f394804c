import { existsSync } from "node:fs";
import postgres from "postgres";
import { databaseUrl, supabase } from "./cli.ts";

/** `npm run db:push [-- FLAGS OF db push]`: applies a database's missing migrations with the Supabase CLI. */
async function main(flags: string[]): Promise<number> {
  // In a pipeline, nobody can answer a question.
  const push = ["db", "push", ...(process.stdin.isTTY ? [] : ["--yes"]), ...flags];
  if (flags.some((flag) => /^--(remote|local)\b/.test(flag))) return supabase(push);
  const url = databaseUrl();
  if (url) return (await supabase(push, url)) || reloaded(url);
  if (existsSync("supabase/.temp/project-ref")) return supabase([...push, "--remote"]);
  process.stderr.write(
    "Which database? Set DATABASE_URL to its address as `postgres`, the role that owns the schema, link a project\n" +
      "(`npx supabase link`), or run `npm start` here.\n",
  );
  return 1;
}

/** Supabase's own PostgREST reloads by itself; any other knows only the functions from its start. */
async function reloaded(url: string): Promise<number> {
  const sql = postgres(url, { max: 1 });
  await sql`notify pgrst, 'reload schema'`;
  await sql.end();
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
