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
  startMs: number;
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
  steps: Step[];
}

const zones = ["Europe/Berlin", "Europe/London", "America/New_York", "Asia/Tokyo", "Pacific/Auckland"];

/** A person waits this long between a digest and the next request, so that no two promises bear the same second. */
export const apartMs = 1.2 * second;

/** Who comes when and does what; the same for the same seed and sizes. */
export function livesOf(seed: number, people: number, forMs: number): Life[] {
  return Array.from({ length: people }, (_, person) => {
    const dice = diceOf(seed, "life", person);
    const copies = dice.weighted([
      [1, 6],
      [2, 2],
      [5, 3],
    ]);
    const confirms = person % 6 !== 5;
    return {
      person,
      // Half of the time is for what follows a signup.
      startMs: dice.between(0, forMs * 0.5),
      copies,
      varied: dice.chance(0.4),
      confirmAfterMs: dice.between(0, 3 * second),
      presses: confirms
        ? dice.weighted([
            [1, 3],
            [3, 1],
          ])
        : 0,
      timeZone: dice.pick(zones),
      seed: `${seed}/waits/${person}`,
      steps: confirms ? stepsOf(dice, person) : [],
    };
  });
}

/** Every way of going on is walked by some, whatever the seed. */
function stepsOf(dice: Dice, person: number): Step[] {
  const soon = () => apartMs + dice.between(0, 3 * second);
  const due = (daysAgo: number, waits: boolean): Step => ({ do: "due", afterMs: soon(), daysAgo, waits });
  const ask = (waits: boolean): Step => ({ do: "ask", afterMs: soon(), waits });
  const leave = (maxMs: number): Step => ({
    do: "leave",
    afterMs: dice.between(0, maxMs),
    presses: dice.weighted([
      [1, 3],
      [2, 1],
    ]),
  });
  const ways: (() => Step[])[] = [
    () => [due(0, true)],
    () => [due(dice.between(1, 2), true), ask(true)],
    () => [ask(false), leave(1.5 * second)],
    () => [{ do: "again", afterMs: soon(), copies: dice.pick([1, 5]) }],
    () => [due(0, false), leave(30 * second)],
    () => [ask(true), due(1, true)],
    () => [due(4, false)],
    () => [ask(false), leave(0.2 * second)],
    () => [],
  ];
  // One in six never confirms: walk the others in turn.
  return (ways[(person - Math.floor(person / 6)) % ways.length] ?? (() => []))();
}
