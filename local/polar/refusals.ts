import type { models } from "@polar-sh/sdk/2026-04";
import type { z } from "zod";

type Detail = string | models.ValidationError[];

/** A refusal in the vendor's words: `{error, detail}`. */
export class Refusal extends Error {
  readonly status: number;
  readonly error: string;
  readonly detail: Detail;

  constructor(status: number, error: string, detail: Detail) {
    super(typeof detail === "string" ? detail : detail.map(({ msg }) => msg).join("; "));
    this.status = status;
    this.error = error;
    this.detail = detail;
  }

  toResponse(): Response {
    return Response.json({ error: this.error, detail: this.detail }, { status: this.status });
  }
}

export const notFound = () => new Refusal(404, "ResourceNotFound", "Not found");

/** An invalid value, with its location. */
export function invalid(loc: (string | number)[], msg: string, input: unknown, type = "value_error"): Refusal {
  return new Refusal(422, "RequestValidationError", [{ loc, msg, type, input }]);
}

/** @throws Refusal in the format of the vendor's framework, listing every error */
export function parse<T extends z.ZodType>(schema: T, value: unknown, place: "body" | "query" | "path"): z.output<T> {
  const { data, error } = schema.safeParse(value, { reportInput: true });
  if (error)
    throw new Refusal(
      422,
      "RequestValidationError",
      error.issues.flatMap((issue) => faultsOf(issue, place)),
    );
  return data as z.output<T>;
}

function faultsOf(issue: z.core.$ZodIssue, place: string): models.ValidationError[] {
  const loc = [place, ...issue.path.map((part) => (typeof part === "number" ? part : String(part)))];
  if (issue.code === "unrecognized_keys") {
    const type = "extra_forbidden";
    return issue.keys.map((key) => ({ loc: [...loc, key], msg: "Extra inputs are not permitted", type }));
  }
  if (issue.input === undefined) return [{ loc, msg: "Field required", type: "missing" }];
  return [{ loc, msg: issue.message, type: issue.code === "invalid_type" ? "type_error" : "value_error" }];
}

/** The vendor's framework's answer to a body that is not JSON. */
export const noJson = () => invalid(["body", 0], "JSON decode error", {}, "json_invalid");

/** The bank declined the card: the page says so, and nothing else happens. */
export class Declined extends Error {}

/** The vendor's name for a fault's status, if it has one. */
export function refusalOf(status: number): Refusal {
  const names: Record<number, [string, string]> = {
    401: ["invalid_token", "The access token provided is expired, revoked, malformed, or invalid for other reasons."],
    403: ["NotPermitted", "Not permitted"],
    404: ["ResourceNotFound", "Not found"],
    409: ["SubscriptionLocked", "This subscription is pending an update."],
    429: ["TooManyRequests", "Too Many Requests"],
  };
  const [error, detail] = names[status] ?? ["InternalServerError", "Internal Server Error"];
  return new Refusal(status, error, detail);
}
