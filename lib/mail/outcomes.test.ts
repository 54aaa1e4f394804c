import { describe, expect, it } from "vitest";
import { hour, minute, second } from "../time.ts";
import { resultOfError, verdicts } from "./outcomes.ts";

const now = Date.parse("2026-11-21T10:00:00Z");
const outcomeOf = (name: string, statusCode: number | null, retryAfter?: string) =>
  resultOfError({ name, statusCode, message: "because" }, retryAfter, now);

// The vendor's error reference, each name with the status it comes with.
const reference = [
  ["invalid_idempotency_key", 400, "rejected"],
  ["validation_error", 400, "rejected"],
  ["validation_error", 422, "rejected"],
  ["validation_error", 403, "later"],
  ["missing_api_key", 401, "later"],
  ["restricted_api_key", 401, "later"],
  ["invalid_api_key", 403, "later"],
  ["not_found", 404, "later"],
  ["method_not_allowed", 405, "later"],
  ["invalid_idempotent_request", 409, "conflict"],
  ["concurrent_idempotent_requests", 409, "later"],
  ["invalid_attachment", 422, "rejected"],
  ["invalid_from_address", 422, "later"],
  ["invalid_access", 422, "rejected"],
  ["invalid_parameter", 422, "rejected"],
  ["invalid_region", 422, "rejected"],
  ["missing_required_field", 422, "rejected"],
  ["monthly_quota_exceeded", 429, "later"],
  ["daily_quota_exceeded", 429, "later"],
  ["rate_limit_exceeded", 429, "later"],
  ["security_error", 451, "rejected"],
  ["application_error", 500, "unknown"],
  ["internal_server_error", 500, "unknown"],
] as const;

describe("what an error of the vendor means", () => {
  it.each(reference)("%s with status %s is %s", (name, status, outcome) => {
    expect(outcomeOf(name, status)).toMatchObject({ outcome, name });
  });

  it("has a verdict on every name of the reference, and on no other", () => {
    expect(Object.keys(verdicts).sort()).toEqual([...new Set(reference.map(([name]) => name))].sort());
  });

  it("leaves open what happened where there was no answer", () => {
    expect(outcomeOf("application_error", null).outcome).toBe("unknown");
    expect(outcomeOf("validation_error", null).outcome).toBe("unknown");
    expect(outcomeOf("validation_error", 502).outcome).toBe("unknown");
  });

  it.each([
    ["a name that is new", "brand_new_name", 400, "rejected"],
    ["a new name for too many requests", "brand_new_name", 429, "later"],
    ["a proxy's page for a body that is too large", "application_error", 413, "rejected"],
    ["a proxy's page for too many requests", "application_error", 429, "later"],
    ["a timeout on the way", "application_error", 408, "unknown"],
    ["a conflict that is not explained", "application_error", 409, "unknown"],
    ["a success that the SDK calls an error", "application_error", 200, "unknown"],
    ["a name that objects have by birth", "constructor", 400, "rejected"],
  ] as const)("decides by the status on %s", (_, name, status, outcome) => {
    expect(outcomeOf(name, status).outcome).toBe(outcome);
  });

  it.each([null, undefined, "Bad Gateway", {}, { error: { code: 1 } }, []])("reads %j as unknown", (error) => {
    expect(resultOfError(error, undefined, now).outcome).toBe("unknown");
  });

  it("waits as long as it was asked to, within reason", () => {
    expect(outcomeOf("rate_limit_exceeded", 429)).toMatchObject({ ms: 1 * second });
    expect(outcomeOf("rate_limit_exceeded", 429, "3")).toMatchObject({ ms: 3 * second });
    expect(outcomeOf("rate_limit_exceeded", 429, "0")).toMatchObject({ ms: 1 * second });
    expect(outcomeOf("rate_limit_exceeded", 429, "86400")).toMatchObject({ ms: 1 * minute });
    expect(outcomeOf("rate_limit_exceeded", 429, "Sat, 21 Nov 2026 10:00:07 GMT")).toMatchObject({ ms: 7 * second });
    expect(outcomeOf("rate_limit_exceeded", 429, "soon")).toMatchObject({ ms: 1 * second });
    expect(outcomeOf("daily_quota_exceeded", 429, "1")).toMatchObject({ ms: 1 * hour });
    expect(outcomeOf("monthly_quota_exceeded", 429, "1")).toMatchObject({ ms: 6 * hour });
  });

  it("passes on no address that the vendor quotes", () => {
    const message = 'Invalid `to` field: "Ana <ana.ruiz@mail.example>", ben+x@mail.example';
    const result = resultOfError({ name: "validation_error", statusCode: 422, message }, undefined, now);
    expect(result).toMatchObject({ message: 'Invalid `to` field: "Ana <[address]>", [address]' });
  });
});
