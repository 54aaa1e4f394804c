import { z } from "zod";
import { resume } from "../../jobs/resume.ts";
import { enqueue } from "../../lib/queue.ts";
import { json, route } from "../route.ts";

export const resumeEmails = route({
  method: "POST",
  path: "/emails/resume",
  summary: "Send digests again after complaints or bounces had stopped them",
  caller: "system key or HMAC",
  limit: "system",
  body: { capBytes: 1024, schema: z.strictObject({}), optional: true },
  answers: {
    202: {
      description:
        "Queued; the job's result says whether sending had been stopped, how many mails wait, and by when they are due",
      schema: z.object({ id: z.string(), status: z.string() }),
    },
  },
  async handle() {
    const jobId = await enqueue(resume, { what: "mail" });
    return { ...json(202, { id: jobId, status: `/jobs/resume/${jobId}` }), jobId };
  },
});
