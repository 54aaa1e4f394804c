import { wait } from "../../lib/time.ts";
import type { Service } from "../../local/service.ts";
import type { History } from "./history.ts";

type Program = Pick<Service, "name" | "start" | "stop">;

/** A slot for a process, in which the previous and the current release alternate. */
export interface Slot<P extends Program = Service> {
  old: P;
  now: P;
}

/**
 * Replaces one program after the other by the other release, back and forth until the time is over. It ends with the
 * current release.
 */
export async function roll(
  pausesMs: readonly number[],
  slots: readonly Slot<Program>[],
  { history, endsAt, signal }: { history: Pick<History, "add">; endsAt: number; signal: AbortSignal },
): Promise<void> {
  for (const [turn, pauseMs] of pausesMs.entries()) {
    const slot = slots[turn % slots.length];
    const round = Math.floor(turn / slots.length);
    const forward = round % 2 === 0;
    if (!slot || (turn % slots.length === 0 && !forward && Date.now() >= endsAt)) return;
    const [from, to] = forward ? [slot.old, slot.now] : [slot.now, slot.old];
    history.add({ type: "fault", at: Date.now(), fault: `${from.name}: rolled ${forward ? "forward" : "back"}` });
    await from.stop();
    await to.start();
    history.add({ type: "healed", at: Date.now(), fault: to.name });
    await wait(pauseMs, signal);
  }
}
