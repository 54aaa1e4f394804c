import { startWorker } from "../lib/worker.ts";
import match, { warmUp } from "../workers/match.ts";
import plan from "../workers/plan.ts";

/** The planner and the matcher, as workers/main.ts starts them: without mails, and so without what needs local/runtime.ts. */
await Promise.all([plan, match].map((worker) => startWorker(worker).ready()));
await warmUp();
process.send?.("ready");
