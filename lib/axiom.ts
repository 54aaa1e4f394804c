import { transport } from "pino";
import { second, wait } from "./time.ts";

/** Its client gathers for a second; then the request is on its way. */
const gatheredMs = 2 * second;

/**
 * Log lines go to Axiom from a thread of their own, which gathers them and asks again when Axiom fails.
 * What the thread cannot take in time is left out: stdout has every line.
 */
export function startAxiom(options: { token: string; dataset: string; url: string }) {
  // Its own way of ending holds up the whole process until Axiom has answered, for up to 10 s.
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
