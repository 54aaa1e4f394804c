import { z } from "zod";
import { resume } from "../../jobs/resume.ts";
import { enqueue } from "../../lib/queue.ts";
import { route } from "../route.ts";
import { accepted, acceptedAs } from "./system.ts";

export const resumeEmails = route({
  method: "POST",
  path: "/emails/resume",
  summary: "Resume digests after complaints or bounces stopped them",
  caller: "system key or HMAC",
  limit: "system",
  body: { capBytes: 1024, schema: z.strictObject({}), optional: true },
  answers: {
    202: {
      description:
        "Queued; the job's result says whether sending had been stopped, how many mails wait, and by when they are due",
      schema: accepted,
    },
  },
  async handle() {
    return acceptedAs("resume", await enqueue(resume, { what: "mail" }));
  },
});
