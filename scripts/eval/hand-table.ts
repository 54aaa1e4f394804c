import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";

/** The lines of lib/FOLDER/tables/NAME.tsv, by the names in its header: tab-separated, without quotes. */
export function handTable<Line>(name: string, folder: "postings" | "matching" = "postings"): Line[] {
  const file = new URL(`../../lib/${folder}/tables/${name}.tsv`, import.meta.url);
  return parse(readFileSync(file), { columns: true, delimiter: "\t", quote: null });
}
