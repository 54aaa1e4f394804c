import type { Variables } from "./env-variables.ts";

type Name = keyof Variables;

let read = false;
const names: Name[] = [];

/**
 * Says which variables this process cannot do without though others can. lib/env.ts reads the environment when it is
 * first imported, and tells all that is wrong at once: an entry says this in a module of its own, imported before all.
 */
export function needs(...more: Name[]): void {
  if (read) throw new Error("The environment was read before this process said what it needs");
  names.push(...more);
}

/** What was said; nothing can be added any more. */
export function takeNeeds(): readonly Name[] {
  read = true;
  return names;
}
