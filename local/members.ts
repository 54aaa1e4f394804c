import type { Claim } from "./claim.ts";
import type { Leash } from "./leash.ts";
import type { Service } from "./service.ts";
import { type StackFile, writeStackFile } from "./stack-file.ts";

/** Keeps the process ids in stack.json and the claim up to date when something restarts. */
export class Members {
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

  /** Announces that the stack is ready; from here on, stack.json has the current process ids. */
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
