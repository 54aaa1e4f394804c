import type { Sql } from "postgres";
import { expect } from "vitest";
import { z } from "zod";
import { serviceDb } from "../../lib/db.ts";
import { insertDelivery, insertSubscriber } from "../../test/people.ts";
import { claimDeliveries, only } from "./arrange.ts";

export const settle = (batch: string, status: string, sent: Record<string, string> = {}) =>
  serviceDb().call("settle_batch", { p_batch: batch, p_status: status, p_sent: sent }, z.null());
export const claimOne = async (ids: string[]) => only((await claimDeliveries(ids)).batches);

/** Mails and their batches, and functions to let time pass for them. */
export function mailsIn(sql: Sql) {
  /** A promised digest for a new person. */
  async function digest(over: Record<string, unknown> = {}, subscriber: Record<string, unknown> = {}) {
    const { id: subscriberId, email } = await insertSubscriber(sql, subscriber);
    return { subscriberId, email, id: await insertDelivery(sql, subscriberId, { kind: "digest", ...over }) };
  }
  const deliveries = (ids: string[]) => sql`select * from deliveries where id = any(${ids}) order by id`;
  return {
    digest,
    digests: (count: number) => Promise.all(Array.from({ length: count }, async () => (await digest()).id)),
    deliveries,
    statuses: async (ids: string[]) => (await deliveries(ids)).map(({ status }) => status),
    async batchOf(id: string) {
      const [row] = await sql`select * from email_batches where id = ${id}`;
      return row ?? expect.fail("no such batch");
    },
    /** Lets the lease of a batch's sender expire. */
    expireLease: (batch: string) =>
      sql`update email_batches set lease_until = now() - interval '1 second' where id = ${batch}`,
  };
}
