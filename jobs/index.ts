import { email } from "./email.ts";
import { match } from "./match.ts";
import { plan } from "./plan.ts";
import { resend } from "./resend.ts";
import { scrape } from "./scrape.ts";
import { signup } from "./signup.ts";
import { sweep } from "./sweep.ts";
import { unsubscribe } from "./unsubscribe.ts";
import { verify } from "./verify.ts";

/** Every job there is. workers/index.ts must have a worker for each, or it does not compile. */
export const jobs = {
  signup,
  verify,
  resend,
  unsubscribe,
  scrape,
  plan,
  match,
  email,
  sweep,
} as const;

export type Jobs = typeof jobs;
