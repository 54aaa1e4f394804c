import { createHash } from "node:crypto";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { type FaultEnv, type Faults, strike } from "../wire/faults.ts";
import type { RateLimit } from "../wire/rate-limit.ts";
import { ApiError, errorResponse, nameOfStatus } from "./errors.ts";
import type { IdempotencyKeys, Reply } from "./idempotency.ts";
import { addressOf, type Mail, parseMail, recipientsOf } from "./mail.ts";
import type { Message, Store } from "./store.ts";
import { lastEventOf, type Webhooks } from "./webhooks.ts";

export interface Outbox {
  store: Store;
  keys: IdempotencyKeys;
  limit: RateLimit;
  faults: Faults;
  webhooks: Webhooks | undefined;
  /** undefined: every key that looks like the vendor's is accepted. */
  apiKeys: readonly string[] | undefined;
  /** The account's verified domains. */
  domains: readonly string[];
  clock: () => number;
  stopped: AbortSignal;
}

interface ApiEnv extends FaultEnv {
  Variables: FaultEnv["Variables"] & { reply: Reply & { replayed: boolean } };
}

const maxBatch = 100;

/** The vendor's API: POST /emails, POST /emails/batch, GET /emails/:id, GET /domains. */
export function apiRoutes(outbox: Outbox): Hono<ApiEnv> {
  const api = new Hono<ApiEnv>();
  api.use("/emails/*", recordOutcome(outbox), limitRate(outbox), strikeFaults(outbox), authorise(outbox));
  api.post("/emails", (c) => send(c, outbox, one));
  api.post("/emails/batch", (c) => send(c, outbox, c.req.header("x-batch-validation") === "permissive" ? some : all));
  api.get("/emails/:id", (c) => c.json(read(outbox, c.req.param("id"))));
  api.all("/emails/*", () => {
    throw new ApiError("method_not_allowed", "Method is not allowed for the requested path.");
  });
  api.use("/domains", limitRate(outbox), authorise(outbox));
  api.get("/domains", (c) => c.json({ object: "list", has_more: false, data: outbox.domains.map(verified) }));
  api.onError((error, c) => (error instanceof ApiError ? error.toResponse() : failed(c, error, outbox.stopped)));
  return api;
}

/** The mails that a request asks to send, and the reply made of their ids. */
type Reading = (body: unknown) => { mails: Mail[]; reply(ids: { id: string }[]): unknown };

const one: Reading = (body) => ({ mails: [parseMail(body, { batch: false })], reply: ([first]) => first });

const all: Reading = (body) => ({
  mails: batchItems(body).map((item) => parseMail(item, { batch: true })),
  reply: (data) => ({ data }),
});

/** Permissive mode: valid mails go out, the others are listed by index. */
const some: Reading = (body) => {
  const mails: Mail[] = [];
  const errors: { index: number; message: string }[] = [];
  for (const [index, item] of batchItems(body).entries()) {
    try {
      mails.push(parseMail(item, { batch: true }));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      errors.push({ index, message: error.message });
    }
  }
  return { mails, reply: (data) => ({ data, errors }) };
};

function batchItems(body: unknown): unknown[] {
  if (!Array.isArray(body)) throw new ApiError("validation_error", "The request body must be an array of emails.");
  if (body.length === 0) throw new ApiError("validation_error", "The batch must have at least one email.");
  if (body.length > maxBatch) throw new ApiError("validation_error", `The batch must have at most ${maxBatch} emails.`);
  return body;
}

async function send(c: Context<ApiEnv>, outbox: Outbox, reading: Reading): Promise<Response> {
  const body: unknown = await c.req.json().catch(() => {
    throw new ApiError("validation_error", "The request body is not valid JSON.", 400);
  });
  const { mails, reply } = reading(body);
  const idempotencyKey = c.req.header("idempotency-key");
  const outcome = await outbox.keys.once(idempotencyKey, [c.req.path, body], async () => {
    // The delay is here, where the key is claimed and a repetition is answered "still in progress".
    await c.get("hold")();
    const ids = accept(mails, outbox, idempotencyKey).map(({ id }) => ({ id }));
    return { body: reply(ids), messageIds: ids.map(({ id }) => id) };
  });
  c.set("reply", outcome);
  return Response.json(outcome.body);
}

