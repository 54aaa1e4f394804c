import { type Context, Hono, type MiddlewareHandler } from "hono";
import { z } from "zod";
import { type Fault, faultsBody } from "../wire/faults.ts";
import type { Polar } from "./api.ts";
import { parse, Refusal } from "./refusals.ts";
import { showSubscription } from "./shapes.ts";
import { webhookFaults } from "./webhooks.ts";

/** A request that came in, for drills that judge a run from outside. */
export interface Logged {
  at: string;
  method: string;
  /** With its query. */
  path: string;
  /** null: the connection was closed without an answer. */
  status: number | null;
  body?: unknown;
}

const downBody = z.strictObject({ down: z.boolean() });

/** Acts on a subscription from outside, by their name in the path. */
const acts = {
  renew: ({ life }, id) => life.endPeriod(id),
  fail: ({ life }, id) => life.endPeriod(id, { charge: false }),
  recover: ({ life }, id) => life.recover(id),
  cancel: ({ life }, id) => life.cancel(id),
  uncancel: ({ life }, id) => life.uncancel(id),
  revoke: ({ life }, id) => life.revoke(id),
  refund: ({ life }, id) => life.refund(id),
  dispute: ({ life }, id) => life.refund(id, { disputed: true }),
} satisfies Record<string, (polar: Polar, id: string) => unknown>;

export type Act = keyof typeof acts;
const isAct = (name: string): name is Act => Object.hasOwn(acts, name);

/** @throws Refusal if this subscription does not allow it now */
export function act(polar: Polar, id: string, name: string): void {
  if (!isAct(name)) throw new Refusal(404, "ResourceNotFound", "There is no such act.");
  acts[name](polar, id);
}

/** Other sites' pages must not press buttons here: browsers say where a request comes from. */
export const fromHere: MiddlewareHandler = async (c, next) => {
  const site = c.req.header("sec-fetch-site") ?? "none";
  if (c.req.method !== "GET" && !["none", "same-origin"].includes(site)) return c.text("Forbidden", 403);
  await next();
};

/** Our own routes beside the vendor's. Faults do not affect them. */
export function controlRoutes(polar: Polar & { setDown(down: boolean): void; isDown(): boolean }, log: Logged[]): Hono {
  const { books, faults, webhooks } = polar;
  const shownFaults = (): { down: true } | Fault[] => (polar.isDown() ? { down: true } : faults.waiting());
  return new Hono()
    .get("/faults", (c) => c.json(shownFaults()))
    .put("/faults", async (c) => {
      const body: unknown = await c.req.json().catch(() => undefined);
      const { data } = downBody.safeParse(body);
      polar.setDown(data?.down ?? false);
      faults.set(data ? {} : parse(faultsBody, body, "body"));
      return c.json(shownFaults());
    })
    .get("/webhooks", (c) => c.json(webhooks.status()))
    .put("/webhooks", async (c) => {
      webhooks.set(parse(webhookFaults, await c.req.json().catch(() => undefined), "body"));
      return c.json(webhooks.status());
    })
    .get("/events", (c) =>
      c.json(
        [...books.events.values()].map(({ body, ...event }) => ({
          ...event,
          body,
          payload: JSON.parse(body) as unknown,
          headers: webhooks.headersOf({ id: event.id, body }),
        })),
      ),
    )
    .post("/events/resend", (c) => {
      webhooks.resend([...books.events.values()]);
      return c.json(webhooks.status());
    })
    .get("/requests", (c) => c.json(log))
    .get("/subscriptions", (c) => c.json([...books.subscriptions.values()].map((row) => showSubscription(books, row))))
    .post("/subscriptions/:id/:act", (c) => {
      const { id, act: name } = c.req.param();
      act(polar, id, name);
      const row = books.subscriptions.get(id);
      return c.json(row ? showSubscription(books, row) : null);
    })
    .onError((error, c: Context) => (error instanceof Refusal ? error.toResponse() : c.text(`${error.stack}`, 500)));
}
