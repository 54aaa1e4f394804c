import { wait } from "../../lib/time.ts";
import type { Service } from "../../local/service.ts";
import type { Stack } from "../../local/stack.ts";
import { blows, type How, type Places } from "./blows.ts";
import type { FaultPlan, PlannedFault, ShortLife } from "./fault-plan.ts";
import type { History } from "./history.ts";
import { nextTick } from "./life.ts";
import type { PolarAway } from "./polar-away.ts";
import type { Postbox } from "./postbox.ts";
import { tellRedis } from "./redis.ts";

export interface Scene extends Places {
  stack: Pick<Stack, "redis" | "postgres" | "postgrest" | "workers">;
  polar?: PolarAway | undefined;
  postbox: Pick<Postbox, "setFaults">;
  history: History;
  startedAt: number;
  signal: AbortSignal;
}

/** Carries out the plan; resolves when the last fault is over. */
export async function strike(plan: FaultPlan, forMs: number, scene: Scene): Promise<void> {
  const { postbox, history, startedAt, signal } = scene;
  const endsAt = startedAt + forMs;
  const tickAt = nextTick(startedAt);
  const victims = new Map<Service, Victim>();
  for (const service of Object.values(scene.stack).flat()) victims.set(service, new Victim(service, scene));
  const victim = (service: Service) => victims.get(service) ?? new Victim(service, scene);
  await postbox.setFaults(plan.always);
  await Promise.all([
    ...plan.faults.map(async (fault) => {
      const at = "atMs" in fault ? startedAt + fault.atMs : tickAt + fault.afterTickMs;
      await wait(Math.max(0, at - Date.now()), signal);
      await strikeOnce(fault, scene, victim);
    }),
    ...plan.workers.flatMap((lives, index) => {
      const service = scene.stack.workers[index];
      return service ? [cutShort(lives, victim(service), endsAt, signal)] : [];
    }),
  ]);
  if (!plan.faults.some(({ fault }) => fault === "outbox")) return;
  await wait(Math.max(0, endsAt - Date.now()), signal);
  await postbox.setFaults(plan.always);
  history.add({ type: "healed", at: Date.now(), fault: "outbox" });
}

async function strikeOnce(fault: PlannedFault, scene: Scene, victim: (service: Service) => Victim): Promise<void> {
  const { stack, postbox, history, polar, signal } = scene;
  switch (fault.fault) {
    case "workers": {
      const workers = fault.workers.flatMap((index) => stack.workers[index] ?? []);
      await Promise.all(workers.map((worker) => victim(worker).strike(fault.how, fault.awayMs)));
      return;
    }
    case "redis":
    case "postgres":
    case "postgrest":
      return victim(stack[fault.fault]).strike(fault.how, fault.awayMs);
    case "flush":
      return flush(scene);
    case "outbox": {
      history.add({ type: "fault", at: Date.now(), fault: `outbox: ${summary(fault.script)}` });
      return postbox.setFaults(fault.script);
    }
    case "polar": {
      history.add({ type: "fault", at: Date.now(), fault: `Polar: ${fault.how}` });
      await polar?.away(fault.how);
      await wait(fault.awayMs, signal);
      await polar?.back(fault.how, fault.lost);
      history.add({ type: "healed", at: Date.now(), fault: "Polar" });
    }
  }
}

async function flush({ stack, redis, history }: Scene): Promise<void> {
  const about = { fault: `${stack.redis.name}: flush`, forgets: true as const };
  await tellRedis(redis.port, "FLUSHALL");
  history.add({ type: "fault", at: Date.now(), ...about });
  history.add({ type: "healed", at: Date.now(), fault: stack.redis.name });
}

/** Kills a worker again and again, each time after its planned life. */
async function cutShort(lives: readonly ShortLife[], worker: Victim, endsAt: number, signal: AbortSignal) {
  for (const { since, livesMs, awayMs } of lives) {
    // One that does not come up is killed all the same, and none lives beyond the end.
    if (since === "up") await Promise.race([worker.up, wait(Math.max(0, endsAt - Date.now()), signal)]);
    await wait(livesMs, signal);
    if (Date.now() >= endsAt) return;
    await worker.strike("kill", awayMs);
  }
}

/** A service that faults take away; meanwhile, a second fault does nothing. */
class Victim {
  readonly #service: Service;
  readonly #scene: Scene;
  #away = false;
  /** Resolves when it works again. */
  up: Promise<unknown> = Promise.resolve();

  constructor(service: Service, scene: Scene) {
    this.#service = service;
    this.#scene = scene;
  }

  async strike(how: How, awayMs: number): Promise<void> {
    const { history, signal } = this.#scene;
    const { name } = this.#service;
    // Freezing it while it boots would exceed the time allowed for its start.
    if (how === "freeze") await this.up;
    if (this.#away) return;
    this.#away = true;
    const fault = { type: "fault" as const, fault: `${name}: ${how}` };
    if (how !== "wipe") history.add({ ...fault, at: Date.now() });
    const giveBack = await blows[how](this.#service, this.#scene);
    // Recorded after the wipe: whatever is answered from now on is not lost by it.
    if (how === "wipe") history.add({ ...fault, at: Date.now(), forgets: true });
    await wait(awayMs, signal);
    // From here on, the system's time to recover runs, also while the process boots.
    history.add({ type: "healed", at: Date.now(), fault: name });
    const back = giveBack();
    if (this.#scene.stack.workers.includes(this.#service)) {
      // It may be killed again while it boots, or end by itself: then local/ restarts it, as a container host would.
      this.up = back.catch(() => {});
    } else {
      await back;
    }
    this.#away = false;
  }
}

const summary = (script: { times?: number }[]) =>
  script.length === 1 ? JSON.stringify(script[0]) : `${script.length} requests with mixed faults`;
