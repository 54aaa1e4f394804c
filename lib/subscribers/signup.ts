import { z } from "zod";
import { locales } from "../words/index.ts";
import { travellingBody } from "./wishes.ts";

/** What travels sealed from the ingress to the signup worker. */
export const sealedSignup = z.object({
  body: travellingBody,
  /** The page's language, and so that of the mails. One that this version does not have falls back to the first. */
  locale: z.enum(locales).catch(locales[0]),
  consent: z.object({
    /** Version of the text that was agreed to. */
    wording: z.string(),
    at: z.iso.datetime(),
    /** Keyed hash: can confirm an address, does not reveal it. */
    ipHash: z.string().nullable().default(null),
    /** Origin of the page that asked; null = a program, or a browser that does not say. */
    source: z.string().max(300).nullish(),
  }),
});
export type SealedSignup = z.output<typeof sealedSignup>;
