import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { producer, redisKey } from "../lib/redis.ts";
import { seal } from "../lib/seal.ts";
import { hashLinkKey, readToken } from "../lib/tokens.ts";
import { insertSubscriber, someMailbox } from "../test/people.ts";
import { runOnce } from "../test/run.ts";
import { worldOfFile } from "../test/world.ts";
import address from "./address.ts";
import email from "./email.ts";
import erase from "./erase.ts";
import exportData from "./export.ts";
import match from "./match.ts";
import preferences from "./preferences.ts";
import resend from "./resend.ts";
import stay from "./stay.ts";
import sweep from "./sweep.ts";
import unsubscribe from "./unsubscribe.ts";
import verify from "./verify.ts";

const world = worldOfFile();

type Person = Awaited<ReturnType<typeof insertSubscriber>>;
const proof = ({ key }: Person) => seal(hashLinkKey(key), "key-hash");
const asked = (person: Person, to: string, changeId: string = randomUUID()) => ({
  step: "ask" as const,
  subscriberId: person.id,
  sealed: seal({ keyHash: hashLinkKey(person.key), email: to }, "address"),
  changeId,
  request: "r",
});
/** Sends what is promised, as the sweep would ask for it. */
async function sendAll(): Promise<void> {
  const waiting = await world.sql`select id from deliveries where status = 'pending'`;
  if (waiting.length > 0) await runOnce(email, { deliveries: waiting.map(({ id }) => id as string) });
}
const linkIn = (text: string, path: string) => {
  const url = new URL(new RegExp(`https?://\\S+${path}\\?token=[\\w.-]+`).exec(text)?.[0] ?? "");
  return url.searchParams.get("token") ?? "";
};

test("an erasure sends one last mail, and then nothing of the person is anywhere", async () => {
  const person = await insertSubscriber(world.sql, { locale: "de" });
  await runOnce(erase, { subscriberId: person.id, sealed: proof(person) });
  await runOnce(erase, { subscriberId: person.id, sealed: proof(person) });
  await sendAll();
  expect(await world.outbox.mails(person.email)).toHaveLength(1);
  expect(await runOnce(sweep, {})).toMatchObject({ erased: 1 });
  expect(await world.sql`select from subscribers`).toHaveLength(0);
});

test("jobs that waited while a person was erased find nobody, and end well", async () => {
  const person = await insertSubscriber(world.sql);
  const { id: subscriberId } = person;
  const [request] =
    await world.sql`insert into email_verification_requests ${world.sql({ subscriber_id: subscriberId })} returning id`;
  const [digest] = await world.sql`
    insert into deliveries ${world.sql({ subscriber_id: subscriberId, kind: "digest", period: "p", status: "pending" })} returning id`;
  await runOnce(erase, { subscriberId, sealed: proof(person) });
  await sendAll();
  const keyHash = hashLinkKey(person.key);
  const change = { keyHash, change: { minScore: 10 } };
  await runOnce(match, { subscribers: [subscriberId], period: "2026-12-07" });
  await runOnce(email, { deliveries: [digest?.id as string] });
  await runOnce(verify, { requestId: request?.id as string });
  await runOnce(unsubscribe, { subscriberId });
  await runOnce(stay, { subscriberId });
  await runOnce(exportData, { subscriberId, sealed: proof(person), ask: randomUUID() });
  await runOnce(preferences, { subscriberId, sealed: seal(change, "preferences"), askedAt: new Date().toISOString() });
  await runOnce(address, asked(person, someMailbox()));
  await runOnce(resend, { what: "links", sealed: seal(person.email, "mailbox"), ask: randomUUID(), request: "r" });
  expect(await world.sql`select status from subscribers`).toEqual([{ status: "erasing" }]);
  await sendAll();
  expect(await world.outbox.mails()).toHaveLength(1);
});

test("a change of address goes by a mail to each side, and old links end with it", async () => {
  const person = await insertSubscriber(world.sql);
  const to = someMailbox();
  const job = asked(person, to);
  await runOnce(address, job);
  await runOnce(address, job);
  expect(await producer().llen(redisKey("email", "wait"))).toBeGreaterThanOrEqual(2);
  await sendAll();
  for (const [side, mailbox] of [
    ["old", person.email],
    ["new", to],
  ] as const) {
    const mails = await world.outbox.mails(mailbox);
    expect(mails).toHaveLength(1);
    const link = await readToken("address", linkIn(mails[0]?.text ?? "", "/address"));
    expect(link).toMatchObject({ changeId: job.changeId, side });
    expect(link.key === person.key).toBe(side === "old");
    const sealed = seal(link.keyHash, "key-hash");
    const confirm = { step: "confirm" as const, changeId: job.changeId, side, sealed };
    expect(await runOnce(address, confirm)).toEqual({ outcome: side === "old" ? "waiting" : "moved" });
  }
  await sendAll();
  const [fresh] = await world.outbox.mails(to);
  expect(linkIn(fresh?.text ?? "", "/preferences")).not.toBe("");
  expect(await world.outbox.mails(person.email)).toHaveLength(1);
  expect(await world.sql`select email from subscribers`).toEqual([{ email: to }]);
});

test("an export is one mail an hour with a link; staying is a sign", async () => {
  const quiet = new Date(Date.now() - 200 * 86_400_000);
  const person = await insertSubscriber(world.sql, { last_sign_at: quiet, verified_at: quiet });
  for (let turn = 0; turn < 2; turn++)
    await runOnce(exportData, { subscriberId: person.id, sealed: proof(person), ask: randomUUID() });
  await sendAll();
  const mails = await world.outbox.mails(person.email);
  expect(mails).toHaveLength(1);
  expect(linkIn(mails[0]?.text ?? "", "/me/export")).not.toBe("");

  expect(await runOnce(sweep, { retention: true })).toMatchObject({ reEngaged: 1 });
  await sendAll();
  const [asksWhether] = await world.outbox.mails(person.email);
  expect(linkIn(asksWhether?.text ?? "", "/stay")).not.toBe("");
  await runOnce(stay, { subscriberId: person.id });
  const [{ ago } = {}] = await world.sql`select (now() - last_sign_at < interval '1 minute') as ago from subscribers`;
  expect(ago).toBe(true);
  expect(await runOnce(sweep, { retention: true })).toMatchObject({ reEngaged: 0 });
});
