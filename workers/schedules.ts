import { plan } from "../jobs/plan.ts";
import { scrape } from "../jobs/scrape.ts";
import { sweep } from "../jobs/sweep.ts";
import { digestOf } from "../lib/job.ts";
import type { Schedule } from "../lib/queue.ts";
import { activeSources } from "../lib/sources/index.ts";

/**
 * Every clock of the product, in one table; what is no longer in it stops at the next start of a worker.
 * `timeZone` is UTC throughout: a subscriber's own time is in the due row, not in a schedule.
 */
export function schedules(): Schedule[] {
  return [
    // Digests are due at full hours somewhere; a minute late is on time.
    { id: "plan", job: plan, payload: {}, pattern: "0 * * * * *", timeZone: "UTC" },
    // A dropped promise is found after 30 s; three sweeps a minute keep it within one.
    { id: "sweep-promises", job: sweep, payload: {}, pattern: "*/20 * * * * *", timeZone: "UTC" },
    {
      id: "sweep-retention",
      job: sweep,
      payload: { retention: true },
      pattern: "30 7,22,37,52 * * * *",
      timeZone: "UTC",
    },
    ...activeSources().flatMap((source) =>
      source.targets().map((target) => ({
        id: `scrape-${source.name}-${target}`,
        job: scrape,
        payload: { source: source.name, target },
        pattern: `${spread(target, 60)} ${spread(`${source.name} ${target}`, 60)} * * * *`,
        timeZone: "UTC",
      })),
    ),
  ];
}

/** A number below `limit` that stays with the text: targets of one hour do not all start at its first second. */
function spread(text: string, limit: number): number {
  return digestOf([text])
    .split("")
    .reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % limit, 0);
}
