import { transport } from "pino";
import { second, wait } from "./time.ts";

/** Its client collects lines for a second before it sends them. */
const gatheredMs = 2 * second;

/**
 * Sends log lines to Axiom from a thread of their own, which batches them and tries again when Axiom fails. What the
 * thread cannot take in time is dropped: stdout has every line.
 */
export function startAxiom(options: { token: string; dataset: string; url: string }) {
  // pino's own way to end the thread blocks the whole process until Axiom has answered, for up to 10 s.
  const thread = transport({ target: "@axiomhq/pino", options, worker: { autoEnd: false } });
  let free = true;
  thread.on("drain", () => {
    free = true;
  });
  thread.on("error", () => {
    free = false;
  });
  const send = (lines: string): void => {
    if (free) free = thread.write(lines);
  };
  return { send, stop: () => wait(gatheredMs) };
}
