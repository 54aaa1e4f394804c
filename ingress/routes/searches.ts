import { z } from "zod";
import { search } from "../../jobs/search.ts";
import { enqueue } from "../../lib/queue.ts";
import { waitingOf } from "../../lib/queue-admin.ts";
import { randomId } from "../../lib/random.ts";
import { searchCriteria } from "../../lib/searches/criteria.ts";
import { searchCsv } from "../../lib/searches/csv.ts";
import { readSearch, type Search, searchShown, watchSearch, writeSearch } from "../../lib/searches/results.ts";
import { eventStream } from "../event-stream.ts";
import { criteriaFromForm } from "../forms/search.ts";
import { localeOf, pathIn } from "../locale.ts";
import { pageOrJson, renderPage } from "../pages/render.tsx";
import { searchFormPage, searchPage } from "../pages/search.tsx";
import { notNow, Problem } from "../problem.ts";
import { type Answer, formLedOn, json, route, seeOther } from "../route.ts";
import { spendSearchSession } from "../search-session.ts";

const idShape = /^[\w-]{20,64}$/;

/** A search waits a minute at most, and a process does about ten a second: anybody behind these would see an empty page. */
const mostWaiting = 500;

/** The job scanner's form; POST /searches takes it. */
export const showSearchForm = route({
  method: "GET",
  path: "/search",
  summary: "The form of the job scanner",
  caller: "all",
  limit: "page",
  answers: { 200: { description: "A page", type: "text/html" } },
  handle: (x) => renderPage(200, searchFormPage({ locale: localeOf(x) }), { "X-Robots-Tag": "all" }),
});

/** Asks the sources. The answer is where to look for what they find. */
export const createSearch = route({
  method: "POST",
  path: "/searches",
  summary: "Search jobs now",
  caller: "all",
  limit: "search",
  body: { capBytes: 8 * 1024, schema: searchCriteria, fromForm: criteriaFromForm },
  answers: {
    202: { description: "Accepted", schema: z.object({ id: z.string(), status: z.string() }) },
    303: { description: "Accepted, for a form: Location is the page of results" },
  },
  async handle(x) {
    const { body: criteria, headers } = x;
    const cookie = await spendSearchSession(headers.cookie);
    // Every search stays in Redis for a day, also if no worker gets to it.
    if ((await waitingOf(search)) >= mostWaiting)
      throw notNow("Many people are searching. Please try again in a moment.");
    const id = randomId();
    // So that there is something to see before the worker begins.
    await writeSearch({ id, status: "running", criteria, sources: [], results: [] }).catch(() => {
      throw notNow("We cannot search right now. Please try again in a moment.");
    });
    await enqueue(search, { id, criteria }, { jobId: id });
    const status = `/searches/${id}`;
    const chosen = new URL(x.request.url).searchParams.has("lang");
    const answer = formLedOn(x) ? seeOther(chosen ? pathIn(localeOf(x), status) : status) : json(202, { id, status });
    return { ...answer, headers: { ...answer.headers, ...cookie }, jobId: id };
  },
  problemPage: (x, problem) =>
    x.sent.kind === "form" && (problem.status === 422 || problem.status === 429 || problem.status === 503)
      ? searchFormPage({ locale: localeOf(x), typed: x.sent.fields, problem })
      : undefined,
});

/** What was found so far. */
export const showSearch = route({
  method: "GET",
  path: "/searches/:id",
  summary: "A search and what it has found so far",
  caller: "bearer of the id",
  limit: "page",
  answers: {
    200: {
      description: "status `running` or `done`, the sources' states, the results with their score and criteria",
      schema: searchShown,
      type: "text/html",
    },
    404: { description: "No such search, or it was more than a day ago" },
  },
  async handle(x) {
    const { id = "" } = x.params;
    // Routers cannot match a parameter with a suffix.
    if (id.endsWith(".csv")) return csvOf(id);
    const result = await existingSearch(id);
    return pageOrJson(x, 200, searchPage({ result, locale: localeOf(x) }), result);
  },
});

/** The results as a spreadsheet. */
export const downloadSearch = route({
  method: "GET",
  path: "/searches/:id.csv",
  summary: "A search's results as CSV",
  caller: "bearer of the id",
  limit: "page",
  answers: {
    200: { description: "UTF-8 with a byte order mark, every field quoted, no field a formula", type: "text/csv" },
    404: { description: "No such search, or it was more than a day ago" },
  },
  servedBy: showSearch.path,
  handle: (x) => showSearch.handle(x, undefined),
});

async function csvOf(file: string): Promise<Answer> {
  const result = await existingSearch(file.slice(0, -".csv".length));
  const headers = {
    "Content-Type": "text/csv; charset=utf-8",
    "Content-Disposition": 'attachment; filename="jobs.csv"',
  };
  return { status: 200, headers, body: searchCsv(result) };
}

/** The same as it happens, as server-sent events named `search`. */
export const watchSearchEvents = route({
  method: "GET",
  path: "/searches/:id/events",
  summary: "A search as it fills",
  caller: "bearer of the id",
  limit: "page",
  answers: {
    200: { description: "Events named `search` with the whole search, at each change", type: "text/event-stream" },
    404: { description: "No such search, or it was more than a day ago" },
  },
  async handle(x) {
    const { id } = await existingSearch(x.params.id ?? "");
    return eventStream("search", x, (signal) => watchSearch(id, signal));
  },
});

/** @throws {Problem} 404 if there is none, 503 if Redis is away */
async function existingSearch(id: string): Promise<Search> {
  if (!idShape.test(id)) throw noSuchSearch();
  const found = await readSearch(id).catch(() => {
    throw notNow("We cannot look that up right now. Please try again in a moment.");
  });
  if (!found) throw noSuchSearch();
  return found;
}

function noSuchSearch(): Problem {
  return new Problem("not-found", "There is no search here, or it was more than a day ago. Please search again.");
}
