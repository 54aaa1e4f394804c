import { startOutbox } from "../local/outbox/main.ts";

/** The vendor, in a process of its own: its work is not ours, and it keeps its own time. */
const { url } = await startOutbox({ port: 0 });
process.send?.(url);
