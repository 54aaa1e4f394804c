import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { keyedHash, seal } from "../lib/seal.ts";
import { readProgress, recordDetails, recordStep, watchProgress } from "../lib/subscribers/progress.ts";
import { insertSubscriber, signupPayload, someMailbox, someSignup } from "../test/people.ts";
import { runOnce, runWaiting } from "../test/run.ts";
import { until } from "../test/until.ts";
import { worldOfFile } from "../test/world.ts";
import email from "./email.ts";
import resend from "./resend.ts";
import signup from "./signup.ts";

// A stranger may type any address, and may do so again. What is shown of that signup must not depend on whose it is.

const world = worldOfFile();

/** Somebody who has been here before: their way is over, and what it ended with is still known. */
async function somebody(over: Record<string, unknown> = {}): Promise<string> {
  const person = await insertSubscriber(world.sql, over);
  for (const step of ["received", "verification_sent", "verified", "matched", "digest_sent"] as const)
    await recordStep(person.progressId, step, new Date(Date.now() - 60_000));
  await recordDetails(person.progressId, { live: 12, lookedAt: 7, why: [{ code: "place", count: 7 }] });
  return person.email;
}

async function suppressed(reason: string, address = someMailbox()): Promise<string> {
  await world.sql`insert into suppressions values (${keyedHash(address, "mailbox")}, ${reason})`;
  return address;
}

/** Whose address a stranger may type. */
const states: Record<string, () => Promise<string>> = {
  new: async () => someMailbox(),
  unverified: () => somebody({ status: "unverified" }),
  active: () => somebody(),
  paused: () => somebody({ paused_until: new Date(Date.now() + 1e9) }),
  unsubscribed: () => somebody({ status: "unsubscribed" }),
  "complained, and never stored": () => suppressed("complaint"),
  "active, but bounced": async () => suppressed("bounce", await somebody()),
  erased: () => suppressed("erased"),
  "being erased": () => somebody({ status: "erasing" }),
  "a buyer being erased": () => somebody({ erasure_asked_at: new Date() }),
};

const signUp = (address: string, keywords: string[] = []) => {
  const payload = signupPayload(someSignup({ email: address, keywords }));
  return { id: payload.signupId, stored: () => runOnce(signup, payload) };
};
const ask = (address: string, what: "links" | "verification") =>
  runOnce(resend, { what, sealed: seal(address, "mailbox"), ask: randomUUID(), request: "r" });
const aMinuteLater = () => world.sql`update deliveries set created_at = created_at - interval '61 seconds'`;

const sendAll = () => runWaiting(email);

/** What was done with the address before. */
const times: Record<string, (address: string) => Promise<unknown>> = {
  "for the first time": async () => {},
  "within a minute of another signup": async (address) => {
    await signUp(address, ["before"]).stored();
    await sendAll();
  },
  "while the mail of another signup waits": (address) => signUp(address, ["before"]).stored(),
  "after three signups in an hour": async (address) => {
    for (const before of ["one", "two", "three"]) {
      await signUp(address, [before]).stored();
      await sendAll();
      await aMinuteLater();
    }
  },
  "within a minute of asking for links": async (address) => {
    await ask(address, "links");
    await sendAll();
  },
  "within a minute of asking for a verification": async (address) => {
    await ask(address, "verification");
    await sendAll();
  },
};

const named = (steps: readonly { step: string }[]) => steps.map(({ step }) => step).join();

test.each(Object.entries(times))("a signup %s looks the same whoever's address it is", async (_, done) => {
  for (const [state, prepared] of Object.entries(states)) {
    const address = await prepared();
    await done(address);
    const { id, stored } = signUp(address, ["now"]);
    const seen: string[] = [];
    const leaving = new AbortController();
    const watching = (async () => {
      for await (const { steps } of watchProgress(id, leaving.signal)) seen.push(named(steps));
    })();
    await until("it is watched", () => seen.length > 0);
    await stored();
    await until("its first step", () => seen.length > 1);
    expect(named((await readProgress(id))?.steps ?? []), state).toBe("received");
    await sendAll();
    await until("its second step", () => seen.length > 2);
    leaving.abort();
    await watching;
    expect(seen, state).toEqual(["", "received", "received,verification_sent"]);
    // Nothing but steps: no figures of another signup.
    const { steps = [], ...details } = (await readProgress(id)) ?? {};
    expect(details, state).toEqual({});
    const [received = "", sent = ""] = steps.map(({ at }) => at);
    expect(sent > received, `${state}: its mail took no time`).toBe(true);
  }
});
