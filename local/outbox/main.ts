import { join } from "node:path";
import { Hono } from "hono";
import { second } from "../../lib/time.ts";
import { Faults } from "../wire/faults.ts";
import { RateLimit } from "../wire/rate-limit.ts";
import { listen, type Played } from "../wire/server.ts";
import { apiRoutes, type Outbox } from "./api.ts";
import { controlRoutes } from "./control.ts";
import { IdempotencyKeys } from "./idempotency.ts";
import { Journal } from "./journal.ts";
import { inboxRoutes } from "./pages/routes.ts";
import { Store } from "./store.ts";
import { Webhooks, type WebhookTarget } from "./webhooks.ts";

export interface OutboxOptions {
  /** 0 takes any free one. */
  port: number;
  host?: string;
  /** Where webhooks for mails to the vendor's test addresses go; without it, none are sent. */
  webhook?: WebhookTarget | undefined;
  /** API keys to accept; without it, every re_ key. */
  apiKeys?: readonly string[] | undefined;
  /** How many of the newest mails are kept. */
  keep?: number;
  /** The folder for mails and idempotency keys that outlive a restart. */
  folder?: string | undefined;
  /** The account's verified domains. */
  domains?: readonly string[];
  /** Default: the vendor's limit. */
  requestsPerSecond?: number | undefined;
  clock?: () => number;
}

const vendorRequestsPerSecond = 5;
/** A digest has about 40 KB, so these need about 200 MB. */
const defaultKept = 5_000;

/** Starts a server that speaks Resend's protocol, keeps every mail and shows them on a page. */
export async function startOutbox(options: OutboxOptions): Promise<Played> {
  const { port, host = "127.0.0.1", webhook, apiKeys, folder, clock = Date.now } = options;
  const kept = (name: string) => folder && join(folder, name);
  const stop = new AbortController();
  const outbox: Outbox = {
    store: new Store(options.keep ?? defaultKept, new Journal(kept("mails.jsonl"))),
    keys: new IdempotencyKeys(clock, new Journal(kept("keys.jsonl"))),
    limit: new RateLimit(options.requestsPerSecond ?? vendorRequestsPerSecond, 1 * second, clock),
    faults: new Faults(),
    webhooks: webhook && new Webhooks(webhook, stop.signal),
    apiKeys,
    domains: options.domains ?? ["jobping.example"],
    clock,
    stopped: stop.signal,
  };
  const app = new Hono()
    .route("/", apiRoutes(outbox))
    .route("/", controlRoutes(outbox))
    .route("/", inboxRoutes(outbox));
  const played = await listen(app, { port, host });
  return {
    url: played.url,
    async close() {
      stop.abort(new Error("the outbox closes"));
      await played.close();
      await outbox.webhooks?.settled();
    },
  };
}
