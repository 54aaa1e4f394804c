import type { Sql } from "postgres";
import { z } from "zod";
import { serviceDb } from "../../lib/db.ts";
import { insertSubscriber } from "../../test/people.ts";

/** Somebody whose digest is due. */
export async function insertDue(sql: Sql, over: Record<string, unknown> = {}): Promise<string> {
  const due = new Date(Date.now() - 60_000);
  return (await insertSubscriber(sql, { next_digest_at: due, ...over })).id;
}

export const digestsOf = (sql: Sql, id: string) =>
  sql`select * from deliveries where subscriber_id = ${id} and kind = 'digest' order by period`;

export const stored = z.strictObject({
  deliveryId: z.uuid(),
  status: z.string(),
  reason: z.string().nullable(),
  progressId: z.string().nullable(),
});
export const matchOf = (postingId: string) => ({
  ...{ postingId, score: 80, parts: { place: 40 }, reasons: ["Berlin"], gaps: [] },
});

/** The match worker's choice for each. */
export const store = (items: { deliveryId: string; postings: string[] }[]) => {
  const p = items.map(({ deliveryId, postings }) => ({
    deliveryId,
    lookedAt: 10,
    more: 3,
    matches: postings.map(matchOf),
  }));
  return serviceDb().call("store_digests", { p }, z.array(stored));
};
