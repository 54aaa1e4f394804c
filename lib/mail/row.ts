import { z } from "zod";
import { isLocale, locales } from "../words/index.ts";
import { postingFacts } from "../words/postings.ts";
import { deliveryKinds } from "./delivery.ts";

const time = z.iso.datetime({ offset: true });

/**
 * One item of `claim_deliveries`: a DeliveryMail whose link key is still sealed and whose sources are only names, with
 * the signup whose status page shows it.
 */
export const deliveryRow = z.object({
  id: z.uuid(),
  kind: z.enum(deliveryKinds),
  period: z.string(),
  requestId: z.uuid().nullable(),
  addressChangeId: z.uuid().nullable(),
  newAddress: z.string().nullable(),
  progressId: z.string().nullable(),
  createdAt: time,
  issuedAt: time,
  lookedAt: z.int().nullable(),
  more: z
    .int()
    .nullable()
    .transform((more) => more ?? 0),
  why: z
    .array(z.object({ code: z.string(), count: z.int() }))
    .nullable()
    .transform((why) => why ?? []),
  about: z
    .object({
      plan: z.enum(["monthly", "quarterly"]).optional(),
      until: time.optional(),
      cadence: z.enum(["weekly", "mon-wed-fri", "daily"]).optional(),
      ends: z.literal(true).optional(),
      unpaid: z.literal(true).optional(),
      left: z.literal(true).optional(),
    })
    .nullable(),
  tier: z.enum(["free", "premium"]),
  subscriberId: z.uuid(),
  // A language we no longer have must not block a mail.
  locale: z.string().transform((code) => (isLocale(code) ? code : locales[0])),
  recipient: z.string(),
  email: z.string(),
  name: z.string().nullable(),
  linkKeySealed: z.string(),
  timeZone: z.string(),
  // Empty for a person who is being erased.
  wishes: z.object({
    careerPaths: z.array(z.string()).default([]),
    levels: z.array(z.string()).default([]),
    cities: z
      .array(
        z.object({ geonameId: z.int().nullable().default(null), name: z.string(), country: z.string().nullable() }),
      )
      .default([]),
    countries: z.array(z.string()).default([]),
    workModes: z.array(z.string()).default([]),
  }),
  matches: z.array(
    postingFacts.extend({
      matchId: z.uuid(),
      postingId: z.uuid(),
      rank: z.int(),
      score: z.int(),
      reasons: z.array(z.string()),
      gaps: z.array(z.string()),
      postedAt: time.nullable(),
      firstSeenAt: time,
      repostedAt: time.nullable(),
      checkedAt: time,
      linkStatus: z.string().nullable(),
      sameCompany: z.int(),
      sentence: z.string().nullable(),
    }),
  ),
});
export type DeliveryRow = z.output<typeof deliveryRow>;
