import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { claimFolder, ownerOf } from "./claim.ts";
import { type Environment, products, programEnvironment, sellsForReal } from "./environment.ts";
import { firstPostings } from "./first-postings.ts";
import { type Leash, openLeash } from "./leash.ts";
import { Members } from "./members.ts";
import { freePort } from "./ports.ts";
import { ingressProgram, keepRunning, workerProgram } from "./programs.ts";
import { loadSecrets } from "./secrets.ts";
import type { Service } from "./service.ts";
import { startServices } from "./services.ts";
import { readStackFile, removeStackFile, type StackFile } from "./stack-file.ts";
import { follow, worthSaying } from "./tail.ts";

export interface StackOptions {
  /** For data, logs, secrets and stack.json of this stack alone. */
  folder: string;
  /** Port of the ingress; default: any free one. */
  port?: number;
  /** Number of worker processes, each with all workers. */
  workers?: number;
  /** The user's environment, which overrides the local defaults. */
  env?: Environment;
  /** Gets messages for the user: a program that ended, a migration that changed. */
  say?: (line: string) => void;
  /** Called when a service (not a program) ended unasked: the stack is no longer usable. */
  onServiceDeath?: (name: string, how: string) => void;
  /** Aborts the start between two steps and stops what has started. */
  signal?: AbortSignal;
}

/** For fault drills, every `Service` has `start`, `stop`, `kill` and `signal`. */
export interface Stack {
  file: StackFile;
  redis: Service;
  postgres: Service;
  postgrest: Service;
  ingress: Service;
  workers: readonly Service[];
  /** Drains programs, then ends services; nothing is left running. */
  stop(): Promise<void>;
}

/** The data folder belongs to a stack that is running. */
export class FolderInUseError extends Error {}

const root = fileURLToPath(new URL("..", import.meta.url));

/** Starts the whole product on real parts. It is ready when this resolves, and stack.json is in the folder. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const closing = new AsyncDisposableStack();
  try {
    return await start(options, closing);
  } catch (error) {
    await closing.disposeAsync();
    throw error;
  }
}

async function start(options: StackOptions, closing: AsyncDisposableStack): Promise<Stack> {
  const { folder, env: user = process.env, say = () => {}, onServiceDeath, signal } = options;
  const { members, leash } = await takeFolder(folder, closing);
  // Otherwise programs would wait for a missing service until their hard limit.
  const ending = { drain: true };
  const secrets = await loadSecrets(folder);
  const host = user.HOST || "127.0.0.1";
  const port = options.port ?? (await freePort(0, host));
  const ingress = `http://${/^(0\.0\.0\.0|::)$/.test(host) ? "127.0.0.1" : host}:${port}`;
  const webhookSecret = user.RESEND_WEBHOOK_SECRET || secrets.RESEND_WEBHOOK_SECRET;
  const services = await startServices({
    ...{ folder, root, leash, secrets, say },
    webhook: { url: `${ingress}/webhooks/resend`, secret: webhookSecret },
    ...(!sellsForReal(user) && { billing: { url: `${ingress}/webhooks/polar`, secret: secrets.POLAR_WEBHOOK_SECRET } }),
    opened(name, close, service) {
      closing.defer(close);
      if (!service) return;
      members.add(name, service);
      service.onDeath = (how) => {
        ending.drain = false;
        onServiceDeath?.(service.name, how);
      };
    },
  });
  signal?.throwIfAborted();

  const { redis, postgres, postgrest, gateway, outbox, boards } = services;
  const polar = services.polar?.url ?? null;
  const urls = { ingress, redis: redis.url, supabase: gateway.url, outbox: outbox.url, boards: boards.url, polar };
  const environment = programEnvironment(user, { ...urls, host, port }, secrets);
  const programs = await startPrograms({ options, closing, ending, members, leash, environment, ingressUrl: ingress });
  signal?.throwIfAborted();

  const { SYSTEM_API_KEY: systemKey = "", ADMIN_API_KEY: adminKey = "", SOURCES = "" } = environment.ingress;
  const trouble = await firstPostings({ ingress, systemKey, databaseUrl: postgres.url(), sources: namesIn(SOURCES) });
  if (trouble) say(trouble);
  signal?.throwIfAborted();

  closing.defer(() => removeStackFile(folder));
  const keys = { anonKey: secrets.SUPABASE_ANON_KEY, serviceKey: secrets.SUPABASE_SERVICE_ROLE_KEY };
  const file = members.announce({
    ...{ ...urls, products: polar === null ? null : products, postgres: postgres.url(), ...keys, systemKey, adminKey },
  });
  const stop = () => closing.disposeAsync();
  return { file, redis: redis.service, postgres: postgres.service, postgrest: postgrest.service, ...programs, stop };
}

/** Claims the folder, with a leash for everything that will run on it. */
async function takeFolder(folder: string, closing: AsyncDisposableStack) {
  const claim = await claimFolder(folder);
  if (!claim) throw new FolderInUseError(whoRuns(folder));
  closing.defer(() => claim.release());
  removeStackFile(folder);
  keepLogsOfLastRun(folder);
  const leash = openLeash();
  closing.defer(() => leash.close());
  return { members: new Members(folder, claim, leash), leash };
}

