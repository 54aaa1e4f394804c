import { env } from "../../lib/env.ts";
import { type Route, route } from "../route.ts";

/**
 * Shows all mails to developers. The ingress knows nothing of mails: the server that plays the vendor (local/outbox)
 * renders them.
 */
export const mailRoutes: readonly Route[] =
  env.NODE_ENV === "production"
    ? []
    : [
        route({
          method: "GET",
          path: "/mails",
          summary: "All mails with invented postings; not in production",
          caller: "all",
          limit: "page",
          answers: { 303: { description: "To the gallery, in the local outbox", type: "text/plain" } },
          handle() {
            const gallery = `${env.RESEND_BASE_URL}/gallery`;
            return {
              status: 303,
              headers: { Location: gallery, "Content-Type": "text/plain; charset=utf-8" },
              body: gallery,
            };
          },
        }),
      ];
