import { readFileSync } from "node:fs";
import { readStackFile } from "../../local/stack-file.ts";
import { Refusal, UsageError } from "./refusals.ts";

/** What a command needs of the running system, and the variables that say where it is. */
const needs = {
  database: ["SUPABASE_URL", "SUPABASE_SERVICE_ROLE_KEY"],
  redis: ["REDIS_URL"],
} as const;
export type Need = keyof typeof needs;
const places = ["INGRESS", "SYSTEM_API_KEY", ...Object.values(needs).flat()];

interface Loaded {
  run(args: string[]): Promise<void>;
}

/**
 * A command on the running system: of the environment or, on a developer's machine, of `npm start`. lib/env reads the
 * environment at import, so it is filled before the command's module is loaded. What the command opened is closed.
 */
export const onSystem = (wanted: readonly Need[], load: () => Promise<Loaded>) => async (): Promise<Loaded> => {
  fillEnvironment(wanted);
  const { run } = await load();
  return {
    async run(args) {
      try {
        await run(args);
      } catch (error) {
        throw refusalOf(error);
      } finally {
        await close(wanted);
      }
    },
  };
};

function fillEnvironment(wanted: readonly Need[]): void {
  // One place or the other: half of a production's variables and half of a laptop's would be neither.
  const given = places.filter((name) => process.env[name]);
  if (given.length === 0) Object.assign(process.env, localEnvironment());
  const missing = wanted.flatMap((need) => needs[need].filter((name) => !process.env[name]));
  if (missing.length > 0) {
    const instead = given.length > 0 ? `unset ${given.join(" and ")} to ask what runs here` : "run `npm start` here";
    throw new Refusal(`Where is the system? Set ${missing.join(" and ")}, or ${instead}.`);
  }
  // stdout is the answer's.
  process.env.LOG_LEVEL ||= "silent";
}

/** Services and secrets of the stack that runs from this checkout; nothing of what the user's environment says of others. */
function localEnvironment(): Record<string, string> {
  const stack = readStackFile(".local");
  if (!stack) return {};
  const { POSTGRES_PASSWORD: _, ...secrets } = JSON.parse(readFileSync(".local/secrets.json", "utf8"));
  const at = {
    INGRESS: stack.ingress,
    PUBLIC_URL: stack.ingress,
    REDIS_URL: stack.redis,
    SUPABASE_URL: stack.supabase,
    RESEND_BASE_URL: stack.outbox,
    // A developer's own Polar is not ours to ask.
    ...(stack.polar ? { POLAR_BASE_URL: stack.polar, ...stack.products } : { POLAR_ACCESS_TOKEN: "" }),
  };
  return { ...secrets, ...at };
}

/** What the system refused or could not answer is told in a sentence; what is wrong with the code shows where. */
function refusalOf(error: unknown): unknown {
  if (error instanceof Refusal || error instanceof UsageError || !(error instanceof Error)) return error;
  const told = ["Error", "PermanentError", "QueueUnavailableError"].includes(error.constructor.name);
  return told ? new Refusal(error.message) : error;
}

async function close(wanted: readonly Need[]): Promise<void> {
  if (!wanted.includes("redis")) return;
  const [{ closeQueues }, { closeRedis }] = await Promise.all([
    import("../../lib/queue.ts"),
    import("../../lib/redis.ts"),
  ]);
  await closeQueues();
  await closeRedis();
}
