import { z } from "zod";
import { defineJob } from "../lib/job.ts";
import { day, second } from "../lib/time.ts";

const asked = z.object({
  step: z.literal("ask"),
  subscriberId: z.uuid(),
  /** lib/seal of lib/subscribers/address.ts: the new mailbox, and the key that allows the change. */
  sealed: z.string(),
  /** Becomes the change's id, however often the job runs. */
  changeId: z.uuid(),
  /** HMAC of person and mailbox: the same change asked for twice is one job. */
  request: z.string(),
});

const confirmed = z.object({
  step: z.literal("confirm"),
  changeId: z.uuid(),
  side: z.enum(["old", "new"]),
  /** lib/seal of the SHA-256 of the link key, for purpose `key-hash`. */
  sealed: z.string(),
});

/** A subscription moves to another mailbox: somebody asks for it, and each of the two mailboxes agrees. */
export const address = defineJob({
  name: "address",
  payload: z.discriminatedUnion("step", [asked, confirmed]),
  key: (payload) => (payload.step === "ask" ? payload.request : `${payload.changeId}/${payload.side}`),
  backoffMs: 1 * second,
  maxAgeMs: 1 * day,
});
