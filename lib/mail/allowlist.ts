import { env } from "../env.ts";

/** Whether the allow-list, where there is one (staging), lets mail go to this address. */
export function allowedRecipient(email: string, allowlist: readonly string[] = env.EMAIL_ALLOWLIST): boolean {
  if (allowlist.length === 0) return true;
  const address = email.toLowerCase();
  return allowlist.some((entry) => {
    const allowed = entry.toLowerCase();
    return allowed.startsWith("@") ? address.endsWith(allowed) : address === allowed;
  });
}
