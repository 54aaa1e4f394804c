import { z } from "zod";
import { serviceDb } from "../../lib/db.ts";
import { askFor, personOf } from "./person.ts";
import { Refusal } from "./refusals.ts";
import { tell } from "./table.ts";
import { found } from "./who.ts";

export async function run(args: string[]): Promise<void> {
  const { who, mail, json } = await personOf(args, "export");
  if (mail) return mailLink(who, json);
  const data = found(
    await serviceDb().call("operator_export", { p_who: who }, z.record(z.string(), z.unknown()).nullable()),
  );
  process.stdout.write(`${JSON.stringify(data, null, json ? 0 : 2)}\n`);
}

async function mailLink(who: string, json: boolean): Promise<void> {
  const { id, mail } = await askFor(who, "export");
  if (!mail)
    throw new Refusal("No mail may go to this person: without --mail you get their data, to hand over yourself.");
  await tell(json, { subscriber: id, mail }, () => `${id} gets a mail with the link, at most one an hour.`);
}
