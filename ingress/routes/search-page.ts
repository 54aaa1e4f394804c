import { localeOf } from "../locale.ts";
import { renderPage } from "../pages/render.tsx";
import { searchFormPage } from "../pages/search.tsx";
import { route } from "../route.ts";

/** The job scanner's form; POST /searches takes it. */
export const searchForm = route({
  method: "GET",
  path: "/search",
  summary: "The form of the job scanner",
  caller: "all",
  limit: "page",
  answers: { 200: { description: "A page", type: "text/html" } },
  handle: (x) => renderPage(200, searchFormPage({ locale: localeOf(x) }), { "X-Robots-Tag": "all" }),
});
