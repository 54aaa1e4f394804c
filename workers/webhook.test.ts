import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { LaterError } from "../lib/errors.ts";
import { insertAddressChange, insertDelivery, insertSubscriber } from "../test/people.ts";
import { runOnce } from "../test/run.ts";
import { emptied } from "../test/services.ts";
import { until } from "../test/until.ts";
import { worldOfFile } from "../test/world.ts";
import email from "./email.ts";
import webhook from "./webhook.ts";

const world = worldOfFile();
beforeEach(async () => {
  await emptied(world.sql, "webhook_events", "mail_figures", "sending_stops");
});

type Payload = Extract<Parameters<typeof webhook.handle>[0], { source: "resend" }>;
const event = (type: string, over: Partial<Payload> = {}): Payload => ({
  source: "resend",
  eventId: `msg_${randomUUID()}`,
  type: `email.${type}`,
  at: "2026-11-20T10:00:00.000Z",
  ...over,
});
const tell = (payload: Payload) => runOnce(webhook, payload);
const hard = { detail: "Permanent" };
const soft = { detail: "Transient" };

/** A person with a digest that has gone out. */
async function sent(over: Record<string, unknown> = {}, person?: string) {
  const subscriberId = person ?? (await insertSubscriber(world.sql, { next_digest_at: new Date() })).id;
  const emailId = randomUUID();
  const settled = { status: "sent", settled_at: new Date(), provider_id: emailId };
  const deliveryId = await insertDelivery(world.sql, subscriberId, { kind: "digest", ...settled, ...over });
  return { subscriberId, deliveryId, emailId };
}
const stateOf = async (subscriberId: string) => {
  const [row] = await world.sql`
    select s.status, s.next_digest_at is null as quiet, s.paused_until, x.reason as suppressed
    from subscribers s left join suppressions x using (mailbox_hash) where s.id = ${subscriberId}`;
  return row;
};
const fateOf = async (id: string) => (await world.sql`select fate from deliveries where id = ${id}`)[0]?.fate;

