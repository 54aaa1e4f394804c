import { optionsOf } from "./options.ts";
import { Refusal, UsageError } from "./refusals.ts";
import { act } from "./system.ts";
import { spanMs, tableOf, tell } from "./table.ts";

const width = 30;

interface Redriven {
  redriven: number;
  passedOver: Record<string, number>;
  more: boolean;
}

export async function run(args: string[]): Promise<void> {
  const { queue, after, before, error, rate, max, yes, json } = optionsOf(args, {
    ...{ queue: { type: "string" }, error: { type: "string" } },
    ...{ after: { type: "string" }, before: { type: "string" } },
    ...{ rate: { type: "string" }, max: { type: "string" } },
    ...{ yes: { type: "boolean" }, json: { type: "boolean" } },
  }).values;
  if (!queue) throw new UsageError("Which queue? --queue Q.");
  const asked = {
    ...{ act: "redrive", queue },
    ...(after !== undefined && { failedAfter: timeOf(after) }),
    ...(before !== undefined && { failedBefore: timeOf(before) }),
    ...(error && { error }),
    ...(rate !== undefined && { perSecond: countOf("--rate", rate) }),
    ...(max !== undefined && { max: countOf("--max", max) }),
  };
  if (!yes) {
    const which = `of ${queue}${error ? ` with "${error}" in their error` : ""}`;
    throw new Refusal(`This runs up to ${max ?? 1000} failed jobs ${which} again. Say --yes if you mean it.`);
  }
  const bar = json !== true && process.stderr.isTTY === true;
  const { id, result } = await act("/operations", asked, {
    patienceMs: Number.POSITIVE_INFINITY,
    ...(bar && { onProgress: showBar }),
  });
  if (bar) process.stderr.write("\n");
  const { redriven, passedOver, more } = result as Redriven;
  await tell(json, { job: id, queue, redriven, passedOver, more }, () => {
    const rows = Object.entries(passedOver);
    const others = rows.length > 0 ? `\n${tableOf(["not run again, as", "jobs"], rows)}` : "";
    return `${redriven} of ${queue} run again.${more ? " There are more: ask again." : ""}${others}`;
  });
}

/** An ISO time, or an age before now. */
function timeOf(text: string): string {
  const at = /^\d{4}-/.test(text) ? Date.parse(text) : Date.now() - (spanMs(text) ?? Number.NaN);
  if (Number.isNaN(at))
    throw new UsageError(`"${text}" is neither an age such as 6h nor a time such as 2026-11-23T08:00Z.`);
  return new Date(at).toISOString();
}

function countOf(option: string, text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new UsageError(`${option} is a whole number from 1.`);
  return Number(text);
}

/** Shortened to one line of a terminal. */
function showBar(progress: unknown): void {
  const { redriven, max } = progress as { redriven: number; max: number };
  const filled = Math.round((redriven / max) * width);
  process.stderr.write(`\r${"#".repeat(filled).padEnd(width, ".")} ${redriven} of at most ${max} `);
}
