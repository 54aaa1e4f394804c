// All jobs, as schedules belong to queues.
import "../../jobs/index.ts";
import { scheduleStatuses } from "../../lib/schedules.ts";
import { optionsOf } from "./options.ts";
import { UsageError } from "./refusals.ts";
import { act, follow } from "./system.ts";
import { agoOf, tableOf, tell } from "./table.ts";

export async function run(args: string[]): Promise<void> {
  const { values, words } = optionsOf(args, { json: { type: "boolean" } }, { least: 1, most: 2 });
  const [verb, id] = words;
  if (verb === "list" && id === undefined) return list(values.json);
  if (verb === "run" && id !== undefined) return runNow(id, values.json);
  throw new UsageError("schedule list, or schedule run ID.");
}

async function list(json: boolean | undefined): Promise<void> {
  const all = await scheduleStatuses();
  await tell(json, all, () => {
    const rows = all.map(({ id, queue, pattern, timeZone, next, last }) => {
      const before = last ? `${agoOf(last.at)}, ${last.outcome}` : "not within the last jobs";
      return [id, queue, pattern, timeZone, agoOf(next), before];
    });
    return tableOf(["schedule", "queue", "pattern", "zone", "next", "last"], rows);
  });
}

async function runNow(schedule: string, json: boolean | undefined): Promise<void> {
  const { status } = (await act("/operations", { act: "run-schedule", schedule })).result as { status: string };
  const { id, result } = await follow(status);
  await tell(json, { schedule, job: id, result }, () => `${schedule} has run (${status}): ${JSON.stringify(result)}`);
}
