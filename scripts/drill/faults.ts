import { wait } from "../../lib/time.ts";
import type { Service } from "../../local/service.ts";
import type { Stack } from "../../local/stack.ts";
import type { FaultPlan, PlannedFault } from "./fault-plan.ts";
import type { History } from "./history.ts";
import { nextTick } from "./life.ts";
import type { Postbox } from "./postbox.ts";

interface Scene {
  stack: Pick<Stack, "redis" | "postgres" | "workers">;
  postbox: Pick<Postbox, "setFaults">;
  history: History;
  startedAt: number;
  signal: AbortSignal;
}

/** Lets everything happen that is planned, each at its time; resolves when the last cause is gone. */
export async function strike({ always, faults }: FaultPlan, forMs: number, scene: Scene): Promise<void> {
  const { postbox, history, startedAt, signal } = scene;
  const tickAt = nextTick(startedAt);
  const timed = faults
    .map((fault) => ({ fault, at: "atMs" in fault ? startedAt + fault.atMs : tickAt + fault.afterTickMs }))
    .sort((a, b) => a.at - b.at);
  const away = new Away();
  const strikes = timed.map(async ({ fault, at }) => {
    await wait(Math.max(0, at - Date.now()), signal);
    await strikeOnce(fault, scene, away);
  });
  await postbox.setFaults(always);
  await Promise.all(strikes);
  if (!faults.some(({ fault }) => fault === "outbox")) return;
  await wait(Math.max(0, startedAt + forMs - Date.now()), signal);
  await postbox.setFaults(always);
  history.add({ type: "healed", at: Date.now(), fault: "outbox" });
}

/** Services that a fault has taken away; a second fault in the meantime finds nothing to strike. */
class Away {
  readonly #services = new Set<Service>();

  take(service: Service): boolean {
    if (this.#services.has(service)) return false;
    this.#services.add(service);
    return true;
  }

  giveBack(service: Service): void {
    this.#services.delete(service);
  }
}

async function strikeOnce(fault: PlannedFault, scene: Scene, away: Away): Promise<void> {
  const { stack, postbox, history } = scene;
  switch (fault.fault) {
    case "kill": {
      const workers = fault.workers.flatMap((index) => stack.workers[index] ?? []);
      await Promise.all(workers.map((worker) => takeAway(worker, "kill", fault.awayMs, scene, away)));
      return;
    }
    case "redis":
    case "postgres":
      return takeAway(stack[fault.fault], fault.how, fault.awayMs, scene, away);
    case "outbox": {
      history.add({ type: "fault", at: Date.now(), fault: `outbox: ${summary(fault.script)}` });
      return postbox.setFaults(fault.script);
    }
  }
}

async function takeAway(
  service: Service,
  how: "stop" | "kill",
  awayMs: number,
  scene: Scene,
  away: Away,
): Promise<void> {
  const { history, signal } = scene;
  if (!away.take(service)) return;
  const { name } = service;
  history.add({ type: "fault", at: Date.now(), fault: `${name}: ${how}` });
  await service[how]();
  await wait(awayMs, signal);
  // From here on it is the system's time, also while the process boots; and it may be struck again while it does.
  history.add({ type: "healed", at: Date.now(), fault: name });
  away.giveBack(service);
  const pid = service.pid;
  try {
    await service.start();
  } catch (error) {
    // Another fault found it booting, or it could not start: which one shows in who runs now.
    if (service.pid === pid && !signal.aborted) history.add({ type: "fault", at: Date.now(), fault: `${error}` });
  }
}

const summary = (script: { times?: number }[]) =>
  script.length === 1 ? JSON.stringify(script[0]) : `${script.length} requests with mixed faults`;
