import { jobs } from "../../jobs/index.ts";
import { type Operation, operate, operation } from "../../jobs/operate.ts";
import { enqueue } from "../../lib/queue.ts";
import { scheduleStatuses } from "../../lib/schedules.ts";
import { configuredSources } from "../../lib/sources/index.ts";
import { Problem } from "../problem.ts";
import { route } from "../route.ts";
import { accepted, acceptedAs } from "./system.ts";

const bodyCapBytes = 32 * 1024;

export const startOperation = route({
  method: "POST",
  path: "/operations",
  summary:
    "An operator's act: run failed jobs again, pause, resume, run a schedule now, erase or export a person, compare premium with Polar",
  caller: "system key or HMAC",
  limit: "system",
  body: { capBytes: bodyCapBytes, schema: operation },
  answers: { 202: { description: "Queued; the job's result says what became of it", schema: accepted } },
  async handle({ body }) {
    await refuseUnknown(body);
    const payload = { operation: body, askedAt: new Date().toISOString() };
    return acceptedAs("operate", await enqueue(operate, payload));
  },
});

/** @throws {Problem} 422 for an unknown name, with a list of the known ones */
async function refuseUnknown(body: Operation): Promise<void> {
  if ("queue" in body) {
    const names = Object.keys(jobs).filter((name) => body.act !== "pause" || name !== operate.name);
    check("queue", body.queue, names);
  } else if ("source" in body) {
    check(
      "source",
      body.source,
      configuredSources().map(({ name }) => name),
    );
  } else if ("schedule" in body) {
    check(
      "schedule",
      body.schedule,
      (await scheduleStatuses()).map(({ id }) => id),
    );
  }
}

function check(thing: string, name: string, names: readonly string[]): void {
  if (names.includes(name)) return;
  const message = `must be one of ${names.join(", ")}`;
  throw new Problem("not-valid", `The ${thing} ${message}.`, { errors: [{ pointer: `/${thing}`, message }] });
}
