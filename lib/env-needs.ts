import type { Variables } from "./env-variables.ts";

type Name = keyof Variables;

let read = false;
const names: Name[] = [];

/**
 * Declares variables that this process needs although others do not. lib/env.ts reads the environment when it is first
 * imported and reports everything that is wrong at once, so a program calls this in a module of its own, imported
 * before all others.
 */
export function needs(...more: Name[]): void {
  if (read) throw new Error("The environment was read before this process said what it needs");
  names.push(...more);
}

/** The variables declared so far; from here on none can be added. */
export function takeNeeds(): readonly Name[] {
  read = true;
  return names;
}
