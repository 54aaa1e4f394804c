import { second } from "../../lib/time.ts";
import type { Posting } from "./catalogue.ts";
import { diceOf } from "./dice.ts";
import { escapeHtml, htmlOf } from "./markup.ts";
import { fields } from "./words/fields.ts";
import type { Rank } from "./words/language.ts";

const perPage = 100;

const typesOf: Record<Rank, readonly string[]> = {
  internship: ["Internship", "no experience required / student"],
  "working-student": ["no experience required / student"],
  apprenticeship: ["no experience required / student"],
  graduate: ["entry"],
  entry: ["entry"],
  mid: ["professional / experienced"],
  senior: ["professional / experienced"],
  lead: ["professional / experienced"],
};

/** A page of all postings, newest first. `api` is this endpoint's own address, for the links. */
export function arbeitnowPage(postings: Posting[], { page, api, url }: { page: number; api: string; url: string }) {
  const first = (page - 1) * perPage;
  const rows = postings.slice(first, first + perPage);
  const link = (number: number) => `${api}?page=${number}`;
  return {
    data: rows.map((posting) => rowOf(posting, url)),
    links: {
      first: link(1),
      last: null,
      prev: page > 1 ? link(page - 1) : null,
      next: postings.length > first + perPage ? link(page + 1) : null,
    },
    meta: {
      current_page: page,
      from: rows.length > 0 ? first + 1 : null,
      path: api,
      per_page: perPage,
      to: rows.length > 0 ? first + rows.length : null,
      terms: "Invented postings of a local stack. Use them for anything.",
      info: "Ordered by `created_at`, newest first. Use `?page=` to go on.",
    },
  };
}

function rowOf(posting: Posting, url: string) {
  const { slug, company, title, city, mode, path, rank, blocks, openedAt, id } = posting;
  const dice = diceOf("arbeitnow row", id);
  const description = htmlOf(blocks, (text) => `<h3>${text}</h3>`);
  const remote = mode === "remote";
  return {
    slug,
    company_name: company.name,
    title: remote && dice.chance(0.5) ? `${title} - remote` : title,
    // Most rows have HTML, some on the same page have it escaped once more.
    description: dice.chance(0.3) ? escapeHtml(description) : description,
    remote,
    url: `${url}/postings/${slug}`,
    tags: [...(remote ? ["Remote"] : []), fields[path].tag],
    job_types: dice.chance(0.3) ? typesOf[rank] : [],
    location: dice.pick([city.name, city.local, `${city.name}, ${city.region}`]),
    created_at: openedAt / second,
  };
}
