import { measured } from "./measured.ts";

/** Subscribers a second that one core ranks for, reasons and all, beside a SQL query a subscriber and scoring in JavaScript. */
export const run = async (): Promise<Record<string, unknown>> => ({
  ...(await measured(new URL("./match-run.ts", import.meta.url))),
  measured: "ours in processor time of one core, the baseline by the clock with Postgres beside it",
});
