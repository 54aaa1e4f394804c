import { join } from "node:path";
import { second } from "../../lib/time.ts";
import { freePort } from "../../local/ports.ts";
import { keepRunning } from "../../local/programs.ts";
import { Service } from "../../local/service.ts";
import type { Stack } from "../../local/stack.ts";
import { startCluster } from "./cluster.ts";
import type { DrillName } from "./options.ts";
import { PolarAway } from "./polar-away.ts";
import { previousRelease } from "./release.ts";
import type { Slot } from "./roll.ts";

/** The programs and services of a drill: the stack's own, or replacements. */
export interface Cast {
  ingresses: readonly string[];
  workers: readonly Service[];
  redis: Service;
  /** Where its Redis is, for losing its data. */
  redisAt: { port: number; folder: string };
  /** The programs that are restarted in turn. */
  slots: readonly Slot[];
  /** Takes Polar away, in drills that do. */
  polar?: PolarAway;
}

interface Stage {
  stack: Stack;
  folder: string;
  say: (line: string) => void;
  closing: AsyncDisposableStack;
}

/** The default prefix: the developer's environment does not reach the stack. */
const prefix = "{jobping}";

export async function castFor(drill: DrillName, stage: Stage): Promise<Cast> {
  const { stack, folder } = stage;
  const cast: Cast = {
    ...{ ingresses: [stack.file.ingress], workers: stack.workers, redis: stack.redis, slots: [] },
    redisAt: { port: Number(new URL(stack.file.redis).port), folder: join(folder, "data/redis") },
  };
  if (drill === "roll") return { ...cast, ...(await inTwos(stage)) };
  if (drill === "cluster") return { ...cast, ...(await onCluster(stage)) };
  if (drill === "polar") return { ...cast, polar: await atTheDoor(stage) };
  return cast;
}

/** The workers reach Polar through a proxy that can be closed. */
async function atTheDoor({ stack, closing }: Stage): Promise<PolarAway> {
  const door = new PolarAway(stack.file.polar ?? "");
  closing.defer(() => door.close());
  const url = await door.open();
  await Promise.all(
    stack.workers.map(async (worker) => {
      Object.assign(worker.spec.env ?? {}, { POLAR_BASE_URL: url });
      await worker.stop();
      await worker.start();
    }),
  );
  return door;
}

/** Every program twice: the previous release first. */
async function inTwos(stage: Stage): Promise<Pick<Cast, "ingresses" | "workers" | "slots">> {
  const { stack, folder, say } = stage;
  const old = previousRelease(folder);
  say(
    old
      ? `From ${old.commit} to this code and back.`
      : "No release before this one is known: from this code to itself.",
  );
  const twice = (programs: Service[], name: string, env?: Service["spec"]["env"]): Slot[] =>
    programs.map((program) => ({
      old: beside(program, `${name}-old`, stage, { ...(env && { env }), ...(old && { cwd: old.root }) }),
      now: beside(program, name, stage, env && { env }),
    }));
  const ports = [await freePort(), await freePort()];
  const ingresses = ports.map((port) => `http://127.0.0.1:${port}`);
  const fronts = ports.flatMap((port, at) => twice([stack.ingress], `ingress-${at + 1}`, { PORT: `${port}` }));
  const backs = stack.workers.flatMap((worker, at) => twice([worker], `workers-${at + 1}`));
  const all = [...fronts, ...backs];
  await takeOver(
    stage,
    all.map((slot) => slot.old),
    all.map((slot) => slot.now),
  );
  // An ingress, then workers: each release gets jobs that the other one enqueued.
  const slots = fronts.flatMap((front, at) => [front, backs[at]].filter((slot) => slot !== undefined));
  return { ingresses, slots, workers: backs.flatMap(({ old: before, now }) => [before, now]) };
}

/** The same programs on a cluster. */
async function onCluster(stage: Stage): Promise<Pick<Cast, "workers" | "redis" | "redisAt">> {
  const { stack, folder, closing } = stage;
  const { nodes, holder, holderFolder, url } = await startCluster(folder, stack.redis.spec.leash, prefix);
  closing.defer(async () => void (await Promise.all(nodes.map(({ service }) => service.stop()))));
  const env = { REDIS_URL: url };
  const [ingress, ...workers] = [stack.ingress, ...stack.workers].map((program) =>
    beside(program, `${program.name}-cluster`, stage, { env }),
  );
  await takeOver(
    stage,
    [ingress, ...workers].filter((program) => program !== undefined),
  );
  return { workers, redis: holder.service, redisAt: { port: holder.port, folder: holderFolder } };
}

/** Another program with the same environment. */
function beside(
  program: Service,
  name: string,
  { folder }: Stage,
  over: Pick<Partial<Service["spec"]>, "env" | "cwd"> = {},
) {
  const { spec } = program;
  const env = { ...spec.env, ...over.env };
  const readyz = `http://${env.HOST}:${env.PORT}/readyz`;
  const probe = async () => (await fetch(readyz, { signal: AbortSignal.timeout(2 * second) })).ok;
  return new Service({
    ...{ ...spec, ...over, env, name, logFile: join(folder, "logs", `${name}.log`) },
    ...(program.name === "ingress" && { probe }),
  });
}

/** Replaces the stack's programs by the first of these; the others follow in turn. */
async function takeOver({ stack, closing, say }: Stage, first: readonly Service[], others: readonly Service[] = []) {
  const programs = [...first, ...others];
  await Promise.all([stack.ingress, ...stack.workers].map((program) => program.stop()));
  closing.defer(async () => void (await Promise.all(programs.map((program) => program.stop()))));
  await Promise.all(first.map((program) => program.start()));
  const kept = programs.map((program) => keepRunning(program, say));
  closing.defer(() => {
    for (const one of kept) one.stop();
  });
}
