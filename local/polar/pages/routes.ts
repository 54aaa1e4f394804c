import { type Context, Hono } from "hono";
import { asset, stylesheet } from "../../wire/page.ts";
import type { Polar } from "../api.ts";
import type { Checkout, Session, Subscription } from "../books.ts";
import { cards } from "../catalogue.ts";
import { act } from "../control.ts";
import { Declined, notFound, Refusal } from "../refusals.ts";
import { checkoutPage, closedPage, noCheckout } from "./checkout.ts";
import { deskPage, type Trouble, troubles } from "./desk.ts";
import { noPortal, portalPage } from "./portal.ts";

type Desk = Polar & { setDown(down: boolean): void; isDown(): boolean };

/** The pages: /checkout/:secret, /portal?token=, and the sandbox desk at /. */
export function pageRoutes(polar: Desk): Hono {
  const routes = new Hono()
    .get("/assets/page.css", stylesheet)
    .get("/assets/polar.css", asset(new URL("polar.css", import.meta.url), "text/css; charset=utf-8"));
  checkoutPages(routes, polar);
  portalPages(routes, polar);
  deskPages(routes, polar);
  return routes;
}

const fieldsOf = async (c: Context) => {
  const fields = await c.req.parseBody();
  return (name: string) => (typeof fields[name] === "string" ? fields[name].trim() : "");
};

/** An error as a sentence for people. */
function sentenceOf(error: unknown): string {
  if (error instanceof Declined || error instanceof Refusal) return error.message;
  throw error;
}

function checkoutPages(routes: Hono, { books, checkouts, sessions }: Polar): void {
  const find = (c: Context): Checkout | undefined => {
    checkouts.catchUp();
    return books.checkouts.values().find(({ client_secret }) => client_secret === c.req.param("secret"));
  };
  const show = (c: Context, checkout: Checkout, typed = {}) =>
    checkout.status === "open" ? checkoutPage(c, checkout, typed) : closedPage(c, checkout, tokenOf(checkout));
  const tokenOf = ({ customer_id, return_url }: Checkout) =>
    customer_id ? sessions.open(books.customer(customer_id), return_url ?? null).token : undefined;
  routes.get("/checkout/:secret", (c) => {
    const checkout = find(c);
    return checkout ? show(c, checkout) : noCheckout(c);
  });
  routes.post("/checkout/:secret", async (c) => {
    const field = await fieldsOf(c);
    const [email, name] = [field("email"), field("name")];
    const checkout = find(c);
    if (!checkout) return noCheckout(c);
    try {
      checkouts.pay(checkout, { email, name, country: field("country"), card: field("card") });
    } catch (error) {
      return show(c, checkout, { alert: sentenceOf(error), email, name });
    }
    return c.redirect(c.req.path, 303);
  });
  routes.post("/checkout/:secret/product", async (c) => {
    const product = (await fieldsOf(c))("product");
    const checkout = find(c);
    if (!checkout) return noCheckout(c);
    try {
      checkouts.choose(checkout, product);
    } catch (error) {
      return show(c, checkout, { alert: sentenceOf(error) });
    }
    return c.redirect(`/checkout/${checkout.client_secret}`, 303);
  });
  routes.post("/checkout/:secret/discount", async (c) => {
    const code = (await fieldsOf(c))("code");
    const checkout = find(c);
    if (!checkout) return noCheckout(c);
    try {
      checkouts.applyDiscount(checkout, code);
    } catch (error) {
      return show(c, checkout, { alert: sentenceOf(error), code });
    }
    return c.redirect(`/checkout/${checkout.client_secret}`, 303);
  });
}

function portalPages(routes: Hono, { books, life, sessions }: Polar): void {
  routes.get("/portal", (c) => {
    const session = sessions.find(c.req.query("token") ?? "");
    return session ? portalPage(c, books, session) : noPortal(c);
  });
  /** Makes a change for the session's customer and shows the result. */
  const change = (path: string, make: (session: Session, field: (name: string) => string) => void) =>
    routes.post(path, async (c) => {
      const field = await fieldsOf(c);
      const session = sessions.find(field("token"));
      if (!session) return noPortal(c);
      try {
        make(session, field);
      } catch (error) {
        return portalPage(c, books, session, sentenceOf(error));
      }
      return c.redirect(`/portal?token=${session.token}`, 303);
    });
  const own = ({ customerId }: Session, id: string): Subscription => {
    const subscription = books.subscriptions.get(id);
    if (subscription?.customer_id !== customerId) throw notFound();
    return subscription;
  };
  change("/portal/cancel", (session, field) => {
    const reason = (["too_expensive", "unused", "missing_features", "other"] as const).find(
      (one) => one === field("reason"),
    );
    life.cancel(own(session, field("subscription")).id, { customer_cancellation_reason: reason ?? null });
  });
  change("/portal/uncancel", (session, field) => life.uncancel(own(session, field("subscription")).id));
  change("/portal/card", (session, field) => {
    const number = field("card").replaceAll(/\D/g, "");
    if (number !== cards.good && number !== cards.failsLater) throw new Declined("Your card was declined.");
    life.changeCard(books.customer(session.customerId), number);
  });
}

function deskPages(routes: Hono, polar: Desk): void {
  const { books, faults, webhooks } = polar;
  const trouble = (): Trouble | "other" => {
    if (polar.isDown()) return "down";
    const set = JSON.stringify(faults.waiting().at(0) ?? {});
    const named = Object.entries(troubles).find(([, { fault }]) => JSON.stringify(fault) === set);
    return (named?.[0] as Trouble | undefined) ?? "other";
  };
  routes.get("/", (c) => deskPage(c, polar, { trouble: trouble() }));
  routes.post("/desk/subscriptions/:id/:act", (c) => {
    try {
      act(polar, c.req.param("id"), c.req.param("act"));
    } catch (error) {
      return deskPage(c, polar, { trouble: trouble(), alert: sentenceOf(error) });
    }
    return c.redirect("/", 303);
  });
  routes.post("/desk/trouble", async (c) => {
    const name = (await fieldsOf(c))("trouble");
    const wanted = Object.hasOwn(troubles, name) ? (name as Trouble) : undefined;
    if (wanted) faults.set(troubles[wanted].fault);
    if (wanted) polar.setDown(wanted === "down");
    return c.redirect("/", 303);
  });
  routes.post("/desk/webhooks", async (c) => {
    const field = await fieldsOf(c);
    const on = (name: string) => field(name) === "on";
    const [duplicate, lose] = [on("duplicate") ? 1 : 0, on("lose") ? Number.MAX_SAFE_INTEGER : 0];
    webhooks.set({ duplicate, lose, reorder: on("reorder"), hold: on("hold"), enabled: on("enabled") });
    return c.redirect("/", 303);
  });
  routes.post("/desk/resend", (c) => {
    webhooks.resend([...books.events.values()]);
    return c.redirect("/", 303);
  });
}
