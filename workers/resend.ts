import { z } from "zod";
import { resend } from "../jobs/resend.ts";
import { serviceDb } from "../lib/db.ts";
import { open } from "../lib/seal.ts";
import { mailbox } from "../lib/subscribers/wishes.ts";
import { second } from "../lib/time.ts";
import { defineWorker } from "../lib/worker.ts";
import { promisedMail, sendPromised } from "./promised-mail.ts";

/** Fresh links for the mailbox of a subscriber; nothing for any other, and nobody can see the difference. */
export default defineWorker(
  resend,
  { concurrency: 10, timeoutMs: 20 * second },
  async ({ what, subscriberId, sealed, ask }, { signal }) => {
    const args = { p_what: what, p_period: `resend-${ask}` };
    if (subscriberId === undefined) {
      const typed = { p_email: open(mailbox, sealed, "mailbox"), ...args };
      return sendPromised(await serviceDb().call("request_links", typed, promisedMail, { signal }));
    }
    const known = { p_subscriber: subscriberId, p_key_hash: open(z.string(), sealed, "key-hash"), ...args };
    return sendPromised(await serviceDb().call("request_links_for", known, promisedMail, { signal }));
  },
);
