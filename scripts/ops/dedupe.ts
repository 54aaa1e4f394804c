import { Groups } from "../../lib/postings/groups.ts";
import { identityOf } from "../../lib/postings/identity.ts";
import { readPostings } from "./posting-lines.ts";
import { UsageError } from "./refusals.ts";
import { writeLine } from "./stdio.ts";

/** A group is named after its first line, as lines of different postings may have the same id. */
export async function run(args: string[]): Promise<void> {
  if (args.length > 0) throw new UsageError(`dedupe takes no "${args.join(" ")}".`);
  const groups = new Groups();
  for await (const { id, number, posting } of readPostings())
    await writeLine({ id, group: groups.place(`line ${number}`, identityOf(posting)) });
}