describe("what the vendor tells of a mail", () => {
  test("delivered feeds the figures, once, whether known by the tag or by the vendor's id", async () => {
    const [one, other] = [await sent(), await sent({ kind: "links" })];
    const delivered = event("delivered", { deliveryId: one.deliveryId });
    expect(await tell(delivered)).toEqual({ outcome: "applied" });
    expect(await tell(delivered)).toEqual({ outcome: "seen" });
    await tell(event("delivered", { emailId: other.emailId }));
    expect(await world.sql`select bulk, delivered, bounced from mail_figures order by bulk`).toEqual([
      { bulk: false, delivered: 1, bounced: 0 },
      { bulk: true, delivered: 1, bounced: 0 },
    ]);
    expect(await fateOf(one.deliveryId)).toBe("delivered");
  });

  test.each([
    ["a hard bounce", event("bounced", hard), "bounce", "bounced"],
    ["a complaint", event("complained"), "complaint", "complained"],
    ["what the vendor suppressed", event("suppressed", { detail: "previous_complaint" }), "complaint", null],
  ])("%s ends it at once: nothing that waits is sent", async (_, told, suppressed, fate) => {
    const { subscriberId, deliveryId } = await sent();
    const waiting = await insertDelivery(world.sql, subscriberId, { kind: "links" });
    await world.sql`insert into consents (subscriber_id, signup_id, wording, given_at)
      values (${subscriberId}, 'a', '2026-11', now())`;
    await tell({ ...told, deliveryId });
    expect(await stateOf(subscriberId)).toEqual({
      status: "unsubscribed",
      quiet: true,
      paused_until: null,
      suppressed,
    });
    expect(await fateOf(deliveryId)).toBe(fate);
    await runOnce(email, { deliveries: [waiting] });
    expect(await world.outbox.mails()).toEqual([]);
    expect(await world.sql`select status, reason from deliveries where id = ${waiting}`).toEqual([
      { status: "skipped", reason: "suppressed" },
    ]);
    const [consent] = await world.sql`select withdrawn_at is not null as withdrawn from consents`;
    expect(consent).toEqual({ withdrawn: suppressed === "complaint" });
  });

  test("of nobody who had confirmed: the mailbox is suppressed, the row goes its way", async () => {
    const person = await insertSubscriber(world.sql, { status: "unverified" });
    const { deliveryId } = await sent({ kind: "verification" }, person.id);
    await tell(event("bounced", { ...hard, deliveryId }));
    expect(await stateOf(person.id)).toMatchObject({ status: "unverified", suppressed: "bounce" });
  });

  test("about a mail to an address that was left since does not touch the new one", async () => {
    const { subscriberId, deliveryId } = await sent();
    await insertAddressChange(world.sql, subscriberId, { applied_at: new Date(Date.now() + 1000) });
    await tell(event("bounced", { ...hard, deliveryId }));
    expect(await stateOf(subscriberId)).toMatchObject({ status: "active", suppressed: null });
    expect(await fateOf(deliveryId)).toBe("bounced");
  });

  test("about a new address that does not exist suppresses that one alone", async () => {
    const { id } = await insertSubscriber(world.sql);
    const change = await insertAddressChange(world.sql, id, { mailbox_hash: "hash of the new one" });
    const { deliveryId } = await sent({ kind: "address_confirmation", address_change_id: change.id }, id);
    await tell(event("bounced", { ...hard, deliveryId }));
    expect(await stateOf(id)).toMatchObject({ status: "active", suppressed: null });
    expect(await world.sql`select mailbox_hash from suppressions`).toEqual([{ mailbox_hash: "hash of the new one" }]);
    const again = await insertDelivery(world.sql, id, { kind: "address_confirmation", address_change_id: change.id });
    await runOnce(email, { deliveries: [again] });
    expect(await world.sql`select reason from deliveries where id = ${again}`).toEqual([{ reason: "suppressed" }]);
  });

  test.each([
    ["waits", false, "active", null],
    ["was made", true, "unsubscribed", "complaint"],
    ["was made and is past", "left", "active", null],
  ])(
    "a new mailbox that complains about the very mail is suppressed when the change %s",
    async (_, made, status, theirs) => {
      const { id } = await insertSubscriber(world.sql);
      const hash = "hash of the new one";
      const change = await insertAddressChange(world.sql, id, {
        mailbox_hash: hash,
        applied_at: made ? new Date(Date.now() + 1000) : null,
      });
      if (made === true) await world.sql`update subscribers set mailbox_hash = ${hash} where id = ${id}`;
      const { deliveryId } = await sent({ kind: "address_confirmation", address_change_id: change.id }, id);
      await tell(event("complained", { deliveryId }));
      expect(await world.sql`select mailbox_hash, reason from suppressions`).toEqual([
        { mailbox_hash: hash, reason: "complaint" },
      ]);
      expect(await stateOf(id)).toMatchObject({ status, suppressed: theirs });
    },
  );

  test("of somebody who is being erased: neither stands in the other's way, and no mail of theirs is found", async () => {
    const { subscriberId, deliveryId, emailId } = await sent({ provider_id: null });
    const told = event("bounced", { ...hard, emailId });
    await expect(tell(told)).rejects.toBeInstanceOf(LaterError);
    await world.sql`update deliveries set provider_id = ${emailId} where id = ${deliveryId}`;
    const telling = await world.sql.begin(async (erasing) => {
      await erasing`select from subscribers where id = ${subscriberId} for update`;
      const again = tell(told).catch((error: unknown) => error);
      await until("the event waits for the person", async () => {
        const [row] = await world.sql`
          select from pg_stat_activity where wait_event_type = 'Lock' and query like '%apply_mail_event%'`;
        return row;
      });
      await erasing`select forget_subscribers(array[${subscriberId}::uuid])`;
      return { again };
    });
    expect(await telling.again).toBeInstanceOf(LaterError);
    await world.sql`update webhook_events set received_at = now() - interval '11 minutes'`;
    expect(await tell(told)).toEqual({ outcome: "unknown" });
  });

  test("types that say nothing of a mail, known or not, are noted and change nothing", async () => {
    const { subscriberId, deliveryId } = await sent();
    for (const type of ["sent", "delivery_delayed", "scheduled", "of.next.year"]) {
      expect(await tell(event(type, { deliveryId }))).toEqual({ outcome: "noted" });
    }
    expect(await fateOf(deliveryId)).toBeNull();
    expect(await stateOf(subscriberId)).toMatchObject({ status: "active", suppressed: null });
    expect(await world.sql`select from webhook_events where processed_at is not null`).toHaveLength(4);
  });
});

