import { optionsOf } from "./options.ts";
import { UsageError } from "./refusals.ts";
import { act } from "./system.ts";
import { tell } from "./table.ts";

export const run = (args: string[]): Promise<void> => turn(args, "pause");

/** Pauses a queue or a source, or resumes it. */
export async function turn(args: string[], verb: "pause" | "resume"): Promise<void> {
  const { queue, source, json } = optionsOf(args, {
    ...{ queue: { type: "string" }, source: { type: "string" }, json: { type: "boolean" } },
  }).values;
  if ((queue === undefined) === (source === undefined))
    throw new UsageError(`What? ${verb} --queue Q, or --source S${verb === "resume" ? ", or mail" : ""}.`);
  const body = queue === undefined ? { act: `${verb}-source`, source } : { act: verb, queue };
  const { result } = await act("/operations", body);
  const what = queue === undefined ? `The source ${source}` : `The queue ${queue}`;
  await tell(json, result, () => (verb === "pause" ? `${what} is paused until you resume it.` : `${what} goes on.`));
}
