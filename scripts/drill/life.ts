import { day, minute, second, wait } from "../../lib/time.ts";
import { type Dice, diceOf } from "../../local/boards/dice.ts";
import type { Client } from "./client.ts";
import type { History } from "./history.ts";
import type { Ledger } from "./ledger.ts";
import type { Life, Step } from "./plan.ts";
import { addressOf, type Postbox } from "./postbox.ts";
import type { Till } from "./till.ts";

/** What a person's life in the drill needs. */
export interface World {
  client: Client;
  postbox: Postbox;
  ledger: Ledger;
  history: History;
  systemKey: string;
  /** In drills with premium. */
  till?: Till | undefined;
  /**
   * Resolves some time after Redis last lost its data, with when that was. People who were accepted before it and wait
   * in vain then ask again, if Postgres knows nothing of their request.
   */
  noticed: Promise<number>;
  /** When the run began. */
  startedAt: number;
  /** No digest becomes due for a planner run after this. */
  lastTickAt: number;
  signal: AbortSignal;
}

/** From the first signup to the welcome. @returns whether they were welcomed */
export async function arrive(life: Life, world: World): Promise<boolean> {
  const { client, signal, startedAt } = world;
  const { person, seed } = life;
  await wait(Math.max(0, startedAt + (life.startMs ?? 0) - Date.now()), signal);
  const signUp = async () => {
    const signups = copies(life.copies, (copy) =>
      client.postUntilTaken("signup", person, signup(life, life.varied ? copy : 0), diceOf(seed, "signup", copy)),
    );
    return (await Promise.all(signups)).some(Boolean);
  };
  const letter = await mailFor("signup", signUp, person, world);
  if (!letter || life.presses === 0) return false;
  await wait(life.confirmAfterMs, signal);
  const path = `/verify?token=${letter.token}`;
  const press = async () => {
    const presses = copies(life.presses, (at) =>
      client.postUntilTaken("verify", person, { path }, diceOf(seed, "verify", at)),
    );
    return (await Promise.all(presses)).some(Boolean);
  };
  return (await mailFor("verify", press, person, world)) !== null;
}

/** Sends a request and waits for the mail that answers it. @returns null if none was promised */
async function mailFor(ask: "signup" | "verify", request: () => Promise<boolean>, person: number, world: World) {
  const { postbox, ledger, history, noticed } = world;
  const askedAt = Date.now();
  if (!(await request())) return null;
  const letter = postbox.letterTo(person, ask === "signup" ? "verification" : "digest");
  const lostAt = await Promise.race([letter.then(() => null), noticed]);
  if (lostAt === null || askedAt > lostAt || (await ledger.knowsOf(ask, person))) return letter;
  history.add({ type: "gone", at: Date.now(), person, ask });
  return (await request()) ? letter : null;
}

/** Everything after the welcome. */
export async function goOn(life: Life, world: World): Promise<void> {
  for (const [index, step] of life.steps.entries()) {
    await wait(step.afterMs, world.signal);
    await go(step, life, world, diceOf(life.seed, "step", index));
  }
}

async function go(step: Step, life: Life, world: World, dice: Dice): Promise<void> {
  const { client, postbox, ledger, systemKey } = world;
  const { person } = life;
  const [letter] = postbox.lettersTo(person, "digest");
  const subscriber = letter?.mail.subscriber ?? "";
  const digests = postbox.lettersTo(person, "digest").length;
  switch (step.do) {
    case "due": {
      if (!(await makeDue(step.daysAgo, subscriber, life, world))) return;
      break;
    }
    case "ask": {
      const headers = { authorization: `Bearer ${systemKey}` };
      await client.postUntilTaken(
        "match",
        person,
        { path: "/matches", body: { subscribers: [subscriber] }, headers },
        dice,
      );
      break;
    }
    case "again": {
      await ledger.ageLinkMails(subscriber);
      const asks = copies(step.copies, (copy) => client.postUntilTaken("again", person, signup(life, 10 + copy), dice));
      await Promise.all(asks);
      return;
    }
    case "leave": {
      const path = `/unsubscribe?token=${letter?.token}`;
      const presses = copies(step.presses, () => client.postUntilTaken("unsubscribe", person, { path }, dice));
      await Promise.all(presses);
      return;
    }
  }
  if (step.waits) await postbox.letterTo(person, "digest", digests + 1);
}

async function makeDue(daysAgo: number, subscriber: string, life: Life, world: World): Promise<boolean> {
  const at = Date.now();
  const tickAt = nextTick(at);
  if (tickAt > world.lastTickAt) return false;
  const dueAt = at - daysAgo * day - 1 * second;
  if (!(await world.ledger.makeDue(subscriber, new Date(dueAt)))) return false;
  const local = Temporal.Instant.fromEpochMilliseconds(dueAt).toZonedDateTimeISO(life.timeZone);
  const period = local.toPlainDate().toString();
  world.history.add({ type: "due", at, person: life.person, dueAt, period, tickAt: nextTick() });
  return true;
}

/** The planner runs every full minute. */
export const nextTick = (now = Date.now()) => (Math.floor(now / minute) + 1) * minute;

const copies = <T>(count: number, make: (copy: number) => T) => Array.from({ length: count }, (_, copy) => make(copy));

/** Wishes that fit many postings: a digest without any would prove nothing. */
function signup({ person, timeZone }: Life, variant: number) {
  const body = {
    email: addressOf(person),
    name: variant === 0 ? `Drill Person ${person}` : `Drill Person ${person}, take ${variant}`,
    countries: ["DE", "GB", "FR", "NL", "ES"],
    careerPaths: ["unsure"],
    levels: ["internship", "graduate", "entry"],
    cadence: "weekly",
    timeZone,
    consent: true,
  };
  return { path: "/signups", body };
}
