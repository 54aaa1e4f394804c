import { second } from "../../lib/time.ts";
import { type Dice, diceOf } from "../../local/boards/dice.ts";

/** What a person does after the welcome, with a pause before each step. */
export type Step =
  /** Time passes until the next digest has been due for so many days. */
  | { do: "due"; afterMs: number; daysAgo: number; waits: boolean }
  /** An operator asks for a digest at once. */
  | { do: "ask"; afterMs: number; waits: boolean }
  /** Signs up again, although already known. */
  | { do: "again"; afterMs: number; copies: number }
  | { do: "leave"; afterMs: number; presses: number };

export interface Life {
  person: number;
  /** Null: signed up, confirmed and was welcomed before the faults began. */
  startMs: number | null;
  /** Simultaneous signups. */
  copies: number;
  /** Whether each of them has different wishes, so that no two are the same submission. */
  varied: boolean;
  confirmAfterMs: number;
  /** Simultaneous presses of the mail's button; 0: never confirms. */
  presses: number;
  timeZone: string;
  /** The seed for this person's waits between tries. */
  seed: string;
  /** What follows the welcome or, for early people, the beginning of the faults. */
  steps: Step[];
}

const zones = ["Europe/Berlin", "Europe/London", "America/New_York", "Asia/Tokyo", "Pacific/Auckland"];

/** The wait between a digest and the next request, so that no two promises are made in the same second. */
const apartMs = 1.2 * second;

/** Who comes when and does what; the same for the same seed and numbers. */
export function livesOf(seed: number, people: number, forMs: number): Life[] {
  const early = Math.ceil(people / 4);
  return Array.from({ length: people }, (_, person) => {
    const dice = diceOf(seed, "life", person);
    const isEarly = person < early;
    const confirms = isEarly || person % 6 !== 5;
    return {
      person,
      // The other half of the time is for what follows a signup.
      startMs: isEarly ? null : dice.between(0, forMs * 0.5),
      copies: isEarly ? 1 : dice.weighted(copies),
      varied: dice.chance(0.4),
      confirmAfterMs: isEarly ? 0 : dice.between(0, 3 * second),
      presses: confirms ? dice.weighted(presses) : 0,
      timeZone: dice.pick(zones),
      seed: `${seed}/waits/${person}`,
      steps: stepsOf(isEarly ? waysOn : ways, dice, isEarly ? person : person - Math.floor(person / 6)),
    };
  });
}

/**
 * Without requests that Postgres never learns of if Redis loses them (unsubscribing, an operator's request), which
 * people would have to notice. They do notice lost signups and confirmations, and Postgres knows what is due. Every
 * second person reads mails only within a minute, so that hundreds of mails sent again do not cause hundreds of
 * presses.
 */
export function onlyArriving(life: Life): Life {
  const confirmAfterMs = life.confirmAfterMs * (life.person % 2 === 0 ? 1 : 20);
  return { ...life, confirmAfterMs, steps: life.steps.filter((step) => step.do === "due") };
}

const copies = [
  [1, 6],
  [2, 2],
  [5, 3],
] as const;
const presses = [
  [1, 3],
  [3, 1],
] as const;

const due = (dice: Dice, daysAgo: number, waits: boolean): Step => {
  return { do: "due", afterMs: apartMs + dice.between(0, 2 * second), daysAgo, waits };
};
const ask = (dice: Dice, waits: boolean): Step => {
  return { do: "ask", afterMs: apartMs + dice.between(0, 3 * second), waits };
};
const leave = (dice: Dice, maxMs: number): Step => {
  return { do: "leave", afterMs: dice.between(0, maxMs), presses: dice.weighted(presses) };
};

/** What early people do next: most of them wait for the planner's next run. */
const waysOn: ((dice: Dice) => Step[])[] = [
  (dice) => [due(dice, 0, true), due(dice, 1, true)],
  (dice) => [due(dice, dice.between(1, 2), true), ask(dice, true)],
  (dice) => [due(dice, 0, false), leave(dice, 40 * second)],
  (dice) => [due(dice, 0, true)],
  (dice) => [due(dice, 4, false)],
  (dice) => [ask(dice, true), due(dice, 0, true)],
];

/** What the others do after their welcome. */
const ways: ((dice: Dice) => Step[])[] = [
  (dice) => [ask(dice, false), leave(dice, 1.5 * second)],
  (dice) => [{ do: "again", afterMs: apartMs, copies: dice.pick([1, 5]) }],
  (dice) => [ask(dice, true), due(dice, 1, false)],
  (dice) => [ask(dice, false), leave(dice, 0.2 * second)],
  () => [],
  (dice) => [due(dice, 0, false), leave(dice, 20 * second)],
];

/** Somebody takes each way, whatever the seed. */
function stepsOf(all: typeof ways, dice: Dice, turn: number): Step[] {
  return all[turn % all.length]?.(dice) ?? [];
}
