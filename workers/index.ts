import type { Jobs } from "../jobs/index.ts";
import type { WorkersFor } from "../lib/worker.ts";
import check from "./check.ts";
import email from "./email.ts";
import match from "./match.ts";
import plan from "./plan.ts";
import resend from "./resend.ts";
import scrape from "./scrape.ts";
import search from "./search.ts";
import signup from "./signup.ts";
import supply from "./supply.ts";
import sweep from "./sweep.ts";
import unsubscribe from "./unsubscribe.ts";
import verify from "./verify.ts";

/** The registry: leaving a job's worker out does not compile. */
export const workers = {
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
} satisfies WorkersFor<Jobs>;
