import { measured } from "./measured.ts";

/** Subscribers a second that one core ranks for, reasons and all, beside a SQL query a subscriber and scoring in JavaScript. */
export const run = (): Promise<Record<string, unknown>> => measured(new URL("./match-run.ts", import.meta.url));
