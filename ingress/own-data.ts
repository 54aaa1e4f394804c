import { z } from "zod";
import type { TokenContent } from "../lib/tokens.ts";
import { expired } from "./mail-links.ts";
import { lookUp } from "./subscriber-view.ts";

/**
 * Every row about a person, by table, for the link in an export mail.
 * @throws {Problem} 410 if the link's key was replaced or there is no such request, 503 without the database
 */
export async function dataOf({ subscriberId, keyHash, requestId }: TokenContent): Promise<Record<string, unknown>> {
  if (requestId === undefined) throw expired("export");
  const args = { p_subscriber: subscriberId, p_key_hash: keyHash, p_delivery: requestId };
  const data = await lookUp("subscriber_export", args, z.record(z.string(), z.unknown()).nullable());
  if (data === null) throw expired("export");
  return data;
}
