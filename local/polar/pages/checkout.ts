import type { Context } from "hono";
import { html } from "hono/html";
import type { Checkout } from "../books.ts";
import { discountById, productById } from "../catalogue.ts";
import { alertOf, cardFields, polarPage } from "./frame.ts";
import { money, rhythm } from "./words.ts";

/** What was typed, for showing the form again. */
export interface Typed {
  alert?: string | undefined;
  email?: string | undefined;
  name?: string | undefined;
  code?: string | undefined;
}

/** The checkout: price, discount code, customer and card. */
export function checkoutPage(c: Context, checkout: Checkout, typed: Typed = {}) {
  const { name } = productById(checkout.product_id);
  return polarPage(c, {
    title: `Checkout: ${name}`,
    body: html`${checkout.return_url ? html`<nav aria-label="Shop"><a href="${checkout.return_url}">Back to JobPing</a></nav>` : ""}
<main class="till">
${alertOf(typed.alert)}
<section aria-labelledby="what">
<h1 id="what">${name}</h1>
<p class="price"><strong>${money(checkout.amount)}</strong> ${rhythm(checkout.product_id)}</p>
${choice(checkout)}
${sums(checkout)}
${codeForm(checkout, typed.code)}
</section>
<section class="card" aria-labelledby="pay">
<h2 id="pay">${checkout.is_payment_form_required ? "Pay by card" : "Nothing to pay"}</h2>
<form method="post" action="/checkout/${checkout.client_secret}">
<label>Email <input type="email" name="email" required autocomplete="email" value="${typed.email ?? checkout.customer_email ?? ""}" ${checkout.customer_id ? "readonly" : ""}></label>
<label>Name <input name="name" autocomplete="name" value="${typed.name ?? checkout.customer_name ?? ""}"></label>
<label>Country <select name="country"><option value="DE">Germany</option><option value="AT">Austria</option><option value="CH">Switzerland</option><option value="FR">France</option><option value="NL">Netherlands</option><option value="GB">United Kingdom</option></select></label>
${checkout.is_payment_form_required ? cardFields() : ""}
<button class="main">${checkout.is_payment_form_required ? `Subscribe for ${money(checkout.total_amount)}` : "Subscribe"}</button>
</form>
</section>
</main>`,
  });
}

function choice({ client_secret, product_id, product_ids }: Checkout) {
  const others = product_ids.filter((id) => id !== product_id).map(productById);
  const button = ({ id, prices }: (typeof others)[number]) =>
    html`<button name="product" value="${id}">Rather ${money(prices[0].price_amount)} ${rhythm(id)}</button>`;
  if (others.length === 0) return "";
  return html`<form method="post" action="/checkout/${client_secret}/product">${others.map(button)}</form>`;
}

function sums({ product_id, amount, discount_amount, total_amount, discount_id }: Checkout) {
  const discount = discountById(discount_id);
  return html`<dl class="sums">
<dt>Subtotal</dt><dd>${money(amount)}</dd>
${discount ? html`<dt>${discount.code}: ${discount.name}</dt><dd>−${money(discount_amount)}</dd>` : ""}
<dt class="total">Due today</dt><dd class="total">${money(total_amount)}</dd>
</dl>
<p class="soft hint">Then ${money(discount?.duration === "forever" ? total_amount : amount)} ${rhythm(product_id)}, until you cancel.</p>`;
}

function codeForm({ client_secret, allow_discount_codes, discount_id }: Checkout, code?: string) {
  if (!allow_discount_codes) return "";
  const given = code ?? discountById(discount_id)?.code ?? "";
  return html`<form class="code" method="post" action="/checkout/${client_secret}/discount">
<label>Discount code <input name="code" autocomplete="off" value="${given}"></label>
<button>Apply</button>
</form>
<p class="soft hint">WELCOME20 takes 20 % off the first payment, FREE100 makes it free for ever.</p>`;
}

/**
 * Paid, or expired. A paid one leads back by itself, as the page's policy would block a redirect after a form.
 * @param token opens the portal; the vendor passes it to the page it leads back to
 */
export function closedPage(c: Context, checkout: Checkout, token: string | undefined) {
  const back = new URL(checkout.success_url.replaceAll("{CHECKOUT_ID}", checkout.id));
  if (token) back.searchParams.set("customer_session_token", token);
  if (checkout.status === "succeeded")
    return polarPage(c, {
      title: "Thank you",
      head: html`<meta http-equiv="refresh" content="1;url=${back.href}">`,
      body: html`<main><h1>Thank you. The payment went through.</h1>
<p>You are being taken back. <a href="${back.href}">Go back to JobPing now</a></p></main>`,
    });
  return polarPage(c, {
    title: "This checkout is over",
    body: html`<main><h1>This checkout is over</h1>
<p>It was open for an hour, and nothing was charged. ${checkout.return_url ? html`<a href="${checkout.return_url}">Back to JobPing</a>` : ""}</p></main>`,
  });
}

export const noCheckout = (c: Context) =>
  polarPage(
    c,
    {
      title: "No such checkout",
      body: html`<main><h1>There is no such checkout</h1><p>Nothing was charged.</p></main>`,
    },
    404,
  );
