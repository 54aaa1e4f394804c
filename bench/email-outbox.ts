import { startOutbox } from "../local/outbox/main.ts";

/**
 * The vendor, in a process of its own: its work is not ours. It forgets the mails, as collecting hundreds of megabytes
 * of garbage would delay the requests that it counts.
 */
const { url } = await startOutbox({ port: 0, keep: 100 });
process.send?.(url);
