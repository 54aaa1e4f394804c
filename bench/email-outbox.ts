import { startOutbox } from "../local/outbox/main.ts";

/**
 * The vendor, in a process of its own: its work is not ours, and it keeps its own time. It forgets the mails, as the
 * collecting of hundreds of megabytes would hold up the requests that it counts.
 */
const { url } = await startOutbox({ port: 0, keep: 100 });
process.send?.(url);