describe("events come as they like", () => {
  test("in whatever order a mail's events come, twice or at once, the end is the same", async () => {
    const types: [string, object][] = [
      ["sent", {}],
      ["delivered", {}],
      ["bounced", soft],
      ["bounced", hard],
      ["complained", {}],
      ["suppressed", { detail: "previous_bounce" }],
    ];
    const some = fc.uniqueArray(fc.integer({ min: 0, max: types.length - 1 }), { minLength: 2 });
    const orders = some.chain((chosen) =>
      fc.tuple(
        fc.constant(chosen),
        fc.shuffledSubarray([...chosen, ...chosen], { minLength: 2 * chosen.length }),
        fc.boolean(),
      ),
    );
    const run = async (order: readonly number[], atOnce: boolean) => {
      const { subscriberId, deliveryId } = await sent();
      await world.sql`insert into consents (subscriber_id, signup_id, wording, given_at)
        values (${subscriberId}, 'a', '2026-11', now())`;
      const names = types.map(() => `msg_${randomUUID()}`);
      const told = order.map((at) => {
        const [type, detail] = types[at] ?? ["sent", {}];
        return event(type, { deliveryId, ...detail, eventId: names[at] ?? "", at: `2026-11-20T10:00:0${at}.000Z` });
      });
      if (atOnce) await Promise.all(told.map(tell));
      else for (const each of told) await tell(each);
      const [delivery] = await world.sql`
        select fate, delivered_at, soft_bounced_at, bounced_at, complained_at from deliveries where id = ${deliveryId}`;
      const [consent] = await world.sql`
        select withdrawn_at is not null as withdrawn from consents where subscriber_id = ${subscriberId}`;
      return { ...(await stateOf(subscriberId)), ...delivery, ...consent };
    };
    await fc.assert(
      fc.asyncProperty(orders, async ([inOrder, order, atOnce]) => {
        expect(await run(order, atOnce)).toEqual(await run(inOrder, false));
      }),
      { numRuns: 25 },
    );
  });

  test("an event that is here before the vendor's id waits for it; one of somebody else's mail is let go", async () => {
    const { deliveryId, emailId } = await sent({ provider_id: null });
    const early = event("bounced", { ...hard, emailId });
    const later = await tell(early).catch((error: unknown) => error);
    expect(later).toBeInstanceOf(LaterError);
    expect((later as LaterError).ms).toBeGreaterThan(1000);
    await world.sql`update deliveries set provider_id = ${emailId} where id = ${deliveryId}`;
    expect(await tell(early)).toEqual({ outcome: "applied" });

    const strange = event("delivered", { emailId: randomUUID() });
    await expect(tell(strange)).rejects.toBeInstanceOf(LaterError);
    await world.sql`update webhook_events set received_at = now() - interval '11 minutes' where processed_at is null`;
    expect(await tell(strange)).toEqual({ outcome: "unknown" });
    expect(await tell(strange)).toEqual({ outcome: "seen" });
    // Its row was there before it: it is another installation's.
    expect(await tell(event("bounced", { ...hard, deliveryId: randomUUID() }))).toEqual({ outcome: "unknown" });
  });

  test("an event of a mail whose answer was lost says that it went out", async () => {
    const { deliveryId, emailId } = await sent({ status: "unknown", reason: "lost", provider_id: null });
    await tell(event("delivered", { deliveryId, emailId }));
    expect(await world.sql`select status, reason, provider_id from deliveries`).toEqual([
      { status: "sent", reason: null, provider_id: emailId },
    ]);
    expect(await world.sql`select accepted, delivered from mail_figures`).toEqual([{ accepted: 1, delivered: 1 }]);
  });
});

describe("three soft bounces in a row", () => {
  const day = (at: number) => new Date(Date.UTC(2026, 10, at, 8));
  const told = async (person: string, at: number, type: string, detail: object = {}) => {
    const { deliveryId } = await sent({ created_at: day(at) }, person);
    await tell(event(type, { deliveryId, ...detail, at: day(at).toISOString() }));
  };

  test("pause for two weeks from the last; a longer pause of the person's own stays", async () => {
    const [one, other] = [
      await insertSubscriber(world.sql),
      await insertSubscriber(world.sql, { paused_until: "2027-03-01" }),
    ];
    for (const { id } of [one, other]) for (const at of [1, 2, 3]) await told(id, at, "bounced", soft);
    expect((await stateOf(one.id))?.paused_until).toEqual(day(17));
    expect((await stateOf(other.id))?.paused_until).toEqual(new Date("2027-03-01T00:00:00Z"));
  });

  test("are no row when a mail arrived between them, or when two tell of the same mail", async () => {
    const { id } = await insertSubscriber(world.sql);
    await told(id, 1, "bounced", soft);
    await told(id, 2, "bounced", soft);
    await told(id, 3, "delivered");
    await told(id, 4, "bounced", soft);
    const { deliveryId } = await sent({ created_at: day(5) }, id);
    await tell(event("bounced", { ...soft, deliveryId }));
    await tell(event("bounced", { ...soft, deliveryId }));
    expect((await stateOf(id))?.paused_until).toBeNull();
  });
});
