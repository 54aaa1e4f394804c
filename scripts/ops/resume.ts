import { turn } from "./pause.ts";
import { UsageError } from "./refusals.ts";
import { writeLine } from "./stdio.ts";
import { act } from "./system.ts";

/** Resumes what an operator has paused; or mail that stopped by itself, after somebody has looked into it. */
export async function run(args: string[]): Promise<void> {
  const [what, ...more] = args;
  if (what !== "mail") return turn(args, "resume");
  if (more.length > 0) throw new UsageError("What goes on? resume mail.");
  const { id, result } = await act("/emails/resume", {});
  await writeLine({ job: id, ...(result as object) });
}
