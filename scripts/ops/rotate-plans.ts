import { tokenLifeMs } from "../../lib/tokens.ts";

/** How to rotate a secret, and when the old one is no longer needed. */
export interface Plan {
  /** The processes that have it; all get the same value. */
  where: string;
  /** Who creates it; absent = we do. */
  vendor?: string;
  /** For how many days after the swap something signed or sealed with the old one may come; 0 = see `until`. */
  days: number;
  until: string;
  /** What to do between the swap and removing the old one. */
  between?: string;
  /** What breaks if the old one is removed at once, as after a leak. */
  leaked: string;
}

const dayMs = 24 * 60 * 60 * 1000;
/** How long failed jobs stay in Redis (lib/queue) and can be retried. */
const failedJobsDays = 14;

const callers: Pick<Plan, "days" | "until" | "leaked"> = {
  days: 0,
  until: "every caller uses the new one",
  leaked: "callers that still use the old one are refused",
};

/** The secrets with a NEXT_ variable, by name. A test compares them with lib/env. */
export const plans: Readonly<Record<string, Plan>> = {
  EMAIL_VERIFICATION_SECRET: {
    where: "ingress and workers",
    days: tokenLifeMs.verify / dayMs,
    until: "the last verification link signed with the old one has expired",
    leaked: "open verification links stop working; people ask for fresh ones on /verify/resend",
  },
  PREFERENCES_SECRET: {
    where: "ingress and workers",
    days: Math.max(...Object.values(tokenLifeMs)) / dayMs,
    until:
      "the last unsubscribe link signed with the old one has expired (all others: 30 days), " +
      'or `jobping_tokens_read_total{secret="next"}` has long stood still',
    leaked: "every link of every mail stops working, also unsubscribe; people ask for fresh ones on /links",
  },
  SEAL_SECRET: {
    where: "ingress and workers",
    days: failedJobsDays,
    until: "`rotate --check` counts 0 keys sealed with the old one, and no failed job holds anything sealed with it",
    between: "npm run -s ops -- rotate SEAL_SECRET --reseal",
    leaked:
      "do not drop it at once: link keys would be lost. Swap, --reseal, drop it the same day (failed jobs are lost), " +
      "and `ops invalidate-tokens --all`. The mailbox hashes of people who are erased are not recognised any more",
  },
  SYSTEM_API_KEY: { where: "ingress and its callers", ...callers },
  INTERNAL_API_HMAC_SECRET: { where: "ingress and its callers", ...callers },
  ADMIN_API_KEY: { where: "ingress and the operators", ...callers },
  RESEND_WEBHOOK_SECRET: {
    where: "the ingress",
    vendor: "Resend's dashboard (Webhooks)",
    days: 5,
    until: "Resend repeats no event any more that it signed with the old one",
    leaked: "make a new one at once: events that are signed with the old one are refused, and Resend repeats them",
  },
  POLAR_WEBHOOK_SECRET: {
    where: "the ingress",
    vendor: "a second endpoint of the same address in Polar's dashboard (Settings, Webhooks)",
    days: 2,
    until: "the first endpoint was deleted there after the swap, and repeats no event any more",
    leaked:
      "make a new one at once: events that are signed with the old one are refused. What Polar gives up on, " +
      "`ops billing reconcile --yes` brings",
  },
  METRICS_TOKEN: { where: "ingress and the scraper", ...callers },
};
