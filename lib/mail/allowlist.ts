import { env } from "../env.ts";

/** Whether mail may go to this address: always without an allow-list, which staging has. */
export function allowedRecipient(email: string, allowlist: readonly string[] = env.EMAIL_ALLOWLIST): boolean {
  if (allowlist.length === 0) return true;
  const address = email.toLowerCase();
  return allowlist.some((entry) => {
    const allowed = entry.toLowerCase();
    return allowed.startsWith("@") ? address.endsWith(allowed) : address === allowed;
  });
}
