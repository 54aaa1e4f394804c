import type { Jobs } from "../jobs/index.ts";
import type { WorkersFor } from "../lib/worker.ts";
import address from "./address.ts";
import billing from "./billing.ts";
import check from "./check.ts";
import checkout from "./checkout.ts";
import deadLetters from "./dead-letters.ts";
import email from "./email.ts";
import erase from "./erase.ts";
import exportData from "./export.ts";
import feedback from "./feedback.ts";
import figures from "./figures.ts";
import linkKeys from "./link-keys.ts";
import match from "./match.ts";
import operate from "./operate.ts";
import plan from "./plan.ts";
import preferences from "./preferences.ts";
import reconcile from "./reconcile.ts";
import resend from "./resend.ts";
import resume from "./resume.ts";
import scrape from "./scrape.ts";
import search from "./search.ts";
import signup from "./signup.ts";
import snapshot from "./snapshot.ts";
import stay from "./stay.ts";
import supply from "./supply.ts";
import sweep from "./sweep.ts";
import unsubscribe from "./unsubscribe.ts";
import verify from "./verify.ts";
import webhook from "./webhook.ts";

/** The registry: leaving a job's worker out does not compile. */
export const workers = {
  signup,
  verify,
  resend,
  unsubscribe,
  stay,
  address,
  export: exportData,
  erase,
  preferences,
  feedback,
  supply,
  scrape,
  search,
  plan,
  match,
  email,
  webhook,
  billing,
  checkout,
  reconcile,
  resume,
  check,
  sweep,
  snapshot,
  figures,
  "link-keys": linkKeys,
  "dead-letters": deadLetters,
  operate,
} satisfies WorkersFor<Jobs>;
