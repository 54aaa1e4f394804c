import { z } from "zod";
import { hour, minute, second } from "../time.ts";

/** What became of a batch, as far as we can know. */
export type SendResult =
  | { outcome: "accepted"; ids: string[] }
  /** Certainly nothing was sent, and the same mails would be refused again. */
  | { outcome: "rejected"; name: string; message: string }
  /**
   * Certainly nothing was sent by this request; ask again with the same key after `ms`. `forAll` = all senders must wait,
   * `refused` = an operator has to fix something first.
   */
  | { outcome: "later"; ms: number; name: string; forAll?: true; refused?: true }
  /** The key was already used for other mails. */
  | { outcome: "conflict"; name: string }
  /** Perhaps sent: ask again with the same key and the same mails. */
  | { outcome: "unknown"; name: string; message: string };

type Verdict =
  | "rejected"
  | "conflict"
  | "unknown"
  | { laterMs: number; heedRetryAfter?: true; forAll?: true; refused?: true };

// An operator has to fix the key, the domain or the API's address: the mails are fine and wait.
const operator: Verdict = { laterMs: 5 * minute, refused: true };

/** Every name of the vendor's error reference. */
export const verdicts: Readonly<Record<string, Verdict>> = {
  rate_limit_exceeded: { laterMs: 1 * second, heedRetryAfter: true, forAll: true },
  // Only the vendor knows when the next day or month begins, so we ask once an hour. Its retry-after is a second, which
  // would only make us spin.
  daily_quota_exceeded: { laterMs: 1 * hour, forAll: true },
  monthly_quota_exceeded: { laterMs: 6 * hour, forAll: true },
  // The first request under this key is still running, for 10 s at most.
  concurrent_idempotent_requests: { laterMs: 5 * second },
  invalid_idempotent_request: "conflict",
  missing_api_key: operator,
  invalid_api_key: operator,
  restricted_api_key: operator,
  not_found: operator,
  method_not_allowed: operator,
  // The sender's address depends on EMAIL_DOMAIN alone.
  invalid_from_address: operator,
  validation_error: "rejected",
  invalid_idempotency_key: "rejected",
  invalid_attachment: "rejected",
  invalid_access: "rejected",
  invalid_parameter: "rejected",
  invalid_region: "rejected",
  missing_required_field: "rejected",
  security_error: "rejected",
  application_error: "unknown",
  internal_server_error: "unknown",
};

const vendorError = z.object({
  name: z.string().max(100).catch("unnamed"),
  statusCode: z.number().nullable().catch(null),
  message: z.string().catch(""),
});

/** What an error of the SDK means for the batch. It may come from a proxy's page and have any shape. */
export function resultOfError(error: unknown, retryAfter: string | undefined, now: number): SendResult {
  const { name, statusCode, message } = vendorError
    .catch({ name: "unnamed", statusCode: null, message: "" })
    .parse(error);
  const verdict = verdictOn(name, statusCode);
  if (verdict === "conflict") return { outcome: "conflict", name };
  if (verdict === "rejected" || verdict === "unknown")
    return { outcome: verdict, name, message: withoutAddresses(message) };
  const askedMs = verdict.heedRetryAfter ? retryAfterMs(retryAfter, now) : undefined;
  const { forAll, refused } = verdict;
  return {
    outcome: "later",
    ms: askedMs ?? verdict.laterMs,
    name,
    ...(forAll && { forAll }),
    ...(refused && { refused }),
  };
}

function verdictOn(name: string, statusCode: number | null): Verdict {
  // No status means no answer, whatever the name says; a 5xx may come after the mails were sent.
  if (statusCode === null || statusCode < 400 || statusCode >= 500) return "unknown";
  // By status: the vendor's 403 for an unverified domain has the name of a faulty mail.
  if (statusCode === 401 || statusCode === 403) return operator;
  const named = Object.hasOwn(verdicts, name) ? verdicts[name] : undefined;
  // The SDK says application_error for anything it cannot parse, such as a proxy's page: then the status decides.
  return named !== undefined && named !== "unknown" ? named : verdictOnStatus(statusCode);
}

function verdictOnStatus(statusCode: number): Verdict {
  if (statusCode === 429) return { laterMs: 1 * second, heedRetryAfter: true, forAll: true };
  if (statusCode === 404 || statusCode === 405) return operator;
  // 408 is a timeout, 409 a conflict about the key: perhaps sent.
  return statusCode === 408 || statusCode === 409 ? "unknown" : "rejected";
}

/** Parses seconds or an HTTP date into ms from now: at least 1 s, and at most a minute, as rate limits are short. */
function retryAfterMs(value: string | undefined, now: number): number | undefined {
  if (value === undefined || value.trim() === "") return undefined;
  const seconds = Number(value);
  const ms = Number.isFinite(seconds) ? seconds * second : Date.parse(value) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 1 * second), 1 * minute);
}

/** The vendor's messages quote addresses, but are logged and stored. */
function withoutAddresses(message: string): string {
  return message.replace(/[^\s"'`<>(),;:]+@[^\s"'`<>(),;:]+/g, "[address]").slice(0, 300);
}
