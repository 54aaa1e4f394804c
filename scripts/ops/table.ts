import { stripVTControlCharacters } from "node:util";
import Table from "cli-table3";
import { spanOf } from "../../lib/figures/format.ts";
import { day, hour, minute, second } from "../../lib/time.ts";
import { UsageError } from "./refusals.ts";
import { writeLine } from "./stdio.ts";

type Cell = string | number | boolean | null | undefined;

/** Foreign text (titles, errors) must not send control codes to the operator's terminal. */
export const unsteered = (text: string) =>
  stripVTControlCharacters(text)
    .replace(/[\p{Cc}\p{Cf}]+/gu, " ")
    .trim();

const shown = (cell: Cell) => (cell === null || cell === undefined ? "-" : unsteered(String(cell)));

/** Rows under headers; on a terminal, the widest columns wrap until all fit, down to a readable width. */
export function tableOf(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const cells = rows.map((row) => row.map(shown));
  const widths = head.map((name, at) => 2 + Math.max(name.length, ...cells.map((row) => row[at]?.length ?? 0)));
  const room = (process.stdout.columns ?? Number.POSITIVE_INFINITY) - head.length - 1;
  const colWidths = fitted(widths, room);
  const table = new Table({
    head: [...head],
    colWidths,
    wordWrap: true,
    style: { head: [], border: [], compact: true },
  });
  for (const row of cells) table.push(row);
  return table.toString();
}

const leastWidth = 12;

/** Narrows the widest column until everything fits. */
function fitted(widths: readonly number[], room: number): number[] {
  const fit = [...widths];
  for (let over = fit.reduce((sum, each) => sum + each, 0) - room; over > 0; over--) {
    const widest = Math.max(...fit);
    if (widest <= leastWidth) break;
    fit[fit.indexOf(widest)] = widest - 1;
  }
  return fit;
}

/** Names and values, without lines. */
export function listOf(facts: Readonly<Record<string, Cell>>): string {
  const width = Math.max(...Object.keys(facts).map((name) => name.length));
  return Object.entries(facts)
    .map(([name, cell]) => `  ${name.padEnd(width)}  ${shown(cell)}`)
    .join("\n");
}

/** Prints one JSON line for machines, or the text for people. */
export async function tell(json: boolean | undefined, value: unknown, text: () => string): Promise<void> {
  if (json) await writeLine(value);
  else process.stdout.write(`${text()}\n`);
}

const units = { s: second, m: minute, h: hour, d: day } as const;

/** The milliseconds of an AGE such as 30m, 6h, 2d; undefined = invalid. */
export function spanMs(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  return count && unit ? Number(count) * units[unit as keyof typeof units] : undefined;
}

/** The same for a command line with nothing else. @throws UsageError */
export function ageMs(text: string): number {
  const ms = spanMs(text);
  if (ms === undefined) throw new UsageError(`"${text}" is not an age such as 30m, 6h or 2d.`);
  return ms;
}

/** How long ago, or in how long, a time is. */
export function agoOf(at: string | Date | null | undefined, now = Date.now()): string {
  if (!at) return "never";
  const ms = now - new Date(at).getTime();
  return ms >= 0 ? `${spanOf(ms)} ago` : `in ${spanOf(-ms)}`;
}
