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
 * Runs a command on the running system: the environment's or, on a developer's machine, that of `npm start`. lib/env
 * reads the environment at import, so it is set before the command's module is loaded. Closes what the command opened.
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
  // All or nothing, so as not to mix production's variables with a laptop's.
  const given = places.filter((name) => process.env[name]);
  if (given.length === 0) Object.assign(process.env, localEnvironment());
  const missing = wanted.flatMap((need) => needs[need].filter((name) => !process.env[name]));
  if (missing.length > 0) {
    const instead = given.length > 0 ? `unset ${given.join(" and ")} to ask what runs here` : "run `npm start` here";
    throw new Refusal(`Where is the system? Set ${missing.join(" and ")}, or ${instead}.`);
  }
  // stdout is for the answer.
  process.env.LOG_LEVEL ||= "silent";
}

/** Services and secrets of the stack running from this checkout, whatever the user's environment says. */
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
    // A developer's real Polar is not asked.
    ...(stack.polar ? { POLAR_BASE_URL: stack.polar, ...stack.products } : { POLAR_ACCESS_TOKEN: "" }),
  };
  return { ...secrets, ...at };
}

/** Refusals and outages are told in a sentence; defects of the code with a stack. */
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
