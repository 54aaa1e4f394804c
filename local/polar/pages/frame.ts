import type { Context } from "hono";
import { html } from "hono/html";
import { page } from "../../wire/page.ts";

type Html = ReturnType<typeof html>;

/** A page of this Polar, which says that it is not the real one. */
export function polarPage(c: Context, parts: { title: string; head?: Html; body: Html }, status: 200 | 404 = 200) {
  return page(
    c,
    {
      title: `${parts.title} · Polar (local)`,
      head: html`<link rel="stylesheet" href="/assets/polar.css">${parts.head ?? ""}`,
      body: html`<p class="test">Test mode. This page plays Polar on your machine: nobody is charged.</p>
${parts.body}`,
    },
    status,
  );
}

/** An error message at the top of the page. */
export const alertOf = (message: string | undefined) =>
  message ? html`<p class="alert" role="alert">${message}</p>` : "";

export const badge = ({ word, tone }: { word: string; tone: string }) =>
  html`<span class="badge ${tone}">${word}</span>`;

export const cardFields = () => html`<label>Card number
<input name="card" inputmode="numeric" autocomplete="off" required list="cards" value="4242 4242 4242 4242"></label>
<datalist id="cards"><option value="4242 4242 4242 4242">Pays</option><option value="4000 0000 0000 0002">Is declined</option><option value="4000 0000 0000 0341">Fails at the next renewal</option></datalist>
<div class="pair">
<label>Valid to <input name="expiry" autocomplete="off" value="12 / 34"></label>
<label>Code <input name="cvc" inputmode="numeric" autocomplete="off" value="123"></label>
</div>
<p class="soft hint">4242 4242 4242 4242 pays, 4000 0000 0000 0002 is declined, 4000 0000 0000 0341 pays nothing from the next renewal on.</p>`;
