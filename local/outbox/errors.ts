/** The vendor's error names, each with its usual status. */
const errorStatus = {
  validation_error: 422,
  missing_required_field: 422,
  invalid_from_address: 422,
  invalid_parameter: 422,
  invalid_attachment: 422,
  invalid_idempotency_key: 400,
  missing_api_key: 401,
  invalid_api_key: 403,
  not_found: 404,
  method_not_allowed: 405,
  invalid_idempotent_request: 409,
  concurrent_idempotent_requests: 409,
  rate_limit_exceeded: 429,
  application_error: 500,
} as const;

export type ErrorName = keyof typeof errorStatus;

/** A refusal, sent as `{statusCode, message, name}`. */
export class ApiError extends Error {
  readonly code: ErrorName;
  readonly statusCode: number;

  constructor(code: ErrorName, message: string, statusCode: number = errorStatus[code]) {
    super(message);
    this.code = code;
    this.statusCode = statusCode;
  }

  toResponse(): Response {
    return errorResponse(this.statusCode, this.code, this.message);
  }
}

/** The vendor's error reply; a fault may ask for any `name`. */
export function errorResponse(statusCode: number, name: string, message: string): Response {
  return Response.json({ statusCode, message, name }, { status: statusCode });
}

/** The vendor's name for a status, for faults that give none. */
export function nameOfStatus(status: number): string {
  const named = Object.entries(errorStatus).find(([, usual]) => usual === status);
  return named?.[0] ?? (status >= 500 ? "internal_server_error" : "validation_error");
}
