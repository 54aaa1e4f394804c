import { z } from "zod";
import type { AddressSide, TokenContent } from "../lib/tokens.ts";
import { expired } from "./mail-links.ts";
import { type Link, lookUp, personsLocale, type SubscriberView, subscriberView } from "./subscriber-view.ts";

/**
 * Whose link it is. A database that does not say in time holds nobody up: behind the queue the key is checked again by
 * all but leaving and staying, which harm nobody: there the token alone counts.
 * @throws {Problem} 410 if the link's key was replaced
 */
export async function personOf(link: Link): Promise<SubscriberView | undefined> {
  const view = await subscriberView(link).catch(() => undefined);
  if (view === null) throw expired("preferences");
  return view;
}

/**
 * Every row about a person, by table, for the link of an export mail, which names it.
 * @throws {Problem} 410 if the link's key was replaced or there is no such export, 503 without the database
 */
export async function dataOf({ subscriberId, keyHash, requestId }: TokenContent): Promise<Record<string, unknown>> {
  if (requestId === undefined) throw expired("export");
  const args = { p_subscriber: subscriberId, p_key_hash: keyHash, p_delivery: requestId };
  const data = await lookUp("subscriber_export", args, z.record(z.string(), z.unknown()).nullable());
  if (data === null) throw expired("export");
  return data;
}

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

/** A change of address that waits. @throws {Problem} 410 if it no longer does, 503 without the database */
export async function waitingChange({ changeId, side, keyHash }: ChangeLink): Promise<AddressView> {
  const args = { p_change: changeId, p_side: side, p_key_hash: keyHash };
  const view = await lookUp("address_page", args, addressView.nullable());
  if (!view?.open) throw expired("address");
  return view;
}
