import { expect, test } from "vitest";
import { readToken, type TokenPurpose } from "../lib/tokens.ts";
import { tokenIn } from "../test/journey.ts";
import { insertAddressChange, insertDelivery, insertSubscriber } from "../test/people.ts";
import { runOnce } from "../test/run.ts";
import { worldOfFile } from "../test/world.ts";
import email from "./email.ts";
import verify from "./verify.ts";

const world = worldOfFile();

/** Longer than most of these links work, as when a day's quota is used up and then a key is wrong. */
const heldHours = 30;
const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000);

/** Sends a mail that was promised so long ago. @returns what the link in it opens, now */
async function sendHeld(subscriberId: string, path: string, purpose: TokenPurpose, over: Record<string, unknown>) {
  const delivery = await insertDelivery(world.sql, subscriberId, { created_at: ago(heldHours), ...over });
  await runOnce(email, { deliveries: [delivery] });
  const [mail] = await world.outbox.mails();
  return { delivery, content: mail && (await readToken(purpose, tokenIn(mail, path))) };
}

test("a verification mail that was held back confirms as if it had gone out at once", async () => {
  const { id } = await insertSubscriber(world.sql, { status: "unverified" });
  const asked = { subscriber_id: id, created_at: ago(heldHours), expires_at: ago(heldHours - 24) };
  const [request] = await world.sql`insert into email_verification_requests ${world.sql(asked)} returning id`;
  const { content } = await sendHeld(id, "verify", "verify", { kind: "verification", request_id: request?.id });
  expect(await runOnce(verify, { requestId: content?.requestId ?? "" })).toEqual({ outcome: "confirmed" });
});

test("an export that was held back can be read", async () => {
  const { id } = await insertSubscriber(world.sql);
  const { delivery, content } = await sendHeld(id, "me/export", "export", { kind: "export" });
  const [opened] = await world.sql`select subscriber_export(${id}, ${content?.keyHash ?? ""}, ${delivery}) as all`;
  expect(opened?.all).toMatchObject({ subscribers: [{ id }] });
});

test("a change of address waits for the answer to a mail that was held back; one that is over gets none", async () => {
  const { id } = await insertSubscriber(world.sql);
  const change = async (lastsHours: number) => {
    const { id: address_change_id } = await insertAddressChange(world.sql, id, { expires_at: ago(-lastsHours) });
    const { delivery } = await sendHeld(id, "address", "address", { kind: "address_confirmation", address_change_id });
    return world.sql`
      select status, reason, expires_at > now() + interval '47 hours' as renewed
      from deliveries d join address_changes a on a.id = d.address_change_id where d.id = ${delivery}`;
  };
  expect(await change(48 - heldHours)).toEqual([{ status: "sent", reason: null, renewed: true }]);
  await world.outbox.clear();
  expect(await change(-1)).toEqual([{ status: "skipped", reason: "superseded", renewed: false }]);
});
