import { knownDashboard, refreshDashboard } from "../../lib/figures/known.ts";
import { dashboardPage } from "../pages/dashboard.tsx";
import { renderPage } from "../pages/render.tsx";
import { route } from "../route.ts";

/** From memory, so that it answers when Redis is away; only a process that knows nothing yet asks first. */
export const showDashboard = route({
  method: "GET",
  path: "/dashboard",
  summary: "Whether it is delivering, and every figure behind that, as a page",
  caller: "operator",
  limit: "probe",
  answers: { 200: { description: "A page", type: "text/html" } },
  async handle() {
    if (knownDashboard().figures === null) await refreshDashboard();
    return renderPage(200, dashboardPage(knownDashboard()));
  },
});
