import { z } from "zod";
import { currentDashboard } from "../../lib/figures/known.ts";
import { figuresSchema, historySchema } from "../../lib/figures/model.ts";
import { dashboardPage } from "../pages/dashboard.tsx";
import { renderPage } from "../pages/render.tsx";
import { json, route } from "../route.ts";

const answer = z.object({
  figures: figuresSchema.nullable(),
  ageMs: z.number().min(0).nullable().meta({ description: "Since the figures were gathered" }),
  redis: z.object({ up: z.boolean(), latencyMs: z.number().nullable() }),
  history: historySchema.nullable(),
});

export const readDashboard = route({
  method: "GET",
  path: "/api/dashboard",
  summary: "The state of the whole product, from memory: it answers also when Redis or Postgres is away",
  caller: "operator",
  limit: "probe",
  answers: { 200: { description: "The last figures, how old they are, and how Redis is", schema: answer } },
  async handle() {
    const dashboard: z.input<typeof answer> = await currentDashboard();
    return json(200, dashboard, { "Cache-Control": "no-store" });
  },
});

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
