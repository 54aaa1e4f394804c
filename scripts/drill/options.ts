import { parseArgs } from "node:util";
import { minute, second } from "../../lib/time.ts";

export const drills = ["kill", "redis", "postgres", "outbox", "flush", "roll", "cluster", "polar"] as const;
export type DrillName = (typeof drills)[number];

export interface Options {
  names: readonly DrillName[];
  seed: number;
  /** Null: the drill's default. */
  people: number | null;
  /** How long people come and faults strike. */
  forMs: number;
  /** Keep the folder with history and logs even if all went well. */
  keep: boolean;
}

export const usage = `npm run drill -- NAME [--seed N] [--minutes M] [--people N] [--keep]
NAME is one of ${drills.join(", ")}, all.`;

// At five mails a second, 48 people's mails take half of the time: backlogs form and clear.
const peopleOf: Partial<Record<DrillName, number>> = { flush: 500 };
export const peopleIn = (drill: DrillName, { people }: Pick<Options, "people">) => people ?? peopleOf[drill] ?? 48;
const defaults = { minutes: `${(40 * second) / minute}` };

/** @throws an Error whose message is a sentence for the user */
export function readOptions(args: string[]): Options {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      seed: { type: "string" },
      minutes: { type: "string", default: defaults.minutes },
      people: { type: "string" },
      keep: { type: "boolean", default: false },
    },
  });
  const [name = "", ...more] = positionals;
  const names = name === "all" ? drills : drills.filter((known) => known === name);
  if (names.length === 0 || more.length > 0)
    throw new Error(name === "" ? "Which drill?" : `There is no drill "${positionals.join(" ")}".`);
  return {
    names,
    seed: values.seed === undefined ? Math.floor(Math.random() * 1e9) : number("seed", values.seed, 0, 2 ** 31),
    people: values.people === undefined ? null : number("people", values.people, 1, 2000),
    forMs: number("minutes", values.minutes, 0.1, 60, false) * minute,
    keep: values.keep,
  };
}

function number(name: string, text: string, min: number, max: number, whole = true): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (!(value >= min && value <= max) || (whole && !Number.isInteger(value))) {
    throw new Error(`--${name} must be a ${whole ? "whole " : ""}number from ${min} to ${max}.`);
  }
  return value;
}
