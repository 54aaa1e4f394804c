import { measured } from "./measured.ts";

/** How long it takes to find out whether the table has a posting already, beside a look-up by the primary key. */
export const run = (): Promise<Record<string, unknown>> => measured(new URL("./dedupe-place.ts", import.meta.url));