/** SOURCES is `NAME`, `NAME=BASE_URL` or either with `|TARGET`, comma-separated. */
function namesIn(sources: string): string[] {
  const names = sources.split(",").map((source) => source.split(/[=|]/)[0]?.trim() ?? "");
  return names.filter(Boolean);
}

interface ProgramsOptions {
  options: StackOptions;
  closing: AsyncDisposableStack;
  ending: { drain: boolean };
  members: Members;
  leash: Leash;
  environment: { ingress: Environment; workers: Environment };
  ingressUrl: string;
}

async function startPrograms(given: ProgramsOptions) {
  const { options, closing, ending, members, leash, environment, ingressUrl } = given;
  const { folder, workers: count = 1, say = () => {} } = options;
  const log = (name: string) => ({ root, leash, logFile: join(folder, "logs", `${name}.log`) });
  const ingress = ingressProgram({ ...log("ingress"), env: environment.ingress }, ingressUrl);
  const workers = Array.from({ length: count }, (_, index) => {
    const name = count === 1 ? "workers" : `workers-${index + 1}`;
    return workerProgram({ ...log(name), name, env: environment.workers });
  });
  const programs = [ingress, ...workers];
  // Before they start, so that one that fails to start is not left behind.
  closing.defer(async () => {
    await Promise.all(programs.map((program) => (ending.drain ? program.stop() : program.kill())));
  });
  for (const program of programs) members.add(program.name, program);
  await Promise.all(programs.map((program) => program.start()));
  const tails = programs.map(({ name, spec }) =>
    follow(spec.logFile, (line) => {
      const words = worthSaying(line);
      if (words) say(`${name}: ${words}`);
    }),
  );
  const kept = programs.map((program) => keepRunning(program, say));
  closing.defer(() => {
    for (const one of [...kept, ...tails]) one.stop();
  });
  return { ingress, workers };
}

function keepLogsOfLastRun(folder: string): void {
  const logs = join(folder, "logs");
  if (!existsSync(logs)) return;
  rmSync(`${logs}.previous`, { recursive: true, force: true });
  renameSync(logs, `${logs}.previous`);
}

/** A sentence about the stack that is using the folder. */
export function whoRuns(folder: string): string {
  const pid = ownerOf(folder)?.pid;
  const address = readStackFile(folder)?.ingress;
  const where = address ? `at ${address}` : "and is still starting";
  return `JobPing runs already from this checkout, ${where} (process ${pid}). Stop it with Ctrl-C there, or: kill ${pid}`;
}
