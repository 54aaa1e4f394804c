import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, fstatSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { second, wait } from "../lib/time.ts";
import type { Held, Leash } from "./leash.ts";

export interface ServiceSpec extends Held {
  name: string;
  command: string;
  args: readonly string[];
  env?: Record<string, string | undefined>;
  cwd?: string;
  uid?: number;
  gid?: number;
  /** The file that the process writes stdout and stderr to directly, so that logging survives our own end. */
  logFile: string;
  leash: Leash;
  /** Whether it answers, polled until it does. A string says why it never will. */
  probe(heard: ReadonlySet<unknown>): Promise<boolean | string>;
  /** A Node program that may send us messages with process.send; `probe` gets them. */
  speaks?: boolean;
  startLimitMs?: number;
  stopLimitMs?: number;
}

interface Running {
  process: ChildProcess;
  pid: number;
  exited: Promise<string>;
  logStart: number;
  heard: Set<unknown>;
}

/** A process of the local stack, in its own process group and on the leash: started, stopped, killed, started again. */
export class Service {
  readonly spec: ServiceSpec;
  /** Called with how it ended, if nobody asked it to. */
  onDeath: (how: string) => void = () => {};
  /** Called each time it has come up, with a new process id. */
  onUp: () => void = () => {};
  #running: Running | null = null;
  #asked = false;

  constructor(spec: ServiceSpec) {
    this.spec = spec;
  }

  get name(): string {
    return this.spec.name;
  }

  get pid(): number | null {
    return this.#running?.pid ?? null;
  }

  async start(): Promise<this> {
    const running = this.#spawn();
    let how: string | null = null;
    void running.exited.then((ended) => {
      how = ended;
    });
    const limitMs = this.spec.startLimitMs ?? 30 * second;
    const deadline = performance.now() + limitMs;
    for (;;) {
      const answer = await this.spec.probe(running.heard).catch(() => false);
      if (answer === true) {
        this.onUp();
        return this;
      }
      if (typeof answer === "string") {
        await this.kill();
        throw new Error(answer);
      }
      if (how !== null) throw new Error(`${this.name} did not start: it ended with ${how}.${this.#lastWords(running)}`);
      if (performance.now() > deadline) {
        await this.kill();
        throw new Error(`${this.name} did not answer within ${limitMs / second} s.${this.#lastWords(running)}`);
      }
      await wait(10);
    }
  }

  /** Asks it to end and waits; kills it after the limit. */
  async stop(): Promise<void> {
    await this.#end(this.spec.signal);
  }

  /** SIGKILL. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** Sends a signal as if from outside: if it ends, that counts as unexpected. */
  signal(signal: NodeJS.Signals): void {
    this.#running?.process.kill(signal);
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const running = this.#running;
    if (!running) return;
    this.#asked = true;
    running.process.kill(signal);
    const limit = setTimeout(() => running.process.kill("SIGKILL"), this.spec.stopLimitMs ?? 10 * second);
    await running.exited;
    clearTimeout(limit);
  }

  #spawn(): Running {
    if (this.#running) throw new Error(`${this.name} runs already.`);
    const { command, args, env, cwd, uid, gid, logFile, leash, stage, signal, speaks } = this.spec;
    mkdirSync(dirname(logFile), { recursive: true });
    const log = openSync(logFile, "a");
    const logStart = fstatSync(log).size;
    const child = spawn(command, args, {
      detached: true,
      stdio: speaks ? ["ignore", log, log, "ipc"] : ["ignore", log, log],
      ...(env && { env: env as NodeJS.ProcessEnv }),
      ...(cwd !== undefined && { cwd }),
      ...(uid !== undefined && { uid }),
      ...(gid !== undefined && { gid }),
    });
    const pid = child.pid ?? 0;
    if (pid > 0) leash.hold(pid, { stage, signal });
    closeSync(log);
    this.#asked = false;
    const exited = new Promise<string>((resolve) => {
      child.once("error", (error) => resolve(error.message));
      child.once("exit", (code, killedBy) => resolve(killedBy ?? `exit code ${code}`));
    }).then((how) => {
      leash.release(pid);
      this.#running = null;
      if (!this.#asked) this.onDeath(how);
      return how;
    });
    const heard = new Set<unknown>();
    child.on("message", (message) => heard.add(message));
    this.#running = { process: child, pid, exited, logStart, heard };
    return this.#running;
  }

  /** The end of its output since its start, without stack frames: the message comes before them. */
  #lastWords({ logStart }: Running): string {
    const text = readFileSync(this.spec.logFile).subarray(logStart).toString("utf8");
    const lines = text.split("\n").filter((line) => line.trim() && !/^\s+at |^Node\.js v/.test(line));
    return lines.length > 0 ? `\n${lines.slice(-8).join("\n")}` : "";
  }
}
