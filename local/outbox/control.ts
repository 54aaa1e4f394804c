import { Hono } from "hono";
import { faultRoutes } from "../wire/faults.ts";
import type { Outbox } from "./api.ts";
import { addressOf, recipientsOf } from "./mail.ts";
import type { Message } from "./store.ts";

/** Our own routes beside the vendor's: sent mails, the outcome of each request, faults to come. */
export function controlRoutes({ store, faults }: Pick<Outbox, "store" | "faults">): Hono {
  return new Hono()
    .get("/messages", (c) => {
      const to = c.req.query("to");
      return c.json(
        store
          .newestFirst()
          .filter((message) => !to || isTo(message, to))
          .map(viewOf),
      );
    })
    .get("/messages/:id", (c) => {
      const message = store.get(c.req.param("id"));
      return message ? c.json(viewOf(message)) : c.json({ message: "There is no such mail." }, 404);
    })
    .delete("/messages", (c) => {
      store.clear();
      return c.body(null, 204);
    })
    .get("/history", (c) => c.json(store.outcomes()))
    .route("/", faultRoutes(faults));
}

function isTo(message: Message, address: string): boolean {
  const wanted = address.toLowerCase();
  return recipientsOf(message).some((mailbox) => (addressOf(mailbox) ?? mailbox).toLowerCase() === wanted);
}

function viewOf({ id, to, from, subject, html, text, headers, tags, idempotencyKey, at }: Message) {
  return { id, to, from, subject, html, text, headers, tags, idempotencyKey, at };
}
