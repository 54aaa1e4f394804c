import { Hono } from "hono";
import { csrf } from "hono/csrf";
import { html } from "hono/html";
import { asset, page, stylesheet } from "../../wire/page.ts";
import type { Outbox } from "../api.ts";
import { recipientsOf } from "../mail.ts";
import type { Message } from "../store.ts";
import { mailDocument } from "./document.ts";
import { inboxPage } from "./inbox.ts";
import { mailPage } from "./mail.ts";

/**
 * The web inbox: GET / the list, GET /mails/:id a mail, GET /mails/:id/body its HTML, POST /empty deletes all. And
 * GET /gallery shows every kind of mail; the code that renders them is loaded only then.
 */
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
      return mailDocument(c, message.html);
    })
    .get("/gallery", async (c) => (await import("./gallery.ts")).galleryPage(c))
    .get("/gallery/:language/:name", async (c) => {
      const { language, name } = c.req.param();
      return (await (await import("./gallery.ts")).galleryMail(c, language, name)) ?? page(c, gone, 404);
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
<p>It was deleted. <a href="/">Back to the inbox</a></p>
</main>`,
};

function mentions(message: Message, query: string): boolean {
  const wanted = query.toLowerCase();
  return [...recipientsOf(message), message.from, message.subject].some((text) => text.toLowerCase().includes(wanted));
}
