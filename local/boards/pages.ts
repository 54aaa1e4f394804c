import { type Context, Hono } from "hono";
import { html, raw } from "hono/html";
import { page, stylesheet, when } from "../wire/page.ts";
import type { Catalogue, Posting } from "./catalogue.ts";
import { htmlOf } from "./markup.ts";

const modeNames = { onsite: "On site", hybrid: "Hybrid", remote: "Remote" } as const;

/** The postings as pages: GET / lists the open ones; links in mails lead to GET /postings/:slug. */
export function postingRoutes({ catalogue }: { catalogue: Catalogue }): Hono {
  return new Hono()
    .get("/assets/page.css", stylesheet)
    .get("/", (c) => listPage(c, catalogue.live(), c.req.query("q")?.trim() ?? ""))
    .get("/postings/:slug", (c) => {
      const posting = catalogue.find(Number(/(\d+)$/.exec(c.req.param("slug"))?.[1] ?? Number.NaN));
      if (!posting) return page(c, unknown, 404);
      return catalogue.isOpen(posting) ? postingPage(c, posting) : page(c, closed(posting), 410);
    });
}

function listPage(c: Context, postings: Posting[], query: string) {
  const wanted = query.toLowerCase();
  const found = postings.filter(({ title, company, city }) =>
    `${title} ${company.name} ${city.name} ${city.local}`.toLowerCase().includes(wanted),
  );
  return page(c, {
    title: "Invented job boards · JobPing",
    body: html`<header>
<h1>Job boards</h1>
<p class="soft">Invented postings of invented companies, for trying JobPing without the network. Every hour some open and some close.</p>
</header>
<main>
<div class="bar"><form class="search" role="search" action="/">
<label>Title, company or city <input type="search" name="q" value="${query}"></label>
<button>Search</button>
</form></div>
<p class="soft" role="status">${found.length} open ${found.length === 1 ? "posting" : "postings"}</p>
${found.length > 0 ? html`<ul class="cards">${found.map(row)}</ul>` : html`<p class="empty">No posting matches. <a href="/">Show all postings</a></p>`}
</main>`,
  });
}

function row(posting: Posting) {
  return html`<li>
<a href="/postings/${posting.slug}" lang="${posting.language}">${posting.title}</a>
<span class="aside">${when(new Date(posting.openedAt))}</span>
<p class="wide">${posting.company.name} · ${posting.city.name}, ${posting.city.country.name} · ${modeNames[posting.mode]}</p>
</li>`;
}

function postingPage(c: Context, posting: Posting) {
  const { title, company, city, second, mode, language, openedAt, blocks } = posting;
  const places = [city, ...(second ? [second] : [])].map(({ name, country }) => `${name}, ${country.name}`).join("; ");
  return page(c, {
    title: `${title} · ${company.name}`,
    body: html`<nav aria-label="Job boards"><a href="/">All postings</a></nav>
<main>
<h1 lang="${language}">${title}</h1>
<dl>
<dt>Company</dt><dd>${company.name}</dd>
<dt>Place</dt><dd>${places} (${modeNames[mode]})</dd>
<dt>Posted</dt><dd>${when(new Date(openedAt))}</dd>
</dl>
<article lang="${language}">${raw(htmlOf(blocks, (text) => `<h2>${text}</h2>`))}</article>
<p class="soft">This posting is invented, and so is the company: there is nothing to apply for.</p>
</main>`,
  });
}

const unknown = {
  title: "No such posting",
  body: html`<main><h1>There is no such posting</h1><p><a href="/">All postings</a></p></main>`,
};

function closed({ title, company, language }: Posting) {
  return {
    title: "This posting is closed",
    body: html`<main><h1>This posting is closed</h1>
<p><span lang="${language}">${title}</span> at ${company.name} no longer takes applications. <a href="/">All postings</a></p></main>`,
  };
}
