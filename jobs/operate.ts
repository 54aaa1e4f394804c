import { z } from "zod";
import { defineJob } from "../lib/job.ts";
import { hour, second } from "../lib/time.ts";

const queue = z.string().max(40);
const source = z.string().max(40);
const when = z.iso.datetime({ offset: true });
const subscriber = z.uuid();

/** What an operator can ask for. */
export const operation = z.discriminatedUnion("act", [
  z.strictObject({ act: z.literal("retry"), queue, ids: z.array(z.string().min(1).max(200)).min(1).max(100) }),
  z
    .strictObject({
      act: z.literal("redrive"),
      queue,
      failedAfter: when.optional(),
      failedBefore: when.optional(),
      /** A part of the error's message. */
      error: z.string().min(1).max(200).optional(),
      perSecond: z.int().min(1).max(100).default(10),
      max: z.int().min(1).max(100_000).default(1000),
    })
    .refine(({ perSecond, max }) => max / perSecond <= (4 * hour) / second, {
      path: ["max"],
      message: "at this rate takes longer than four hours: ask for fewer or for more a second",
    }),
  z.strictObject({ act: z.enum(["pause", "resume"]), queue }),
  z.strictObject({ act: z.enum(["pause-source", "resume-source"]), source }),
  z.strictObject({ act: z.literal("run-schedule"), schedule: z.string().max(60) }),
  z.strictObject({ act: z.enum(["erase", "export"]), subscriber }),
  z.strictObject({ act: z.literal("sync-billing"), subscriber }),
  z.strictObject({ act: z.literal("reconcile"), force: z.boolean().optional() }),
]);
export type Operation = z.output<typeof operation>;

/** An operator's act. It may run twice: a redrive goes on where it was interrupted. */
export const operate = defineJob({
  name: "operate",
  payload: z.object({ operation, askedAt: z.iso.datetime() }),
  backoffMs: 2 * second,
  maxAgeMs: 6 * hour,
});
