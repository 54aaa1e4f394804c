import { z } from "zod";
import { hour, minute, second } from "../time.ts";

/** What became of a batch, as far as it can be known. */
export type SendResult =
  | { outcome: "accepted"; ids: string[] }
  /** For certain nothing was sent, and the same mails would be refused again. */
  | { outcome: "rejected"; name: string; message: string }
  /**
   * For certain nothing was sent by this request; ask again with the same key after `ms`: `forAll` = so must everybody,
   * `refused` = an operator has to mend something first.
   */
  | { outcome: "later"; ms: number; name: string; forAll?: true; refused?: true }
  /** Something else was accepted under this key. */
  | { outcome: "conflict"; name: string }
  /** Perhaps sent: ask again with the same key and the same mails. */
  | { outcome: "unknown"; name: string; message: string };

type Verdict =
  | "rejected"
  | "conflict"
  | "unknown"
  | { laterMs: number; heedRetryAfter?: true; forAll?: true; refused?: true };

// An operator has to mend the key, the domain or the address of the API: the mails are right and wait.
const operator: Verdict = { laterMs: 5 * minute, refused: true };

/** Every name of the vendor's error reference. */
export const verdicts: Readonly<Record<string, Verdict>> = {
  rate_limit_exceeded: { laterMs: 1 * second, heedRetryAfter: true, forAll: true },
  // When the next day or month begins is the vendor's to know: one request asks. Its retry-after speaks of the next
  // second and would only spin.
  daily_quota_exceeded: { laterMs: 1 * hour, forAll: true },
  monthly_quota_exceeded: { laterMs: 6 * hour, forAll: true },
  // The first request under this key is still at work, for 10 s at most.
  concurrent_idempotent_requests: { laterMs: 5 * second },
  invalid_idempotent_request: "conflict",
  missing_api_key: operator,
  invalid_api_key: operator,
  restricted_api_key: operator,
  not_found: operator,
  method_not_allowed: operator,
  // The sender's address comes from EMAIL_DOMAIN alone.
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

/** What an error of the SDK means for the batch. Its body may be a proxy's page: nothing is taken for granted. */
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
  // Without a status there was no answer, whatever the name says; a 5xx may have sent before it failed.
  if (statusCode === null || statusCode < 400 || statusCode >= 500) return "unknown";
  // The vendor's 403 for a domain that is not verified carries the name of a bad mail.
  if (statusCode === 401 || statusCode === 403) return operator;
  const named = Object.hasOwn(verdicts, name) ? verdicts[name] : undefined;
  // The SDK says application_error for whatever it cannot read, such as a proxy's page: then the status decides.
  return named !== undefined && named !== "unknown" ? named : verdictOnStatus(statusCode);
}

function verdictOnStatus(statusCode: number): Verdict {
  if (statusCode === 429) return { laterMs: 1 * second, heedRetryAfter: true, forAll: true };
  if (statusCode === 404 || statusCode === 405) return operator;
  // A timeout on the way, or a quarrel about the key: perhaps sent.
  return statusCode === 408 || statusCode === 409 ? "unknown" : "rejected";
}

/** Seconds or an HTTP date, as ms from now: at least 1 s, and never longer than a minute for a matter of rate. */
function retryAfterMs(value: string | undefined, now: number): number | undefined {
  if (value === undefined || value.trim() === "") return undefined;
  const seconds = Number(value);
  const ms = Number.isFinite(seconds) ? seconds * second : Date.parse(value) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 1 * second), 1 * minute);
}

/** The vendor quotes what it refuses; results are logged and stored. */
function withoutAddresses(message: string): string {
  return message.replace(/[^\s"'`<>(),;:]+@[^\s"'`<>(),;:]+/g, "[address]").slice(0, 300);
}
