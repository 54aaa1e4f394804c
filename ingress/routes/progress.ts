import { z } from "zod";
import { jobStatus } from "../../lib/queue-admin.ts";
import { type Progress, progressSteps, readProgress, watchProgress } from "../../lib/subscribers/progress.ts";
import { eventStream } from "../event-stream.ts";
import { localeOf } from "../locale.ts";
import { pageOrJson } from "../pages/render.tsx";
import { statusPage } from "../pages/status.tsx";
import { notNow, Problem } from "../problem.ts";
import { route } from "../route.ts";

const idShape = /^[\w-]{20,64}$/;
const lastStep = progressSteps[progressSteps.length - 1];

const progressAnswer = z.object({
  id: z.string(),
  steps: z.array(z.object({ step: z.enum(progressSteps), at: z.iso.datetime() })),
  live: z.int().optional().describe("live postings that matched at the signup"),
  lookedAt: z.int().optional().describe("postings that the first digest looked at in vain"),
  why: z.array(z.object({ code: z.string(), count: z.int() })).optional(),
});

/** For whoever has the signup's id: steps and times, nothing about the person. */
export const showSignup = route({
  method: "GET",
  path: "/signups/:id",
  summary: "The progress of a signup",
  caller: "bearer of the id",
  limit: "page",
  origins: "listed",
  answers: {
    200: { description: "The steps so far, in their order", schema: progressAnswer, type: "text/html" },
    404: { description: "No such signup, or it was more than a week ago" },
  },
  async handle(x) {
    const id = x.params.id ?? "";
    const progress = await progressOf(id);
    return pageOrJson(x, 200, statusPage({ id, progress, locale: localeOf(x) }), { id, ...progress });
  },
});

/** The same as it happens, as server-sent events named `steps`. */
export const watchSignup = route({
  method: "GET",
  path: "/signups/:id/events",
  summary: "The progress of a signup, as it happens",
  caller: "bearer of the id",
  limit: "page",
  origins: "listed",
  answers: {
    200: { description: "Events named `steps` with the steps so far", type: "text/event-stream" },
    404: { description: "No such signup, or it was more than a week ago" },
  },
  async handle(x) {
    const id = x.params.id ?? "";
    const { steps: before } = await progressOf(id);
    return eventStream("steps", x, async function* (signal) {
      for await (const progress of watchProgress(id, signal)) {
        const steps = progress.steps.length > 0 ? progress.steps : before.slice(0, 1);
        yield { id, ...progress, steps };
        if (steps.at(-1)?.step === lastStep) return;
      }
    });
  },
});

/** @throws {Problem} 404 if nobody signed up with this id, 503 if Redis is away */
async function progressOf(id: string): Promise<Progress> {
  if (!idShape.test(id)) throw noSuchSignup();
  const progress = await readProgress(id).catch(() => {
    throw notNow("We cannot look that up right now. Your signup is safe.");
  });
  if (progress && progress.steps.length > 0) return progress;
  // Accepted, but its worker has not begun: the job itself counts as the first step.
  const job = await jobStatus("signup", id);
  if (!job) throw noSuchSignup();
  return { ...progress, steps: [{ step: "received", at: job.enqueuedAt }] };
}

function noSuchSignup(): Problem {
  return new Problem("not-found", "There is no signup here, or it was more than a week ago.");
}
