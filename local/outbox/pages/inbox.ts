import type { Context } from "hono";
import { html } from "hono/html";
import { page, when } from "../../wire/page.ts";
import { recipientsOf } from "../mail.ts";
import type { Message } from "../store.ts";

/** More rows would make the page slow; the search finds the others. */
const shown = 200;

/** The list of mails, newest first. It reloads itself, also without JavaScript. */
export function inboxPage(c: Context, messages: Message[], query: string) {
  return page(c, {
    title: "Outbox · JobPing",
    head: html`<script type="module" src="/assets/inbox.js"></script>
<noscript><meta http-equiv="refresh" content="5"></noscript>`,
    body: html`<header>
<h1>Outbox</h1>
<p class="soft">Every mail that JobPing sends on this machine arrives here. Nothing leaves it.</p>
</header>
<main>
<div class="bar">
<form class="search" role="search" action="/">
<label>Recipient or subject <input type="search" name="q" value="${query}"></label>
<button>Search</button>
</form>
<form method="post" action="/empty"><button class="danger">Delete all mails</button></form>
</div>
<p class="soft" id="count" role="status">${countOf(messages.length, query)}</p>
<div id="mails">${messages.length > 0 ? rows(messages.slice(0, shown)) : nothing(query)}</div>
</main>`,
  });
}

function countOf(count: number, query: string): string {
  const mails = `${count} ${count === 1 ? "mail" : "mails"}${query ? ` for “${query}”` : ""}`;
  return count > shown ? `${mails}, the newest ${shown} shown` : mails;
}

function rows(messages: Message[]) {
  return html`<ul class="cards">
${messages.map(
  (message) => html`<li>
<a href="/mails/${message.id}">${message.subject}</a>
<span class="aside">${when(message.at)}</span>
<p class="wide">To ${recipientsOf(message).join(", ")}</p>
<p class="wide clip">${previewOf(message)}</p>
</li>`,
)}
</ul>`;
}

function nothing(query: string) {
  return query
    ? html`<p class="empty">No mail matches. <a href="/">Show all mails</a></p>`
    : html`<p class="empty">No mail yet. Sign up for JobPing, and the confirmation arrives here.</p>`;
}

function previewOf({ text, html: markup }: Message): string {
  const plain = text ?? markup?.replace(/<(style|head)[\s\S]*?<\/\1>|<[^>]*>/gi, " ") ?? "";
  return plain.replace(/\s+/g, " ").trim().slice(0, 160);
}
