import { z } from "zod";
import { exportData } from "../jobs/export.ts";
import { serviceDb } from "../lib/db.ts";
import { open } from "../lib/seal.ts";
import { second } from "../lib/time.ts";
import { defineWorker } from "../lib/worker.ts";
import { promisedMail, sendPromised } from "./promised-mail.ts";

/** Only promises the mail, under the id that its link carries. The data is read when the link is opened. */
export default defineWorker(
  exportData,
  { concurrency: 5, timeoutMs: 20 * second },
  async ({ subscriberId, sealed, ask }, { signal }) => {
    const args = {
      p_subscriber: subscriberId,
      p_key_hash: open(z.string(), sealed, "key-hash"),
      p_ask: ask,
    };
    await sendPromised(await serviceDb().call("request_export", args, promisedMail, { signal }));
  },
);
