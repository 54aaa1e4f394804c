import { z } from "zod";
import { serviceDb } from "../../lib/db.ts";
import { optionsOf } from "./options.ts";
import { UsageError } from "./refusals.ts";
import { act, follow } from "./system.ts";
import { found, whoIs } from "./who.ts";

/** The person that the arguments name, and the other options. */
export async function personOf(args: string[], verb: string) {
  const { subscriber, email, ...flags } = optionsOf(args, {
    ...{ subscriber: { type: "string" }, email: { type: "string" } },
    ...{ yes: { type: "boolean" }, mail: { type: "boolean" }, json: { type: "boolean" } },
  }).values;
  if ((subscriber === undefined) === (email === undefined))
    throw new UsageError(`Whom? ${verb} --subscriber ID, or --email ADDRESS (- reads it from stdin).`);
  const { yes = false, mail = false, json = false } = flags;
  return { who: await whoIs(subscriber ?? email), yes, mail, json };
}

const person = z.object({ id: z.uuid() }).nullable();

/** Has the system do what people could also ask for themselves, and waits for it. `mail`: they are told by mail. */
export async function askFor(who: string, verb: "erase" | "export"): Promise<{ id: string; mail: boolean }> {
  const { id } = found(await serviceDb().call("operator_person", { p_act: verb, p_who: who }, person));
  const { result } = await act("/operations", { act: verb, subscriber: id });
  const { mail, status } = result as { mail: boolean; status: string };
  await follow(status);
  return { id, mail };
}
