import { z } from "zod";
import { travellingBody } from "./wishes.ts";

/** What travels sealed from the ingress to the signup worker. */
export const sealedSignup = z.object({
  body: travellingBody,
  consent: z.object({
    /** Version of the text that was agreed to. */
    wording: z.string(),
    at: z.iso.datetime(),
    /** Keyed hash: proves an address on demand, shows none. */
    ipHash: z.string().nullable().default(null),
  }),
});
export type SealedSignup = z.output<typeof sealedSignup>;
