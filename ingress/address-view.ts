import { z } from "zod";
import type { AddressSide } from "../lib/tokens.ts";
import { expired } from "./mail-links.ts";
import { lookUp, personsLocale } from "./subscriber-view.ts";

const addressView = z.object({
  masked_email: z.string(),
  masked_new: z.string(),
  locale: personsLocale,
  open: z.boolean(),
  old_confirmed: z.boolean(),
  new_confirmed: z.boolean(),
});
export type AddressView = z.output<typeof addressView>;

/** The link of one of the two mailboxes. */
export interface ChangeLink {
  changeId: string;
  side: AddressSide;
  keyHash: string;
}

/** A pending change of address. @throws {Problem} 410 if it is no longer pending, 503 without the database */
export async function waitingChange({ changeId, side, keyHash }: ChangeLink): Promise<AddressView> {
  const args = { p_change: changeId, p_side: side, p_key_hash: keyHash };
  const view = await lookUp("address_page", args, addressView.nullable());
  if (!view?.open) throw expired("address");
  return view;
}
