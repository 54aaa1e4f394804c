import { fileURLToPath } from "node:url";
import { migrate } from "../../local/migrate.ts";
import { Refusal, UsageError } from "./refusals.ts";

const folder = fileURLToPath(new URL("../../supabase/migrations", import.meta.url));

/** Brings the database at DATABASE_URL up to what this version of the product needs. */
export async function run(args: string[]): Promise<void> {
  if (args.length > 0) throw new UsageError("migrate takes no arguments.");
  const url = process.env.DATABASE_URL;
  if (!url)
    throw new Refusal("Which database? Set DATABASE_URL to its address as `postgres`, the role that owns the schema.");
  const { applied, changed } = await migrate(url, folder);
  if (changed.length > 0) {
    const files = changed.join(", ");
    throw new Refusal(
      `${files}: reads differently from what was applied here. Take the file back, and write a new one.`,
    );
  }
  process.stdout.write(applied.length > 0 ? applied.map((file) => `applied ${file}\n`).join("") : "nothing to apply\n");
}
