import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { parse } from "csv-parse/sync";

const folder = `${process.env.JOBPING_SHARED ?? fileURLToPath(new URL("../../../shared", import.meta.url))}/data`;

/** Whether a development set is available, such as `gold_dedup/nl_pairs.dev.csv.gz`. */
export const hasSet = (name: string): boolean => existsSync(`${folder}/${name}`);

export function textOf(name: string): string {
  const bytes = readFileSync(`${folder}/${name}`);
  return (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
}

/** The rows of a set of JSON lines. */
export function jsonLines<Row>(name: string): Row[] {
  return textOf(name)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Row);
}

/** The rows of a table with a header. */
export const csvRows = (name: string): Record<string, string>[] =>
  parse(textOf(name), { columns: true, skip_empty_lines: true });
