import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Claim, claimFolder, ownerOf } from "./claim.ts";
import { type Environment, programEnvironment } from "./environment.ts";
import { firstPostings } from "./first-postings.ts";
import { type Leash, openLeash } from "./leash.ts";
import { freePort } from "./ports.ts";
import { ingressProgram, keepRunning, workerProgram } from "./programs.ts";
import { loadSecrets } from "./secrets.ts";
import type { Service } from "./service.ts";
import { startServices } from "./services.ts";
import { readStackFile, removeStackFile, type StackFile, writeStackFile } from "./stack-file.ts";
import { follow, worthSaying } from "./tail.ts";

export interface StackOptions {
  /** Data, logs, secrets and stack.json; of this stack alone. */
  folder: string;
  /** Port of the ingress; by default any free one. */
  port?: number;
  /** Worker processes, each with all workers. */
  workers?: number;
  /** The user's environment, which wins over the local defaults. */
  env?: Environment;
  /** Hears what a person should know: a program that ended, a migration that changed. */
  say?: (line: string) => void;
  /** Called when a service (not a program) ended unasked: the stack is of no use any more. */
  onServiceDeath?: (name: string, how: string) => void;
  /** Ends the start between two steps; what has started is stopped. */
  signal?: AbortSignal;
}

/** Every `Service` has `start`, `stop`, `kill` and `signal`: what a fault drill needs. */
export interface Stack {
  file: StackFile;
  redis: Service;
  postgres: Service;
  postgrest: Service;
  ingress: Service;
  workers: readonly Service[];
  /** Programs drain, then services end; nothing is left. */
  stop(): Promise<void>;
}

/** The data folder belongs to a stack that is running. */
export class FolderInUseError extends Error {}

const root = fileURLToPath(new URL("..", import.meta.url));

/** Starts the whole product on real parts. Ready when this resolves: stack.json stands in the folder. */
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
  const claim = await claimFolder(folder);
  if (!claim) throw new FolderInUseError(whoRuns(folder));
  closing.defer(() => claim.release());
  keepLogsOfLastRun(folder);
  const leash = openLeash();
  closing.defer(() => leash.close());
  const members = new Members(folder, claim, leash);
  const secrets = await loadSecrets(folder);
  const host = user.HOST || "127.0.0.1";
  const port = options.port ?? (await freePort(0, host));
  const ingressUrl = `http://${/^(0\.0\.0\.0|::)$/.test(host) ? "127.0.0.1" : host}:${port}`;
  const webhook = {
    url: `${ingressUrl}/webhooks/resend`,
    secret: user.RESEND_WEBHOOK_SECRET || secrets.RESEND_WEBHOOK_SECRET,
  };
  const services = await startServices({
    ...{ folder, root, leash, secrets, webhook, say },
    opened(name, close, service) {
      closing.defer(close);
      if (service) members.add(name, service);
      if (service) service.onDeath = (how) => onServiceDeath?.(service.name, how);
    },
  });
  signal?.throwIfAborted();

  const { redis, postgres, postgrest, gateway, outbox, boards } = services;
  const at = {
    host,
    port,
    ingress: ingressUrl,
    redis: redis.url,
    supabase: gateway.url,
    outbox: outbox.url,
    boards: boards.url,
  };
  const environment = programEnvironment(user, at, secrets, join(folder, "cache"));
  const programs = await startPrograms({ options, closing, members, leash, environment, ingressUrl });
  signal?.throwIfAborted();

  const { SYSTEM_API_KEY: systemKey = "", ADMIN_API_KEY: adminKey = "", SOURCES = "" } = environment.ingress;
  const sources = SOURCES.split(",")
    .map((source) => source.split("=")[0]?.trim() ?? "")
    .filter(Boolean);
  const trouble = await firstPostings({ ingress: ingressUrl, systemKey, databaseUrl: postgres.url(), sources });
  if (trouble) say(trouble);
  signal?.throwIfAborted();

  closing.defer(() => removeStackFile(folder));
  const file = members.announce({
    ...{ ingress: ingressUrl, outbox: outbox.url, boards: boards.url, polar: null },
    ...{ redis: redis.url, postgres: postgres.url(), supabase: gateway.url },
    ...{ anonKey: secrets.SUPABASE_ANON_KEY, serviceKey: secrets.SUPABASE_SERVICE_ROLE_KEY, systemKey, adminKey },
  });
  const stop = () => closing.disposeAsync();
  return { file, redis: redis.service, postgres: postgres.service, postgrest: postgrest.service, ...programs, stop };
}

