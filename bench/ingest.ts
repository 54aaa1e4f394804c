import { measured } from "./measured.ts";

/** Postings a second from a source's words to stored, beside a bulk upsert of rows that were ready. */
export const run = (): Promise<Record<string, unknown>> => measured(new URL("./ingest-store.ts", import.meta.url));
