import type { Context } from "hono";
import { html } from "hono/html";
import { when } from "../../wire/page.ts";
import type { Polar } from "../api.ts";
import type { PolarEvent, Subscription } from "../books.ts";
import { productById } from "../catalogue.ts";
import type { Act } from "../control.ts";
import { isActive } from "../shapes.ts";
import { alertOf, badge, polarPage } from "./frame.ts";
import { standing } from "./words.ts";

/** More rows would make the page slow. */
const shownSubscriptions = 100;
const shownEvents = 30;

/** States that the desk can put all of Polar into, by name, as PUT /faults takes them. */
export const troubles = {
  none: { words: "Works", fault: {} },
  slow: { words: "Answers after 4 seconds", fault: { delayMs: 4000 } },
  stuck: { words: "Answers after 30 seconds (too late)", fault: { delayMs: 30_000 } },
  limited: { words: "Refuses: too many requests (429)", fault: { status: 429 } },
  broken: { words: "Answers with errors (503)", fault: { status: 503 } },
  down: { words: "Is down", fault: {} },
} as const;

export type Trouble = keyof typeof troubles;

/** The sandbox desk: what happens to subscriptions, to Polar itself and to its webhooks. */
export function deskPage(c: Context, polar: Polar, now: { trouble: Trouble | "other"; alert?: string | undefined }) {
  const { books } = polar;
  const subscriptions = [...books.subscriptions.values()].reverse();
  const events = [...books.events.values()].reverse();
  return polarPage(c, {
    title: "Sandbox desk",
    body: html`<header><h1>Sandbox desk</h1>
<p class="soft">What happens at Polar, made to happen. <a href="/">Look again</a></p></header>
<main>
${alertOf(now.alert)}
<h2>Subscriptions</h2>
${subscriptions.length > 0 ? subscriptions.slice(0, shownSubscriptions).map((one) => card(polar, one)) : html`<p class="empty">Nobody has bought yet. Choose premium in JobPing, and pay with the test card.</p>`}
<div class="beside even">
${troubleForm(now.trouble)}
${webhookForm(polar)}
</div>
<h2>Events</h2>
<form method="post" action="/desk/resend"><button ${events.length > 0 ? "" : "disabled"}>Send all again</button></form>
${events.length > 0 ? html`<ul class="card lines">${events.slice(0, shownEvents).map(eventLine)}</ul>` : html`<p class="empty">No event yet.</p>`}
</main>`,
  });
}

const actWords: Record<Act, string> = {
  ...{ renew: "Period ends now", fail: "Period ends, payment fails", recover: "It is paid after all" },
  cancel: "Cancel at its end",
  uncancel: "Keep it",
  revoke: "End it at once",
  refund: "Refund",
  dispute: "Dispute",
};

function actsFor(polar: Polar, one: Subscription): Act[] {
  const paid: Act[] = polar.books.ordersOf(one.id).some(({ status }) => status === "paid") ? ["refund", "dispute"] : [];
  if (one.ended_at) return paid;
  if (!isActive(one)) return ["recover", "revoke", ...paid];
  return one.cancel_at_period_end
    ? ["renew", "uncancel", "revoke", ...paid]
    : ["renew", "fail", "cancel", "revoke", ...paid];
}

function card(polar: Polar, one: Subscription) {
  const state = standing(one);
  const { email, external_id } = polar.books.customer(one.customer_id);
  return html`<section class="card">
<h3>${email} ${badge(state)}</h3>
<p class="soft">${productById(one.product_id).name}. ${state.sentence}<br>Subscriber <code>${external_id}</code></p>
<div class="acts">${actsFor(polar, one).map((name) => html`<form method="post" action="/desk/subscriptions/${one.id}/${name}"><button>${actWords[name]}</button></form>`)}</div>
</section>`;
}

function troubleForm(trouble: Trouble | "other") {
  return html`<section class="card"><h2>Polar itself</h2>
<form method="post" action="/desk/trouble">
<label>What it does <select name="trouble">${trouble === "other" ? html`<option value="" selected>What PUT /faults said</option>` : ""}${Object.entries(troubles).map(([name, { words }]) => html`<option value="${name}" ${name === trouble ? "selected" : ""}>${words}</option>`)}</select></label>
<button>Set</button>
</form></section>`;
}

function webhookForm({ webhooks }: Polar) {
  const { duplicate, reorder, lose, hold, enabled, waiting } = webhooks.status();
  const box = (name: string, on: boolean, words: string) =>
    html`<label class="check"><input type="checkbox" name="${name}" ${on ? "checked" : ""}> ${words}</label>`;
  return html`<section class="card"><h2>Webhooks</h2>
<p class="soft">${webhooks.endpoint?.url ?? "No endpoint."}${waiting > 0 ? ` · ${waiting} waiting` : ""}</p>
<form method="post" action="/desk/webhooks">
${box("enabled", enabled, "Enabled (ten failures switch it off)")}
${box("duplicate", duplicate > 0, "Each comes twice")}
${box("reorder", reorder, "In the wrong order")}
${box("lose", lose > 0, "All are lost")}
${box("hold", hold, "Held back")}
<button>Set</button>
</form></section>`;
}

const stateWords: Record<PolarEvent["state"], string> = {
  ...{ taken: "taken", waiting: "waiting", failed: "given up", lost: "lost", skipped: "not sent" },
};

function eventLine({ type, at, state, attempts }: PolarEvent) {
  const answers = attempts.map(({ status }) => status ?? "no answer").join(", ");
  return html`<li><span><code>${type}</code></span><span class="soft">${answers ? `${answers} · ` : ""}${stateWords[state]} · ${when(new Date(at))}</span></li>`;
}
