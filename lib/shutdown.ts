import { asError } from "./errors.ts";
import { log as defaultLog, flushLog, type Log } from "./log.ts";
import { second, wait } from "./time.ts";

/** In this order: first nothing new comes in, then what runs ends, then what it needed closes. */
const phases = ["intake", "work", "connections"] as const;
export type Phase = (typeof phases)[number];

/** What to do at the end; `softMs` is how long running work may go on before it is sent back. */
export type StopHandler = (softMs: number) => unknown;

interface Limits {
  log: Log;
  softMs: number;
  hardMs: number;
}

/** npm and the terminal both send Ctrl-C on: a second one this close is the same one. */
const sameSignalMs = 1 * second;

const handlers: { phase: Phase; name: string; stop: StopHandler }[] = [];
let limits: Limits = { log: defaultLog, softMs: 10 * second, hardMs: 20 * second };
let stopping: Promise<void> | undefined;
let exitCode = 0;

/** Whatever is opened is registered here with how it closes. Within a phase all close at once. */
export function onShutdown(phase: Phase, name: string, stop: StopHandler): void {
  handlers.push({ phase, name, stop });
}

/** True from the first signal on: readiness says no. */
export function isStopping(): boolean {
  return stopping !== undefined;
}

/**
 * Ends the process in order: 0 if it was asked to, 1 after a crash or when the hard limit is over.
 * @public for the child processes of tests.
 */
export function shutdown(reason: string, code = 0): Promise<void> {
  exitCode = Math.max(exitCode, code);
  stopping ??= stop(reason);
  return stopping;
}

async function stop(reason: string): Promise<void> {
  const { log, softMs, hardMs } = limits;
  const startedAt = performance.now();
  log.info({ reason, softMs, hardMs }, "shutting down");
  const hard = setTimeout(() => {
    log.fatal({ reason, hardMs }, "shutdown took too long");
    exit(1);
  }, hardMs);
  for (const phase of phases) await stopPhase(phase);
  clearTimeout(hard);
  log.info({ reason, ms: Math.round(performance.now() - startedAt) }, "shut down");
  exit(exitCode);
}

async function stopPhase(phase: Phase): Promise<void> {
  const { log, softMs } = limits;
  const over = new AbortController();
  const all = Promise.all(
    handlers
      .filter((handler) => handler.phase === phase)
      .map(async ({ name, stop }) => {
        try {
          await stop(softMs);
        } catch (thrown) {
          log.error({ phase, handler: name, err: asError(thrown) }, "could not be closed");
          exitCode = 1;
        }
      }),
  );
  // A browser that keeps its connection open must not use up the time of the running jobs.
  const limit = phase === "intake" ? wait(softMs, over.signal).catch(() => {}) : all;
  await Promise.race([all, limit]);
  over.abort();
}

function exit(code: number): never {
  flushLog();
  process.exit(code);
}

/**
 * Listens for SIGTERM, SIGINT and for errors that nobody caught. A second signal ends the process at once, unless it is
 * the first one sent twice.
 */
export function installShutdown(options: Limits): void {
  limits = options;
  let firstAt: number | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    const now = performance.now();
    firstAt ??= now;
    if (now === firstAt) return void shutdown(signal);
    if (now - firstAt < sameSignalMs) return;
    limits.log.fatal({ signal }, "told twice to stop");
    exit(1);
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
  // Carrying on in an unknown state is worse than a restart, which is what follows.
  const onCrash = (thrown: unknown) => {
    limits.log.fatal({ err: asError(thrown) }, "uncaught error");
    void shutdown("uncaught error", 1);
  };
  process.on("uncaughtException", onCrash);
  process.on("unhandledRejection", onCrash);
}
