import { check } from "./check.ts";
import { email } from "./email.ts";
import { match } from "./match.ts";
import { plan } from "./plan.ts";
import { resend } from "./resend.ts";
import { scrape } from "./scrape.ts";
import { search } from "./search.ts";
import { signup } from "./signup.ts";
import { supply } from "./supply.ts";
import { sweep } from "./sweep.ts";
import { unsubscribe } from "./unsubscribe.ts";
import { verify } from "./verify.ts";

/** Every job there is. workers/index.ts must have a worker for each, or it does not compile. */
export const jobs = {
  signup,
  verify,
  resend,
  unsubscribe,
  supply,
  scrape,
  search,
  plan,
  match,
  email,
  check,
  sweep,
} as const;

export type Jobs = typeof jobs;
