import { log } from "./log.ts";

/** Whether this Node can compute with a zone of that name. Offsets such as +02:00 are none: they do not know about summer time. */
export function isZone(name: string): boolean {
  try {
    return /^[A-Za-z]/.test(name) && Boolean(new Temporal.ZonedDateTime(0n, name));
  } catch {
    return false;
  }
}

const told = new Set<string>();

/**
 * The zone, or UTC and an error in the log where this Node does not know it: an older one did, or a newer one beside it
 * does. It must hold up no page, nobody else's mail, and not keep its person from choosing another zone.
 */
export function usableZone(name: string): string {
  if (isZone(name)) return name;
  if (!told.has(name)) log.error({ timeZone: name }, "no such time zone here: UTC stands in for it");
  told.add(name);
  return "UTC";
}
