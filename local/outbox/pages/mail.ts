import type { Context } from "hono";
import { html } from "hono/html";
import { page, when } from "../../wire/page.ts";
import { recipientsOf } from "../mail.ts";
import type { Message } from "../store.ts";
import { sandbox } from "./document.ts";

/** One mail: who, the HTML part in a frame that does not run its scripts, the text part, the headers. */
export function mailPage(c: Context, message: Message) {
  return page(c, {
    title: `${message.subject} · Outbox`,
    head: html`<script type="module" src="/assets/inbox.js"></script>`,
    body: html`<nav aria-label="Outbox"><a href="/">Back to the inbox</a></nav>
<main>
<h1>${message.subject}</h1>
<dl>
<dt>From</dt><dd>${message.from}</dd>
<dt>To</dt><dd>${recipientsOf(message).join(", ")}</dd>
<dt>Sent</dt><dd>${when(message.at)}</dd>
</dl>
${message.html ? frame(message) : ""}
${message.text ? textPart(message.text, !message.html) : ""}
<details>
<summary>Headers and tags</summary>
<dl>${details(message).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
</details>
</main>`,
  });
}

function frame({ id, subject }: Message) {
  return html`<iframe title="Mail: ${subject}" src="/mails/${id}/body" sandbox="${sandbox}"></iframe>`;
}

function textPart(text: string, only: boolean) {
  const lines = html`<pre>${text.split(/(https?:\/\/[^\s<>"']+)/).map((part, index) => (index % 2 ? html`<a href="${part}" target="_blank" rel="noopener">${part}</a>` : part))}</pre>`;
  return html`<details ${only ? "open" : ""}><summary>Text part</summary>${lines}</details>`;
}

function details(message: Message): [string, string][] {
  const { headers, tags, cc, bcc, replyTo, idempotencyKey, id, lastEvent } = message;
  const lists: [string, string[]][] = [
    ["Cc", cc],
    ["Bcc", bcc],
    ["Reply-To", replyTo],
  ];
  return [
    ...lists.filter(([, list]) => list.length > 0).map(([name, list]): [string, string] => [name, list.join(", ")]),
    ...Object.entries(headers),
    ...tags.map(({ name, value }): [string, string] => [`Tag ${name}`, value]),
    ["Idempotency-Key", idempotencyKey ?? "none"],
    ["Message id", id],
    ["Fate", lastEvent],
  ];
}