function accept(mails: Mail[], { store, webhooks, clock }: Outbox, idempotencyKey: string | undefined): Message[] {
  const accepted = mails.map((mail) => ({
    ...mail,
    idempotencyKey: idempotencyKey ?? null,
    at: new Date(clock()),
    lastEvent: lastEventOf(recipientsOf(mail).map((mailbox) => addressOf(mailbox) ?? "")),
  }));
  const messages = store.add(accepted);
  for (const message of messages) webhooks?.announce(message);
  return messages;
}

function read({ store }: Outbox, id: string) {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) {
    throw new ApiError("invalid_parameter", "The `id` must be a valid UUID.");
  }
  const message = store.get(id);
  if (!message) throw new ApiError("not_found", "Email not found");
  const { from, subject, html, text, cc, bcc, replyTo, tags, at, lastEvent } = message;
  return {
    object: "email",
    id,
    message_id: `<${id}@outbox.local>`,
    to: recipientsOf(message),
    from,
    created_at: at.toISOString().replace("T", " ").replace("Z", "+00"),
    subject,
    html,
    text,
    cc,
    bcc,
    reply_to: replyTo,
    tags,
    scheduled_at: null,
    last_event: lastEvent,
  };
}

const verified = (name: string) => ({
  id: uuidOf(name),
  name,
  status: "verified",
  created_at: "2026-01-01 00:00:00.000000+00",
  region: "eu-west-1",
  capabilities: { sending: "enabled", receiving: "disabled" },
});

/** The same name has the same id after every start. */
const uuidOf = (name: string): string =>
  createHash("sha256")
    .update(name)
    .digest("hex")
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");

function recordOutcome({ store, clock }: Outbox): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    await next();
    const reply: ApiEnv["Variables"]["reply"] | undefined = c.get("reply");
    store.record({
      at: new Date(clock()).toISOString(),
      path: c.req.path,
      status: c.get("dropped") ? null : c.res.status,
      idempotencyKey: c.req.header("idempotency-key") ?? null,
      messageIds: reply?.messageIds ?? [],
      replayed: reply?.replayed ?? false,
    });
  };
}

/** Before the faults, so that every answer has the headers and faulty requests count too. */
function limitRate({ limit }: Outbox): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const { allowed, headers } = limit.take(c.req.header("authorization") ?? "");
    if (allowed) await next();
    else
      c.res = errorResponse(
        429,
        "rate_limit_exceeded",
        "Too many requests. You can only make a few requests per second. See rate limit response headers for more information.",
      );
    for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value);
  };
}

function strikeFaults({ faults, stopped }: Outbox): MiddlewareHandler<ApiEnv> {
  return strike<ApiEnv>(
    faults,
    (_, { status, name }) => {
      const response = errorResponse(
        status,
        name ?? nameOfStatus(status),
        "A fault was asked for on the local outbox.",
      );
      if (status === 429) response.headers.set("retry-after", "1");
      return response;
    },
    stopped,
  );
}

function authorise({ apiKeys }: Outbox): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    // Answered by the vendor's edge, in another shape.
    if (!c.req.header("user-agent")) return c.text("error code: 1010", 403);
    const key = /^Bearer +(\S+)$/i.exec(c.req.header("authorization") ?? "")?.[1];
    if (!key) {
      throw new ApiError(
        "missing_api_key",
        'Missing API key in the authorization header. Include the following header "Authorization: Bearer YOUR_API_KEY" in the request.',
      );
    }
    if (!(apiKeys ? apiKeys.includes(key) : key.startsWith("re_"))) {
      throw new ApiError("invalid_api_key", "API key is invalid");
    }
    return next();
  };
}

function failed(c: Context<ApiEnv>, error: Error, stopped: AbortSignal): Response {
  if (!stopped.aborted) console.error(error);
  return errorResponse(500, "application_error", `The local outbox failed on ${c.req.method} ${c.req.path}.`);
}
