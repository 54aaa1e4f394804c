import { askFor, personOf } from "./person.ts";
import { Refusal } from "./refusals.ts";
import { tell } from "./table.ts";

export async function run(args: string[]): Promise<void> {
  const { who, yes, json } = await personOf(args, "erase");
  if (!yes) throw new Refusal(`This deletes everything about ${who}, for good. Say --yes if you mean it.`);
  const { id, mail } = await askFor(who, "erase");
  const receipt = mail
    ? "the address goes with the receipt by mail"
    : "no mail may go there, the address goes within a minute";
  await tell(json, { subscriber: id, erased: true, mail }, () => `${id} is erased: ${receipt}, a day at most.`);
}
