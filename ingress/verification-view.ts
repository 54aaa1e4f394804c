import { z } from "zod";
import { lookUp, personsLocale } from "./subscriber-view.ts";

// The pages work without it: a slow database must not keep anybody from confirming.
const lookupMs = 800;

const view = z.object({
  masked_email: z.string(),
  locale: personsLocale,
  state: z.enum(["open", "confirmed", "expired"]),
  progress_id: z.string().nullable(),
});
export type VerificationView = z.output<typeof view>;

/** null = no such request, or its links were invalidated; undefined = the database did not answer in time. */
export function verificationView(link: {
  requestId: string;
  keyHash: string;
}): Promise<VerificationView | null | undefined> {
  const args = { p_request: link.requestId, p_key_hash: link.keyHash };
  return lookUp("verification_page", args, view.nullable(), lookupMs).catch(() => undefined);
}
