import { readPostings } from "./posting-lines.ts";
import { UsageError } from "./refusals.ts";
import { writeLine } from "./stdio.ts";

export async function run(args: string[]): Promise<void> {
  if (args.length > 0) throw new UsageError(`normalise takes no "${args.join(" ")}".`);
  for await (const { id, posting } of readPostings()) await writeLine({ ...posting, id });
}
