import { describe, expect, test } from "vitest";
import { PermanentError } from "../lib/errors.ts";
import { keyedHash, keyedHashes, seal } from "../lib/seal.ts";
import { readProgress, recordStep } from "../lib/subscribers/progress.ts";
import { consentWording } from "../lib/subscribers/wishes.ts";
import { insertDelivery, insertSubscriber, signupPayload, someSignup } from "../test/people.ts";
import { runOnce, runWaiting } from "../test/run.ts";
import { worldOfFile } from "../test/world.ts";
import email from "./email.ts";
import signup from "./signup.ts";

const world = worldOfFile();

const pending = () =>
  world.sql<{ id: string; kind: string }[]>`select id, kind from deliveries where status = 'pending'`;
const sendAll = () => runWaiting(email);
const stepsOf = async (id: string) => (await readProgress(id))?.steps.map(({ step }) => step);

test("stores the subscriber with consent and promises one verification mail", async () => {
  const body = someSignup({ keywords: ["sql"] });
  const source = "https://campus.example";
  const consent = { wording: consentWording, at: new Date().toISOString(), ipHash: null, source };
  const payload = { ...signupPayload(body), sealed: seal({ body, consent }, "signup") };
  await runOnce(signup, payload);
  const [row] = await world.sql`select * from subscribers`;
  expect(row).toMatchObject({ email: body.email, name: body.name, status: "unverified", time_zone: "Europe/Berlin" });
  expect(row?.wishes).toMatchObject({ keywords: ["sql"], cities: [{ geonameId: 2950159, country: "DE" }] });
  expect(await world.sql`select wording, source, confirmed_at from consents`).toEqual([
    { wording: "2026-11", source, confirmed_at: null },
  ]);
  expect(await pending()).toEqual([{ id: expect.any(String), kind: "verification" }]);
  expect(await stepsOf(payload.signupId)).toEqual(["received"]);
  await sendAll();
  expect(await stepsOf(payload.signupId)).toEqual(["received", "verification_sent"]);
  expect(await world.outbox.mails(body.email)).toHaveLength(1);
});

test("run twice, it stores and promises once", async () => {
  const payload = signupPayload(someSignup());
  await runOnce(signup, payload);
  await runOnce(signup, payload);
  expect(await pending()).toHaveLength(1);
  expect(await world.sql`select count(*)::int from consents`).toEqual([{ count: 1 }]);
});

test("five different signups of one mailbox at once: one subscriber, one mail, the last wishes", async () => {
  const body = someSignup();
  const payloads = [1, 2, 3, 4, 5].map((n) => signupPayload({ ...body, keywords: [`wish ${n}`] }));
  await Promise.all(payloads.map((payload) => runOnce(signup, payload)));
  await runOnce(signup, signupPayload({ ...body, keywords: ["the last"] }));
  const rows = await world.sql`select wishes->'keywords' as keywords from subscribers`;
  expect(rows).toEqual([{ keywords: ["the last"] }]);
  await sendAll();
  expect(await world.outbox.mails()).toHaveLength(1);
  for (const { signupId } of payloads) expect(await stepsOf(signupId)).toEqual(["received", "verification_sent"]);
});

test("of two signups the wishes that came last stay, whichever is stored last", async () => {
  const body = someSignup();
  const payloadOf = (wish: string, at: number) => {
    const consent = { wording: consentWording, at: new Date(at).toISOString(), ipHash: null };
    return { ...signupPayload(body), sealed: seal({ body: { ...body, keywords: [wish] }, consent }, "signup") };
  };
  const now = Date.now();
  await runOnce(signup, payloadOf("the last", now));
  await runOnce(signup, payloadOf("a moment before", now - 1));
  expect(await world.sql`select wishes->'keywords' as keywords from subscribers`).toEqual([{ keywords: ["the last"] }]);
  expect(await world.sql`select count(*)::int from consents`).toEqual([{ count: 2 }]);
});

test("an unverified person who signs up again later gets a new mail, and the old page follows", async () => {
  const body = someSignup();
  const [old, fresh] = [signupPayload(body), signupPayload({ ...body, keywords: ["new"] })];
  await runOnce(signup, old);
  await world.sql`update deliveries set created_at = created_at - interval '61 seconds'`;
  await runOnce(signup, fresh);
  expect(await pending()).toHaveLength(2);
  await recordStep(fresh.signupId, "verified", new Date());
  expect(await stepsOf(old.signupId)).toContain("verified");
});

