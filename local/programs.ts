import { second } from "../lib/time.ts";
import type { Environment } from "./environment.ts";
import type { Leash } from "./leash.ts";
import { Service } from "./service.ts";

const runtime = new URL("runtime.ts", import.meta.url).href;

interface ProgramOptions {
  name: string;
  /** Path of its main module, relative to the checkout. */
  main: string;
  root: string;
  env: Environment;
  logFile: string;
  leash: Leash;
}

/** Longer than the programs' own hard limit of 20 s, after which they end themselves. */
const stopLimitMs = 25 * second;

function program({ name, main, root, env, logFile, leash }: ProgramOptions, probe: Service["spec"]["probe"]): Service {
  return new Service({
    name,
    command: process.execPath,
    args: ["--import", runtime, main],
    cwd: root,
    env,
    logFile,
    leash,
    stage: "program",
    signal: "SIGTERM",
    speaks: true,
    stopLimitMs,
    probe,
  });
}

/** The ingress as a child process, up when it reports that it is ready for traffic. */
export function ingressProgram(options: Omit<ProgramOptions, "name" | "main">, url: string): Service {
  return program({ ...options, name: "ingress", main: "ingress/main.ts" }, async () => {
    return (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2 * second) })).ok;
  });
}

/** A process with all workers, up when it reports so. */
export function workerProgram(options: Omit<ProgramOptions, "main">): Service {
  return program({ ...options, main: "workers/main.ts" }, async (heard) => heard.has("ready"));
}

/** A program that ends this soon after its start gets a longer pause before the next start. */
const stableMs = 30 * second;
const firstPauseMs = second / 4;
const longestPauseMs = 10 * second;

/** Restarts a program whenever it ends unasked, after a pause that doubles while it keeps ending. */
export function keepRunning(service: Service, say: (line: string) => void): { stop(): void } {
  let pauseMs = firstPauseMs;
  let startedAt = performance.now();
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const again = async () => {
    startedAt = performance.now();
    try {
      await service.start();
    } catch (error) {
      // onDeath already handled its end, unless it never came up.
      if (!isOver && service.pid === null && timer === undefined) revive((error as Error).message);
    }
  };
  const revive = (how: string) => {
    if (isOver || timer) return;
    if (performance.now() - startedAt > stableMs) pauseMs = firstPauseMs;
    say(`${service.name} ended (${how}) and is started again.`);
    timer = setTimeout(() => {
      timer = undefined;
      void again();
    }, pauseMs);
    pauseMs = Math.min(2 * pauseMs, longestPauseMs);
  };
  service.onDeath = revive;
  return {
    stop() {
      isOver = true;
      clearTimeout(timer);
    },
  };
}
