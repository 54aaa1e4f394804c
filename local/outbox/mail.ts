import { ApiError } from "./errors.ts";

/** A mail in the API's format, validated. */
export interface Mail {
  from: string;
  /** As sent: a string or an array. */
  to: string | string[];
  subject: string;
  html: string | null;
  text: string | null;
  cc: string[];
  bcc: string[];
  replyTo: string[];
  headers: Record<string, string>;
  tags: { name: string; value: string }[];
}

const formatHint = "The email address needs to follow the `email@example.com` or `Name <email@example.com>` format.";
/** Both parts in ASCII and a domain with a dot, as the vendor wants without punycode. */
const addressPattern =
  /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/i;
const tagPattern = /^[A-Za-z0-9_-]{1,256}$/;
const maxRecipients = 50;

/** The bare address of `Name <address>` or `address`; undefined when it is neither. */
export function addressOf(mailbox: string): string | undefined {
  const address = /^[^<>]*<([^<>]+)>$/.exec(mailbox)?.[1] ?? mailbox;
  return address.length <= 254 && addressPattern.test(address) ? address : undefined;
}

/** The recipients as a list, however they were sent. */
export function recipientsOf(mail: Pick<Mail, "to">): string[] {
  return typeof mail.to === "string" ? [mail.to] : mail.to;
}

/**
 * Checks one mail of a request as the vendor does.
 * @throws ApiError with the vendor's name and status
 */
export function parseMail(body: unknown, { batch }: { batch: boolean }): Mail {
  if (!isRecord(body)) throw new ApiError("validation_error", "The request body must be a JSON object.");
  for (const field of ["from", "to", "subject"]) {
    if (isMissing(body[field])) throw new ApiError("missing_required_field", `Missing \`${field}\` field.`);
  }
  refuseUnplayed(body, batch);
  const html = optionalText(body, "html");
  const text = optionalText(body, "text");
  if (!html && !text) throw new ApiError("missing_required_field", "Missing `html` or `text` field.");
  const to = mailboxes(body, "to");
  return {
    from: sender(body.from),
    to: typeof body.to === "string" ? body.to : to,
    subject: line("subject", body.subject),
    html,
    text,
    cc: mailboxes(body, "cc"),
    bcc: mailboxes(body, "bcc"),
    replyTo: mailboxes(body, "reply_to"),
    headers: headers(body.headers),
    tags: tags(body.tags),
  };
}

/** Features of the vendor that this server lacks are refused with an error, never silently ignored. */
function refuseUnplayed(body: Record<string, unknown>, batch: boolean): void {
  if (batch && !isMissing(body.attachments)) {
    throw new ApiError("validation_error", "The `attachments` field is not supported in batch requests.");
  }
  for (const field of ["attachments", "scheduled_at", "template", "topic_id"]) {
    if (isMissing(body[field])) continue;
    throw new ApiError("validation_error", `The local outbox does not play the \`${field}\` field.`);
  }
}

function sender(value: unknown): string {
  const from = line("from", value);
  if (!addressOf(from)) throw new ApiError("invalid_from_address", `Invalid \`from\` field. ${formatHint}`);
  return from;
}

function mailboxes(body: Record<string, unknown>, field: "to" | "cc" | "bcc" | "reply_to"): string[] {
  const value = body[field];
  if (isMissing(value)) return [];
  const list = Array.isArray(value) ? value : [value];
  const invalid = list.some((item) => typeof item !== "string" || addressOf(line(field, item)) === undefined);
  if (invalid) throw new ApiError("validation_error", `Invalid \`${field}\` field. ${formatHint}`);
  if (list.length > maxRecipients) {
    throw new ApiError("validation_error", `The \`${field}\` field must have at most ${maxRecipients} recipients.`);
  }
  return list;
}

function headers(value: unknown): Record<string, string> {
  if (isMissing(value)) return {};
  if (!isRecord(value)) throw new ApiError("validation_error", "The `headers` field must be an object.");
  const entries = Object.entries(value).map(([name, content]) => {
    if (!/^[!-9;-~]+$/.test(name)) throw new ApiError("validation_error", `Invalid header name \`${name}\`.`);
    return [name, line(`headers.${name}`, content)] as const;
  });
  return Object.fromEntries(entries);
}

function tags(value: unknown): Mail["tags"] {
  if (isMissing(value)) return [];
  if (!Array.isArray(value)) throw new ApiError("validation_error", "The `tags` field must be an array.");
  return value.map((tag: unknown) => {
    const { name, value: content } = isRecord(tag) ? tag : {};
    if (typeof name === "string" && typeof content === "string" && tagPattern.test(name) && tagPattern.test(content)) {
      return { name, value: content };
    }
    throw new ApiError("validation_error", "Tags should only contain ASCII letters, numbers, underscores, or dashes.");
  });
}

/** A single line: a line break would start another header. */
function line(field: string, value: unknown): string {
  if (typeof value !== "string") throw new ApiError("validation_error", `The \`${field}\` field must be a string.`);
  if (/[\r\n]/.test(value))
    throw new ApiError("validation_error", `The \`\\n\` is not allowed in the \`${field}\` field.`);
  return value;
}

function optionalText(body: Record<string, unknown>, field: "html" | "text"): string | null {
  const value = body[field];
  if (isMissing(value)) return null;
  if (typeof value !== "string") throw new ApiError("validation_error", `The \`${field}\` field must be a string.`);
  return value;
}

function isMissing(value: unknown): value is undefined | null | "" {
  return value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
