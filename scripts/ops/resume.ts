import { UsageError } from "./refusals.ts";
import { writeLine } from "./stdio.ts";
import { act } from "./system.ts";

/** Mail that stopped by itself goes on: somebody has looked into why. */
export async function run([what = "", ...more]: string[]): Promise<void> {
  if (what !== "mail" || more.length > 0) throw new UsageError("What goes on? resume mail.");
  const { id, result } = await act("/emails/resume", {});
  await writeLine({ job: id, ...(result as object) });
}
