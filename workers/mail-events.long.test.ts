import { createHash, randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { minute } from "../lib/time.ts";
import { type Product, startProduct } from "../test/product.ts";
import { until } from "../test/until.ts";
import { mailEvent, svixHeaders } from "../test/webhook.ts";

let product: Product;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product.close());

/** With "sent", which tells nothing, these are ten events of four mails, and each comes twice. */
const mails = 2000;
const fates = [["delivered"], ["Permanent"], ["delivered", "complained"], ["Transient", "delivered"]] as const;
const connections = 48;

/** Fisher and Yates, with dice that fall the same each time. */
function shuffled<T>(items: readonly T[]): T[] {
  const all = [...items];
  for (let at = all.length - 1; at > 0; at--) {
    const other = createHash("sha256").update(`${at}`).digest().readUInt32BE() % (at + 1);
    [all[at], all[other]] = [all[other] as T, all[at] as T];
  }
  return all;
}

test("a flood of ten thousand events, twice each and in no order, leaves the right state", async () => {
  const { sql, url } = product;
  const deliveries = await sql<{ id: string }[]>`
    with people as (
      insert into subscribers (email, mailbox_hash, status, wishes, cadence, time_zone, link_key_sealed, link_key_sha256, next_digest_at)
      select 'p' || n || '@example.org', 'hash ' || n, 'active', '{}', 'weekly', 'Europe/Berlin', '', encode(sha256(n::text::bytea), 'hex'),
        now() + interval '7 days'
      from generate_series(1, ${mails}) n
      returning id, mailbox_hash
    )
    insert into deliveries (subscriber_id, kind, period, status, settled_at, provider_id)
    select id, 'digest', 'w', 'sent', now(), gen_random_uuid()::text from people
    returning id`;
  const told = deliveries.flatMap(({ id: delivery }, n) =>
    ["sent", ...(fates[n % fates.length] ?? [])].map((what) => {
      const bounce = /^[A-Z]/.test(what) && { type: what, message: "said no", subType: "General" };
      const body = mailEvent(`email.${bounce ? "bounced" : what}`, { tags: { delivery }, ...(bounce && { bounce }) });
      return { body, id: `msg_${randomUUID()}` };
    }),
  );
  const events = shuffled([...told, ...told]);
  const answers: Record<number, number> = {};
  // The vendor repeats what got no 2xx: here ingress, workers and sender share one event loop, and Redis has a second.
  // What was refused for that may have come through all the same, and is known the next time.
  let refused = 0;
  const queue = [...events];
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const { body, id } = next;
        const { status } = await fetch(`${url}/webhooks/resend`, {
          method: "POST",
          body,
          headers: svixHeaders(body, { id }),
        });
        if (status === 503) {
          queue.push(next);
          refused++;
        } else answers[status] = (answers[status] ?? 0) + 1;
      }
    }),
  );
  expect(events).toHaveLength(10_000);
  expect(Object.keys(answers)).toEqual(["200", "202"]);
  expect(answers[202]).toBeLessThanOrEqual(told.length);
  expect(answers[202]).toBeGreaterThanOrEqual(told.length - refused);
  const done = async () =>
    (await sql`select from webhook_events where processed_at is not null`).length === told.length - mails;
  await until("all applied", done, 2 * minute);

  const each = mails / fates.length;
  expect(await sql`select fate, count(*)::int from deliveries group by 1 order by 1`).toEqual([
    { fate: "bounced", count: each },
    { fate: "complained", count: each },
    { fate: "delivered", count: 2 * each },
  ]);
  expect(await sql`select reason, count(*)::int from suppressions group by 1 order by 1`).toEqual([
    { reason: "bounce", count: each },
    { reason: "complaint", count: each },
  ]);
  expect(await sql`select status, count(*)::int from subscribers group by 1 order by 1`).toEqual([
    { status: "active", count: 2 * each },
    { status: "unsubscribed", count: 2 * each },
  ]);
  expect(
    await sql`select sum(delivered)::int as delivered, sum(bounced)::int as bounced, sum(complained)::int as complained from mail_figures`,
  ).toEqual([{ delivered: 3 * each, bounced: 2 * each, complained: each }]);
  expect(await sql`select from sending_stops`).toHaveLength(1);
});
