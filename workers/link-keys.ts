import { z } from "zod";
import { linkKeys } from "../jobs/link-keys.ts";
import { serviceDb } from "../lib/db.ts";
import { open, seal, sealedBy } from "../lib/seal.ts";
import { sealedLinkKey } from "../lib/subscribers/link-key.ts";
import { minute } from "../lib/time.ts";
import { defineWorker } from "../lib/worker.ts";

/** Rows of one call: some 100 kB of JSON, and locks for a few milliseconds. */
const pageSize = 500;
const purpose = "link-key";

const page = z.array(z.object({ id: z.uuid(), sealed: z.string() }));
type Row = z.output<typeof page>[number];

/** A row that changes, as replace_link_keys takes it. */
interface Change {
  id: string;
  was: string;
  sealed: string;
  sha256?: string;
}

/** Page by page in the order of ids. A run that was cut off begins again, and skips what is done. */
export default defineWorker(
  linkKeys,
  { concurrency: 1, timeoutMs: 10 * minute },
  async ({ act, of, askedAt }, { signal, log }) => {
    const counts = { looked: 0, changed: 0, current: 0, next: 0, unreadable: 0 };
    const which = { ...(of !== "all" && { p_ids: of }), ...(act === "replace" && { p_before: askedAt }) };
    let after = "00000000-0000-0000-0000-000000000000";
    for (;;) {
      const args = { p_after: after, p_limit: pageSize, ...which };
      const rows = await serviceDb().call("link_keys", args, page, { signal });
      const changes: Change[] = [];
      for (const row of rows) {
        const by = sealedBy(row.sealed, purpose);
        counts[by ?? "unreadable"]++;
        if (act === "replace") changes.push(replaced(row));
        if (act === "reseal" && by === "next") changes.push(resealed(row));
      }
      counts.looked += rows.length;
      if (changes.length > 0) {
        counts.changed += await serviceDb().call("replace_link_keys", { p: changes }, z.int(), { signal });
      }
      const last = rows.at(-1);
      if (rows.length < pageSize || !last) break;
      after = last.id;
    }
    log.info({ audit: true, act, of: of === "all" ? of : of.length, ...counts }, "audit: link keys");
    return counts;
  },
);

function replaced({ id, sealed: was }: Row): Change {
  const { linkKeySealed: sealed, linkKeySha256: sha256 } = sealedLinkKey();
  return { id, was, sealed, sha256 };
}

function resealed({ id, sealed: was }: Row): Change {
  return { id, was, sealed: seal(open(z.string(), was, purpose), purpose) };
}
