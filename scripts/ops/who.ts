import { Refusal, UsageError } from "./refusals.ts";
import { readLines } from "./stdio.ts";

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** The person an argument names: an id or an address, or with `-` the line on stdin, because shells keep a history. */
export async function whoIs(word: string | undefined): Promise<string> {
  let who = word?.trim() ?? "";
  if (who === "-") {
    const first = await readLines().next();
    who = first.done ? "" : first.value.line.trim();
  }
  if (uuid.test(who) || /^[^@\s]+@[^@\s]+$/.test(who)) return who;
  throw new UsageError(
    `Who? ${who ? `"${who}" is neither an id nor an address` : "An id, an address, or - for stdin"}.`,
  );
}

/** Why they get no mails: for unconfirmed people, Postgres says the same as for unsubscribed ones. */
export const obstacleOf = (status: string, obstacle: string | null) =>
  status === "unverified" && obstacle === "unsubscribed" ? "not confirmed yet" : obstacle;

/** The database's answer about a person; it logs that it was read. */
export function found<T>(answer: T | null): T {
  if (answer === null) throw new Refusal("There is no such subscriber.");
  process.stderr.write("Postgres' log says that this was read (audit).\n");
  return answer;
}
