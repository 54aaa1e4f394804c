import type { Context } from "hono";
import { html } from "hono/html";
import { everyMail, offer } from "../../../lib/mail/fixtures.ts";
import { renderMail } from "../../../lib/mail/render.ts";
import { isLocale, type Locale, locales, wordsOf } from "../../../lib/words/index.ts";
import { page } from "../../wire/page.ts";
import { mailDocument, sandbox } from "./document.ts";

// As in production, where links are https. Their tokens are for nobody.
const context = { publicUrl: "https://jobping.example", emailDomain: "jobping.example", premium: offer };

const languageOf = (c: Context): Locale => {
  const asked = c.req.query("lang") ?? "";
  return isLocale(asked) ? asked : locales[0];
};

/** Every mail that JobPing sends, with invented postings: the HTML part, the text part and their size. */
export async function galleryPage(c: Context): Promise<Response> {
  const locale = languageOf(c);
  const mails = await Promise.all(
    Object.entries(everyMail(locale)).map(async ([name, mail]) => ({ name, ...(await renderMail(mail, context)) })),
  );
  return page(c, {
    title: "Mails · JobPing",
    head: html`<script type="module" src="/assets/inbox.js"></script>`,
    body: html`<header>
<h1>Every mail, with invented postings</h1>
<p class="soft"><a href="/">Back to the inbox</a> · ${locales.map(
      (other) =>
        html`<a href="/gallery?lang=${other}" ${other === locale ? html`aria-current="page"` : ""}>${wordsOf(other).language}</a> `,
    )}</p>
</header>
<main>${mails.map(
      ({ name, subject, html: markup, text, headers }) => html`<section>
<h2>${subject}</h2>
<p class="soft">${name} · HTML ${kilobytes(markup)} · text ${kilobytes(text)}${"List-Unsubscribe" in headers ? " · one-click unsubscribe" : ""}</p>
<div class="beside">
<iframe title="Mail: ${subject}" src="/gallery/${locale}/${encodeURIComponent(name)}" sandbox="${sandbox}" loading="lazy"></iframe>
<pre tabindex="0">${text}</pre>
</div>
</section>`,
    )}</main>`,
  });
}

/** One mail's HTML, as it would be sent; undefined = no such mail. */
export async function galleryMail(c: Context, language: string, name: string): Promise<Response | undefined> {
  const mails = isLocale(language) ? everyMail(language) : {};
  const mail = Object.hasOwn(mails, name) ? mails[name] : undefined;
  return mail && mailDocument(c, (await renderMail(mail, context)).html);
}

const kilobytes = (text: string) => `${(Buffer.byteLength(text) / 1000).toFixed(1)} KB`;
