import { measured } from "./measured.ts";

/** What a match worker's catalogue takes, and how long it takes to read, beside the same postings as objects. */
export const run = (): Promise<Record<string, unknown>> => measured(new URL("./memory-run.ts", import.meta.url));
