import { z } from "zod";
import { mailbox } from "./wishes.ts";

/** What travels sealed, for purpose `address`, from the ingress to the worker that asks both mailboxes. */
export const sealedAddress = z.object({
  /** SHA-256 of the link key. */
  keyHash: z.string(),
  email: mailbox,
});
