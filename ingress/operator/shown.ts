import { scrub } from "../../lib/scrub.ts";

/** Where BullMQ keeps the payloads of jobs and schedulers. */
const payloads = new Set(["data", "returnValue", "progress", "opts", "template"]);
/** Fields that hold somebody's own words, or grant access. */
const hidden =
  /sealed|criteria|^e-?mail$|mailbox|token|secret|passw|cookie|authori[sz]ation|signature|key$|hash$|^(full|first|last)?_?name$/i;
/** Sealed texts, hashes and parts of tokens; our ids are shorter. */
const opaque = /[\w-]{60,}|\beyJ[\w-]+\.[\w-]+\.[\w-]*/g;

/** What operators' pages show of a job: ids and figures as they are, but nothing sealed, secret or personal. */
export function shown(value: unknown, inPayload = false): unknown {
  if (typeof value === "string") return scrub(value).replace(opaque, "[hidden]");
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => shown(item, inPayload));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      if (inPayload && hidden.test(key) && item !== null && item !== undefined) return [key, "[hidden]"];
      return [key, shown(item, inPayload || payloads.has(key))];
    }),
  );
}
