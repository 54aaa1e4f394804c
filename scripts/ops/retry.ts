import { optionsOf } from "./options.ts";
import { UsageError } from "./refusals.ts";
import { act } from "./system.ts";
import { tableOf, tell } from "./table.ts";

export async function run(args: string[]): Promise<void> {
  const {
    queue,
    id: ids = [],
    json,
  } = optionsOf(args, {
    queue: { type: "string" },
    id: { type: "string", multiple: true },
    json: { type: "boolean" },
  }).values;
  if (!queue || ids.length === 0) throw new UsageError("Which jobs? --queue Q --id ID, also several times.");
  if (ids.length > 100) throw new UsageError("At most a hundred at once; redrive takes more.");
  const { result } = await act("/operations", { act: "retry", queue, ids });
  const { retried, passedOver } = result as { retried: number; passedOver: Record<string, string> };
  await tell(json, { queue, retried, passedOver }, () => {
    const rows = Object.entries(passedOver);
    const others = rows.length > 0 ? `\n${tableOf(["not run again", "why"], rows)}` : "";
    return `${retried} of ${queue} run again.${others}`;
  });
}
