import { second } from "../../lib/time.ts";
import { type Dice, diceOf } from "../../local/boards/dice.ts";
import type { Life } from "./plan.ts";

/** What the person or their bank does to a subscription at Polar. */
export type PolarAct = "cancel" | "uncancel" | "renew" | "fail" | "recover" | "revoke";

/** What a person does about premium, with a pause before each step. */
export type Errand =
  /** Goes to the checkout, and pays as soon as the page leads there. */
  | { do: "buy"; afterMs: number; plan: "monthly" | "quarterly"; clicks: number }
  | { do: "act"; afterMs: number; act: PolarAct };

/** What follows a purchase; `buy` = another one. */
const ways: readonly (readonly (PolarAct | "buy")[])[] = [
  [],
  ["revoke"],
  ["cancel"],
  ["fail"],
  ["revoke", "buy"],
  ["fail", "recover"],
  ["cancel", "renew"],
  ["cancel", "uncancel"],
];

/** For people who come and stay, in addition to whatever else they do. */
export function errandsOf({ person, presses, steps, seed, startMs }: Life, forMs: number): Errand[] {
  if (presses === 0 || steps.some((step) => step.do === "leave")) return [];
  const dice = diceOf(seed, "errands");
  const way = ways[person % ways.length] ?? [];
  // People from before the faults do not all come at once.
  const firstMs = dice.between(0, startMs === null ? forMs * 0.5 : 2 * second);
  return [
    buy(dice, firstMs),
    ...way.map((act): Errand => {
      const afterMs = dice.between(0.3 * second, 5 * second);
      return act === "buy" ? buy(dice, afterMs) : { do: "act", afterMs, act };
    }),
  ];
}

const buy = (dice: Dice, afterMs: number): Errand => ({
  ...{ do: "buy", afterMs, plan: dice.pick(["monthly", "quarterly"]) },
  clicks: dice.weighted([
    [1, 2],
    [3, 1],
  ]),
});
