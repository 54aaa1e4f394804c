import postgres, { type Sql } from "postgres";
import { second, wait } from "../../lib/time.ts";
import type { BatchRow, DeliveryRow, Ledger as Reading, SubscriberRow } from "./history.ts";
import { addressOf, personOf } from "./postbox.ts";

type Raw<Row, Times extends keyof Row> = Omit<Row, Times> & Record<Times, Date | null>;

const ms = (date: Date | null) => date?.getTime() ?? null;
/** postgres.js gives milliseconds; no rule depends on the order within one. */
const msOf = (date: Date | null) => date?.getTime() ?? 0;

/** Full access to the database, also to let time pass in it. */
export class Ledger {
  readonly #sql: Sql;
  readonly #signal: AbortSignal;

  constructor(url: string, signal: AbortSignal) {
    // If a connection is cut while it fetches types, the process would end, as nobody awaits that query.
    this.#sql = postgres(url, { max: 4, connect_timeout: 2, idle_timeout: 5, fetch_types: false, onnotice: () => {} });
    this.#signal = signal;
  }

  async read(): Promise<Reading> {
    const sql = this.#sql;
    const [subscribers, deliveries, batches] = await this.#insist(() =>
      Promise.all([
        sql<(Raw<SubscriberRow, "verifiedAt" | "unsubscribedAt"> & { email: string })[]>`
          select id, email, status, tier, verified_at as "verifiedAt", unsubscribed_at as "unsubscribedAt" from subscribers`,
        sql<Raw<DeliveryRow, "createdAt" | "settledAt">[]>`
          select id, subscriber_id as subscriber, kind, period, status, reason, request_id as request,
            provider_id as "providerId", batch_id as batch, created_at as "createdAt", settled_at as "settledAt"
          from deliveries`,
        sql<Raw<BatchRow, "claimedAt">[]>`select id, status, created_at as "claimedAt" from email_batches`,
      ]),
    );
    return {
      type: "ledger",
      at: Date.now(),
      subscribers: subscribers.map(({ email, verifiedAt, unsubscribedAt, ...row }) => ({
        ...row,
        ...{ person: personOf(email), verifiedAt: ms(verifiedAt), unsubscribedAt: ms(unsubscribedAt) },
      })),
      deliveries: deliveries.map((row) => ({ ...row, createdAt: msOf(row.createdAt), settledAt: ms(row.settledAt) })),
      batches: batches.map((row) => ({ ...row, claimedAt: msOf(row.claimedAt) })),
    };
  }

  /** Whether a person's request has come this far. */
  knowsOf(ask: "signup" | "verify", person: number): Promise<boolean> {
    const sql = this.#sql;
    return this.#insist(async () => {
      const [row] = await sql<{ known: boolean }[]>`
        select exists (select from subscribers s where s.email = ${addressOf(person)} and ${
          ask === "verify"
            ? sql`s.verified_at is not null`
            : sql`exists (select from deliveries d where d.subscriber_id = s.id and d.kind = 'verification')`
        }) as known`;
      return row?.known ?? false;
    });
  }

  postings(): Promise<number> {
    return this.#insist(async () => {
      const [row] = await this.#sql<{ count: number }[]>`select count(*)::int as count from postings`;
      return row?.count ?? 0;
    });
  }

  /** Makes all postings days old, as free digests leave out new ones. */
  async agePostings(): Promise<void> {
    await this.#insist(
      () => this.#sql`
        update postings set first_seen_at = first_seen_at - interval '2 days', changed_at = clock_timestamp()`,
    );
  }

  /** Lets time pass until the next digest. @returns whether the subscriber is still active */
  async makeDue(subscriber: string, dueAt: Date): Promise<boolean> {
    const rows = await this.#insist(
      () => this.#sql`
        update subscribers set next_digest_at = ${dueAt} where id = ${subscriber} and status = 'active' returning id`,
    );
    return rows.length > 0;
  }

  /** Lets time pass since the last mail with links, once that is out, so that another may follow. */
  async ageLinkMails(subscriber: string): Promise<void> {
    const sql = this.#sql;
    for (;;) {
      const [row] = await this.#insist(
        () => sql<{ open: boolean }[]>`
          select exists (select from deliveries where subscriber_id = ${subscriber} and kind <> 'digest'
            and status in ('pending', 'sending')) as open`,
      );
      if (row && !row.open) break;
      await wait(second / 5, this.#signal);
    }
    await this.#insist(
      () => sql`
        update deliveries set created_at = created_at - interval '2 minutes'
        where subscriber_id = ${subscriber} and kind <> 'digest' and created_at > now() - interval '1 minute'`,
    );
  }

  close(): Promise<void> {
    return this.#sql.end({ timeout: 1 });
  }

  /** Retries while Postgres is away, as some drills make it. */
  async #insist<T>(work: () => PromiseLike<T>): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        // If Postgres understood the statement and refused it, the drill is at fault.
        if (error instanceof postgres.PostgresError && /^(22|23|42)/.test(error.code)) throw error;
        await wait(second / 2, this.#signal);
      }
    }
  }
}
