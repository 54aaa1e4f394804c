import { seal } from "../seal.ts";
import { hashLinkKey, newLinkKey } from "../tokens.ts";

/**
 * A fresh link key as rows keep it: sealed for the workers that write mails, hashed for the SQL functions behind pages.
 */
export function sealedLinkKey(): { linkKeySealed: string; linkKeySha256: string } {
  const key = newLinkKey();
  return { linkKeySealed: seal(key, "link-key"), linkKeySha256: hashLinkKey(key) };
}
