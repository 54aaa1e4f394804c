import { z } from "zod";

/** A link that can be opened. */
export const link = z.url({ protocol: /^https?$/ });

/** null for what is none ("n/a", "/jobs/1"): another field may have one, and a broken link would lose the posting. */
export const optionalLink = z.string().trim().pipe(link).nullable().catch(null);
