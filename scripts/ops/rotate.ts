import { randomBytes } from "node:crypto";
import { optionsOf } from "./options.ts";
import { UsageError } from "./refusals.ts";
import { type Plan, plans } from "./rotate-plans.ts";
import { writeLine } from "./stdio.ts";
import { act } from "./system.ts";

export async function run(args: string[]): Promise<void> {
  const options = { check: { type: "boolean" }, reseal: { type: "boolean" }, json: { type: "boolean" } } as const;
  const { values, words } = optionsOf(args, options, { most: 2 });
  const { check = false, reseal = false, json = false } = values;
  const [name, ...more] = words;
  if (more.length > 0) throw new UsageError("One secret at a time.");
  if (check) return sealedKeys(true);
  const plan = name !== undefined && Object.hasOwn(plans, name) ? plans[name] : undefined;
  if (!name || !plan) throw new UsageError(`Which secret? One of ${Object.keys(plans).join(", ")}.`);
  if (reseal && name !== "SEAL_SECRET") throw new UsageError("Only what SEAL_SECRET has sealed is stored.");
  if (reseal) return sealedKeys(false);
  const { vendor, where, days, leaked } = plan;
  const secret = vendor ? `(the one that ${vendor} shows)` : randomBytes(36).toString("base64");
  const steps = stepsOf(name, secret, plan);
  if (json) return writeLine({ name, secret: vendor ? null : secret, where, days, steps, leaked });
  const numbered = steps.map((step, at) => `${at + 1}. ${step}\n`).join("");
  process.stdout.write(`A fresh ${name}:\n\n  ${secret}\n\n${numbered}\nIf the old one has leaked: ${leaked}.\n`);
}

function stepsOf(name: string, secret: string, { where, days, until, between }: Plan): string[] {
  const wait = days > 0 ? `${days} ${days === 1 ? "day" : "days"} later, when` : "When";
  return [
    `On ${where}: NEXT_${name}=${secret}, and restart. Both are accepted from now on.`,
    `On ${where}: ${name}=${secret} and NEXT_${name}= the one of before, and restart. From now on the new one is used.`,
    ...(between ? [`Run: ${between}`] : []),
    `${wait} ${until}: take NEXT_${name} away, and restart.`,
  ];
}

/** How many stored link keys each secret seals; after the swap, `next` is the old one. */
async function sealedKeys(dryRun: boolean): Promise<void> {
  const { id, result } = await act("/tokens/reseal", { dryRun });
  await writeLine({ job: id, ...(result as object) });
}
