import { optionsOf } from "./options.ts";
import { Refusal, UsageError } from "./refusals.ts";
import { writeLine } from "./stdio.ts";
import { act } from "./system.ts";

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

export async function run(args: string[]): Promise<void> {
  const { values } = optionsOf(args, {
    subscriber: { type: "string", multiple: true },
    all: { type: "boolean" },
    yes: { type: "boolean" },
  });
  const { subscriber: subscribers = [], all = false, yes = false } = values;
  if (all === subscribers.length > 0)
    throw new UsageError("Whose links? --subscriber ID (also several times), or --all.");
  const wrong = subscribers.find((id) => !uuid.test(id));
  if (wrong !== undefined) throw new UsageError(`"${wrong}" is not the id of a subscriber.`);
  if (subscribers.length > 100) throw new UsageError("At most a hundred at once.");
  if (!yes) {
    const whose = all ? "EVERY subscriber" : `${subscribers.length} subscriber(s)`;
    throw new Refusal(
      `This makes every link dead that was ever mailed to ${whose}, unsubscribe links included. Say --yes if you mean it.`,
    );
  }
  const { id, result } = await act("/tokens/invalidate", all ? { all: true } : { subscribers });
  await writeLine({ job: id, ...(result as object) });
}
