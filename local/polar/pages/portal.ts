import type { Context } from "hono";
import { html } from "hono/html";
import type { Books, Order, Session, Subscription } from "../books.ts";
import { productById } from "../catalogue.ts";
import { alertOf, badge, cardFields, polarPage } from "./frame.ts";
import { dayOf, money, rhythm, standing } from "./words.ts";

/** The customer's portal: the subscription, the card, the bills. */
export function portalPage(c: Context, books: Books, session: Session, alert?: string) {
  const customer = books.customer(session.customerId);
  const subscriptions = books.subscriptionsOf(customer.id).reverse();
  const orders = [...books.orders.values()].filter(({ customer_id }) => customer_id === customer.id).reverse();
  const card = books.cards.get(customer.id)?.number;
  return polarPage(c, {
    title: "Your subscription",
    body: html`${session.returnUrl ? html`<nav aria-label="Shop"><a href="${session.returnUrl}">Back to JobPing</a></nav>` : ""}
<main>
<h1>Your subscription</h1>
<p class="soft">${customer.email}</p>
${alertOf(alert)}
${subscriptions.map((one) => subscriptionCard(one, session.token))}
<section class="card"><h2>Payment method</h2>
<p>${card ? `Card ending in ${card.slice(-4)}` : "None is needed."}</p>
<details><summary>Use another card</summary>
<form method="post" action="/portal/card">${hidden(session.token)}${cardFields()}<button>Save card</button></form></details>
</section>
<section class="card"><h2>Invoices</h2>
<ul class="lines">${orders.map(invoice)}</ul>
</section>
</main>`,
  });
}

const hidden = (token: string) => html`<input type="hidden" name="token" value="${token}">`;

function subscriptionCard(one: Subscription, token: string) {
  const state = standing(one);
  return html`<section class="card">
<h2>${productById(one.product_id).name} ${badge(state)}</h2>
<p>${money(one.amount)} ${rhythm(one.product_id)}. ${state.sentence}</p>
${one.ended_at ? "" : changeForm(one, token)}
</section>`;
}

function changeForm({ id, cancel_at_period_end }: Subscription, token: string) {
  const fields = html`${hidden(token)}<input type="hidden" name="subscription" value="${id}">`;
  if (cancel_at_period_end)
    return html`<form method="post" action="/portal/uncancel">${fields}<button class="main">Keep the subscription</button></form>`;
  return html`<details><summary>Cancel the subscription</summary>
<form method="post" action="/portal/cancel">${fields}
<label>Why? (optional) <select name="reason"><option value="">No answer</option><option value="too_expensive">Too expensive</option><option value="unused">I do not use it</option><option value="missing_features">Something is missing</option><option value="other">Something else</option></select></label>
<p class="soft hint">It stays on until the end of the period that is paid for.</p>
<button class="danger">Cancel at the end of the period</button></form></details>`;
}

const orderWords = { paid: "Paid", pending: "Payment failed", refunded: "Refunded" } as Record<Order["status"], string>;

const invoice = ({ invoice_number, created_at, total_amount, status, description }: Order) =>
  html`<li><span>${invoice_number}<span class="soft"> ${dayOf(created_at)} · ${description}</span></span><span>${money(total_amount)} <span class="soft">${orderWords[status] ?? status}</span></span></li>`;

export const noPortal = (c: Context) =>
  polarPage(
    c,
    {
      title: "This link is over",
      body: html`<main><h1>This link is over</h1><p>A link to the portal is good for one hour. Ask for a new one in JobPing.</p></main>`,
    },
    404,
  );
