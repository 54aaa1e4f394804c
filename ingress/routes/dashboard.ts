import { currentDashboard } from "../../lib/figures/known.ts";
import { dashboardPage } from "../pages/dashboard.tsx";
import { renderPage } from "../pages/render.tsx";
import { route } from "../route.ts";

/** From memory, so that it answers when Redis is away. */
export const showDashboard = route({
  method: "GET",
  path: "/dashboard",
  summary: "Whether it is delivering, and every figure behind that, as a page",
  caller: "operator",
  limit: "probe",
  answers: { 200: { description: "A page", type: "text/html" } },
  async handle() {
    return renderPage(200, dashboardPage(await currentDashboard()));
  },
});
