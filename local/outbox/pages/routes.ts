import { Hono } from "hono";
import { csrf } from "hono/csrf";
import { html } from "hono/html";
import { asset, page, stylesheet } from "../../wire/page.ts";
import type { Outbox } from "../api.ts";
import { recipientsOf } from "../mail.ts";
import type { Message } from "../store.ts";
import { inboxPage } from "./inbox.ts";
import { mailPage } from "./mail.ts";

/**
 * The mail's own document: no scripts, no requests but for images, and still none when opened by itself.
 * It keeps its origin (that lets the page around it measure its height); without scripts it can do nothing with it.
 */
const bodyPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data: https: http:; font-src data: https:; form-action 'none'; base-uri 'self'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox allow-same-origin";

/** The web inbox: GET / the list, GET /mails/:id a mail, GET /mails/:id/body its HTML, POST /empty deletes all. */
export function inboxRoutes({ store }: Pick<Outbox, "store">): Hono {
  return new Hono()
    .get("/assets/page.css", stylesheet)
    .get("/assets/inbox.js", asset(new URL("inbox.js", import.meta.url), "text/javascript; charset=utf-8"))
    .get("/", (c) => {
      const query = c.req.query("q")?.trim() ?? "";
      return inboxPage(
        c,
        store.newestFirst().filter((message) => mentions(message, query)),
        query,
      );
    })
    .get("/mails/:id", (c) => {
      const message = store.get(c.req.param("id"));
      return message ? mailPage(c, message) : page(c, gone, 404);
    })
    .get("/mails/:id/body", (c) => {
      const message = store.get(c.req.param("id"));
      if (!message?.html) return page(c, gone, 404);
      c.header("content-security-policy", bodyPolicy);
      c.header("referrer-policy", "no-referrer");
      return c.html(withLinksOutside(message.html));
    })
    .post("/empty", csrf(), (c) => {
      store.clear();
      return c.redirect("/", 303);
    });
}

const gone = {
  title: "No such mail · Outbox",
  body: html`<main>
<h1>There is no such mail</h1>
<p>It was deleted, or the outbox was restarted. <a href="/">Back to the inbox</a></p>
</main>`,
};

function mentions(message: Message, query: string): boolean {
  const wanted = query.toLowerCase();
  return [...recipientsOf(message), message.from, message.subject].some((text) => text.toLowerCase().includes(wanted));
}

/** Links leave the frame for a tab of their own, as in a mail client. */
function withLinksOutside(mailHtml: string): string {
  const base = '<base target="_blank">';
  return /<head[^>]*>/i.test(mailHtml) ? mailHtml.replace(/<head[^>]*>/i, (head) => head + base) : base + mailHtml;
}
