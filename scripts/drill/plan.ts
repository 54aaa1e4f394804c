import { second } from "../../lib/time.ts";
import { type Dice, diceOf } from "../../local/boards/dice.ts";

/** What a person does after the welcome, each a while after the one before. */
export type Step =
  /** Time passes until the next digest is due, so many days ago. */
  | { do: "due"; afterMs: number; daysAgo: number; waits: boolean }
  /** An operator asks for a digest at once. */
  | { do: "ask"; afterMs: number; waits: boolean }
  /** Signs up once more, although known. */
  | { do: "again"; afterMs: number; copies: number }
  | { do: "leave"; afterMs: number; presses: number };

export interface Life {
  person: number;
  /** Null: came, confirmed and was welcomed before the faults began. */
  startMs: number | null;
  /** Signups at once. */
  copies: number;
  /** Whether each of them says something else, so that no two are the same submit. */
  varied: boolean;
  confirmAfterMs: number;
  /** Presses of the button in the mail at once; 0: never confirms. */
  presses: number;
  timeZone: string;
  /** What this person's dice for waits between tries begin with. */
  seed: string;
  /** What follows the welcome, or for the early the beginning of the faults. */
  steps: Step[];
}

const zones = ["Europe/Berlin", "Europe/London", "America/New_York", "Asia/Tokyo", "Pacific/Auckland"];

/** A person waits this long between a digest and the next request, so that no two promises bear the same second. */
const apartMs = 1.2 * second;

/** Who comes when and does what; the same for the same seed and sizes. */
export function livesOf(seed: number, people: number, forMs: number): Life[] {
  const early = Math.ceil(people / 4);
  return Array.from({ length: people }, (_, person) => {
    const dice = diceOf(seed, "life", person);
    const isEarly = person < early;
    const confirms = isEarly || person % 6 !== 5;
    return {
      person,
      // Half of the time is for what follows a signup.
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
 * Without what Postgres never hears of if Redis loses it (a press of "unsubscribe", an operator's wish): their people
 * would have to notice. Signups and confirmations they notice; what is due Postgres knows. Every second one reads the
 * mail within a minute only: hundreds of mails that are sent again at once do not make hundreds of presses at once.
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

/** How the early go on: most of them to the planner's next look. */
const waysOn: ((dice: Dice) => Step[])[] = [
  (dice) => [due(dice, 0, true), due(dice, 1, true)],
  (dice) => [due(dice, dice.between(1, 2), true), ask(dice, true)],
  (dice) => [due(dice, 0, false), leave(dice, 40 * second)],
  (dice) => [due(dice, 0, true)],
  (dice) => [due(dice, 4, false)],
  (dice) => [ask(dice, true), due(dice, 0, true)],
];

/** How the others go on after their welcome. */
const ways: ((dice: Dice) => Step[])[] = [
  (dice) => [ask(dice, false), leave(dice, 1.5 * second)],
  (dice) => [{ do: "again", afterMs: apartMs, copies: dice.pick([1, 5]) }],
  (dice) => [ask(dice, true), due(dice, 1, false)],
  (dice) => [ask(dice, false), leave(dice, 0.2 * second)],
  () => [],
  (dice) => [due(dice, 0, false), leave(dice, 20 * second)],
];

/** Every way is walked by some, whatever the seed. */
function stepsOf(all: typeof ways, dice: Dice, turn: number): Step[] {
  return all[turn % all.length]?.(dice) ?? [];
}