test("who has left comes back at once, and the new page shows the new way", async () => {
  const person = await insertSubscriber(world.sql, { status: "unsubscribed" });
  await insertDelivery(world.sql, person.id, { kind: "verification", status: "sent", progress_id: person.progressId });
  await recordStep(person.progressId, "digest_sent", new Date());
  const payload = signupPayload(someSignup({ email: person.email }));
  await runOnce(signup, payload);
  expect(await stepsOf(payload.signupId)).toEqual(["received"]);
  await sendAll();
  expect(await world.outbox.mails(person.email)).toHaveLength(1);
  expect(await stepsOf(payload.signupId)).toEqual(["received", "verification_sent"]);
});

test("after three mails in an hour the steps are those of any other signup, not of a way that is over", async () => {
  const person = await insertSubscriber(world.sql, { status: "unsubscribed" });
  for (const kind of ["verification", "links", "already_subscribed"])
    await insertDelivery(world.sql, person.id, { kind, status: "sent", progress_id: person.progressId });
  await recordStep(person.progressId, "digest_sent", new Date());
  const payload = signupPayload(someSignup({ email: person.email }));
  await runOnce(signup, payload);
  expect(await pending()).toEqual([]);
  await sendAll();
  expect(await stepsOf(payload.signupId)).toEqual(["received", "verification_sent"]);
});

test("no more than three mails an hour to one mailbox", async () => {
  const body = someSignup();
  for (let turn = 0; turn < 5; turn++) {
    await runOnce(signup, signupPayload(body));
    await world.sql`update deliveries set created_at = created_at - interval '61 seconds'`;
  }
  expect(await pending()).toHaveLength(3);
});

describe("a known address", () => {
  test("keeps its wishes, is told by mail, and its signup looks like any other", async () => {
    const person = await insertSubscriber(world.sql);
    const [before] = await world.sql`select * from subscribers`;
    const payload = signupPayload(someSignup({ email: person.email, keywords: ["other"], name: "Somebody Else" }));
    const result = await runOnce(signup, payload);
    expect(await world.sql`select * from subscribers`).toEqual([before]);
    expect(await pending()).toEqual([{ id: expect.any(String), kind: "already_subscribed" }]);
    await sendAll();
    expect(await stepsOf(payload.signupId)).toEqual(["received", "verification_sent"]);
    expect(result).toEqual(await runOnce(signup, signupPayload(someSignup())));
    // The known person's own way must not show to whoever typed the address.
    await recordStep(person.progressId, "verified", new Date());
    expect(await stepsOf(payload.signupId)).not.toContain("verified");
  });
});

test("a mailbox that complained under the secret that is being replaced stays silent", async () => {
  const body = someSignup();
  const [, before = ""] = keyedHashes(body.email, "mailbox");
  expect(before).not.toBe(keyedHash(body.email, "mailbox"));
  await world.sql`insert into suppressions values (${before}, 'complaint')`;
  await runOnce(signup, signupPayload(body));
  expect(await world.sql`select 1 from subscribers`).toHaveLength(0);
});

test("a mailbox that complained is not stored again and gets nothing; the steps do not tell", async () => {
  const body = someSignup();
  await world.sql`insert into suppressions values (${keyedHash(body.email, "mailbox")}, 'complaint')`;
  const payload = signupPayload(body);
  await runOnce(signup, payload);
  await sendAll();
  expect(await world.sql`select 1 from subscribers`).toHaveLength(0);
  expect(await world.outbox.mails()).toEqual([]);
  expect(await stepsOf(payload.signupId)).toEqual(["received", "verification_sent"]);
});

test("what was tampered with on the way is refused for good", async () => {
  const payload = signupPayload(someSignup());
  await expect(runOnce(signup, { ...payload, sealed: `${payload.sealed.slice(0, -2)}AA` })).rejects.toBeInstanceOf(
    PermanentError,
  );
  expect(await world.sql`select 1 from subscribers`).toHaveLength(0);
});