interface ProgramsOptions {
  options: StackOptions;
  closing: AsyncDisposableStack;
  members: Members;
  leash: Leash;
  environment: { ingress: Environment; workers: Environment };
  ingressUrl: string;
}

async function startPrograms({ options, closing, members, leash, environment, ingressUrl }: ProgramsOptions) {
  const { folder, workers: count = 1, say = () => {} } = options;
  const log = (name: string) => ({ root, leash, logFile: join(folder, "logs", `${name}.log`) });
  const ingress = ingressProgram({ ...log("ingress"), env: environment.ingress }, ingressUrl);
  const workers = Array.from({ length: count }, (_, index) => {
    const name = count === 1 ? "workers" : `workers-${index + 1}`;
    return workerProgram({ ...log(name), name, env: environment.workers });
  });
  const programs = [ingress, ...workers];
  const tails = programs.map(({ name, spec }) =>
    follow(spec.logFile, (line) => {
      const words = worthSaying(line);
      if (words) say(`${name}: ${words}`);
    }),
  );
  closing.defer(() => {
    for (const tail of tails) tail.close();
  });
  // Before they start: one that fails to must not stay behind.
  closing.defer(async () => {
    await Promise.all(programs.map((program) => program.stop()));
  });
  for (const program of programs) members.add(program.name, program);
  await Promise.all(programs.map((program) => program.start()));
  const kept = programs.map((program) => keepRunning(program, say));
  closing.defer(() => {
    for (const one of kept) one.stop();
  });
  return { ingress, workers };
}

/** Keeps stack.json and the claim equal to the processes that run, whoever is restarted. */
class Members {
  readonly #services = new Map<string, Service>();
  readonly #folder: string;
  readonly #claim: Claim;
  readonly #leash: Leash;
  #file: StackFile | null = null;

  constructor(folder: string, claim: Claim, leash: Leash) {
    this.#folder = folder;
    this.#claim = claim;
    this.#leash = leash;
  }

  add(name: string, service: Service): void {
    this.#services.set(name, service);
    service.onUp = () => this.#write();
    this.#write();
  }

  /** Says that the stack is ready, from here on with the process ids of the moment. */
  announce(file: Omit<StackFile, "pids">): StackFile {
    this.#file = { ...file, pids: {} };
    this.#write();
    return this.#file;
  }

  #write(): void {
    const services = [...this.#services].flatMap(([name, { pid }]) => (pid === null ? [] : [[name, pid] as const]));
    const pids: Record<string, number> = { leash: this.#leash.pid, ...Object.fromEntries(services) };
    this.#claim.members(pids);
    if (!this.#file) return;
    this.#file.pids = { supervisor: process.pid, ...pids };
    writeStackFile(this.#folder, this.#file);
  }
}

function keepLogsOfLastRun(folder: string): void {
  const logs = join(folder, "logs");
  if (!existsSync(logs)) return;
  rmSync(`${logs}.previous`, { recursive: true, force: true });
  renameSync(logs, `${logs}.previous`);
}

function whoRuns(folder: string): string {
  const pid = ownerOf(folder)?.pid;
  const address = readStackFile(folder)?.ingress;
  const where = address ? `at ${address}` : "and is still starting";
  return `JobPing runs already from this checkout, ${where} (process ${pid}). Stop it with Ctrl-C there, or: kill ${pid}`;
}
