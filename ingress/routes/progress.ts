import { z } from "zod";
import { jobStatus } from "../../lib/queue.ts";
import { progressSteps, readProgress, type StepTime, watchProgress } from "../../lib/subscribers/progress.ts";
import { eventStream } from "../event-stream.ts";
import { renderPage } from "../pages/render.tsx";
import { statusPage } from "../pages/status.tsx";
import { notNow, Problem } from "../problem.ts";
import { json, route } from "../route.ts";

const idShape = /^[\w-]{20,64}$/;
const lastStep = progressSteps[progressSteps.length - 1];

const progressAnswer = z.object({
  id: z.string(),
  steps: z.array(z.object({ step: z.enum(progressSteps), at: z.iso.datetime() })),
});

/** What the bearer of a signup's id may see: steps and times, nothing about the person. */
export const showSignup = route({
  method: "GET",
  path: "/signups/:id",
  summary: "How far a signup is",
  caller: "bearer of the id",
  limit: "page",
  origins: "listed",
  answers: {
    200: { description: "The steps so far, in their order", schema: progressAnswer },
    404: { description: "No such signup, or longer than a week ago" },
  },
  async handle({ params, wantsPage }) {
    const id = params.id ?? "";
    const { steps } = await signupSteps(id);
    return wantsPage ? renderPage(200, statusPage({ id, steps })) : json(200, { id, steps });
  },
});

/** The same as it happens, as server-sent events named `steps`. */
export const watchSignup = route({
  method: "GET",
  path: "/signups/:id/events",
  summary: "How far a signup is, as it happens",
  caller: "bearer of the id",
  limit: "page",
  origins: "listed",
  answers: {
    200: { description: "Events named `steps` with the steps so far", type: "text/event-stream" },
    404: { description: "No such signup, or longer than a week ago" },
  },
  async handle({ params, request, ipHash }) {
    const id = params.id ?? "";
    const { received } = await signupSteps(id);
    const watcher = { method: request.method, signal: request.signal, network: ipHash };
    return eventStream("steps", watcher, async function* (signal) {
      for await (const steps of watchProgress(id, signal)) {
        const shown = steps.length > 0 ? steps : [received];
        yield { id, steps: shown };
        if (shown.at(-1)?.step === lastStep) return;
      }
    });
  },
});

/** @throws {Problem} 404 if nobody signed up with this id, 503 if Redis is away */
async function signupSteps(id: string): Promise<{ steps: StepTime[]; received: StepTime }> {
  if (!idShape.test(id)) throw noSuchSignup();
  const progress = await readProgress(id).catch(() => {
    throw notNow("We cannot look that up right now. Your signup is safe.");
  });
  const [first] = progress?.steps ?? [];
  if (progress && first) return { steps: progress.steps, received: first };
  // Accepted, but its worker has not begun: the job itself is the first step.
  const job = await jobStatus("signup", id);
  if (!job) throw noSuchSignup();
  const received: StepTime = { step: "received", at: job.enqueuedAt };
  return { steps: [received], received };
}

function noSuchSignup(): Problem {
  return new Problem("not-found", "There is no signup here, or it was more than a week ago.");
}
