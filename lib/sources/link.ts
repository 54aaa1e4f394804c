import { z } from "zod";

/** A link that can be opened. */
export const link = z.url({ protocol: /^https?$/ });

/**
 * null for anything else ("n/a", "/jobs/1"): another field may have a link, and a broken one would lose the posting.
 */
export const optionalLink = z.string().trim().pipe(link).nullable().catch(null);
