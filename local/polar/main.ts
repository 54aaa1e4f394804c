import { Hono, type MiddlewareHandler } from "hono";
import { minute } from "../../lib/time.ts";
import { Faults } from "../wire/faults.ts";
import { RateLimit } from "../wire/rate-limit.ts";
import { hangUp, listen, type Played } from "../wire/server.ts";
import { apiRoutes, type Polar } from "./api.ts";
import { Books } from "./books.ts";
import { Checkouts } from "./checkouts.ts";
import { controlRoutes, fromHere, type Logged } from "./control.ts";
import type { EndpointAsked } from "./endpoint.ts";
import { Life } from "./life.ts";
import { pageRoutes } from "./pages/routes.ts";
import { refusalOf } from "./refusals.ts";
import { Sessions } from "./sessions.ts";
import { type WebhookOptions, Webhooks } from "./webhooks.ts";

export interface PolarOptions {
  /** 0 takes any free one. */
  port: number;
  host?: string;
  /** The API's access token. */
  token: string;
  /** Where events go; without it they are made but not sent. */
  webhook?: ({ url: string; secret: string } & WebhookOptions & Pick<EndpointAsked, "keyForm">) | undefined;
  /** The file that keeps everything over a restart. */
  file?: string | undefined;
  /** Default: the vendor's limit. */
  requestsPerMinute?: number | undefined;
  clock?: () => number;
}

export interface PlayedPolar extends Played {
  polar: Polar;
  requests: readonly Logged[];
  /** Closes connections without an answer and sends no events. */
  setDown(down: boolean): void;
  /** Handles periods and checkouts that are over. Runs by itself every minute. */
  catchUp(): void;
  /** Starts over with nothing. */
  reset(): void;
}

const vendorRequestsPerMinute = 500;
const maxLogged = 10_000;

/** Starts a server that plays Polar: its API, checkout, portal and webhooks, and a desk to steer it from. */
export async function startPolar(options: PolarOptions): Promise<PlayedPolar> {
  const { port, host = "127.0.0.1", token, webhook, clock = Date.now } = options;
  const stop = new AbortController();
  let url = "";
  let down = false;
  const log: Logged[] = [];
  const books = new Books(options.file);
  // Of the last run's endpoint, keep only whether it is enabled: address and secret belong to this start.
  const [kept] = books.endpoints.values();
  books.endpoints.clear();
  const webhooks = new Webhooks(books, clock, stop.signal, webhook ?? {});
  if (webhook) webhooks.open({ ...webhook, id: kept?.id, enabled: kept?.enabled });
  const parts = { books, announce: webhooks.announce.bind(webhooks), clock };
  const life = new Life(parts);
  const polar: Polar = {
    ...{ books, life, webhooks, token, faults: new Faults(), url: () => url, stopped: stop.signal },
    ...{ checkouts: new Checkouts({ ...parts, life, url: () => url }), sessions: new Sessions(books, clock) },
  };
  const catchUp = () => {
    polar.checkouts.catchUp();
    life.catchUp();
  };
  const setDown = (now: boolean) => {
    down = now;
    webhooks.setDown(now);
  };
  const limit = new RateLimit(options.requestsPerMinute ?? vendorRequestsPerMinute, 1 * minute, clock);
  const whenUp: MiddlewareHandler = (c, next) => (down ? Promise.resolve(hangUp(c)) : next());
  const app = new Hono()
    .use("/v1/*", logged(log, clock))
    .use("/v1/*", whenUp)
    .use("/checkout/*", whenUp)
    .use("/portal/*", whenUp)
    .use(fromHere)
    .route("/", controlRoutes({ ...polar, setDown, isDown: () => down }, log))
    .route("/", pageRoutes({ ...polar, setDown, isDown: () => down }))
    .route("/", apiRoutes(polar, limited(limit)));
  const played = await listen(app, { port, host });
  url = played.url;
  const timer = setInterval(catchUp, 1 * minute).unref();
  return {
    ...{ url, polar, requests: log, setDown, catchUp },
    reset() {
      books.clear();
      log.length = 0;
      setDown(false);
      polar.faults.set({});
      webhooks.set({ duplicate: 0, reorder: false, lose: 0, hold: false, enabled: true });
    },
    async close() {
      clearInterval(timer);
      stop.abort(new Error("the local Polar closes"));
      await played.close();
      await webhooks.settled();
      books.save();
    },
  };
}

function limited(limit: RateLimit): MiddlewareHandler {
  return async (c, next) => {
    const { allowed, headers } = limit.take(c.req.header("authorization") ?? "");
    if (allowed) return next();
    const reply = refusalOf(429).toResponse();
    reply.headers.set("retry-after", headers["retry-after"] ?? "1");
    return reply;
  };
}

function logged(log: Logged[], clock: () => number): MiddlewareHandler {
  return async (c, next) => {
    const text = await c.req.text();
    const { pathname, search } = new URL(c.req.url);
    const entry: Logged = {
      at: new Date(clock()).toISOString(),
      method: c.req.method,
      path: pathname + search,
      status: null,
    };
    if (text) entry.body = asJson(text);
    log.push(entry);
    if (log.length > maxLogged) log.shift();
    await next();
    if (!c.res.headers.has("x-hono-already-sent")) entry.status = c.res.status;
  };
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
