import { randomBytes } from "node:crypto";
import { environmentVariables, secretName } from "../../lib/env-variables.ts";
import { optionsOf } from "./options.ts";
import { writeLine } from "./stdio.ts";

/** As long as those of `rotate`; no character needs quotes in an .env file. */
const fresh = () => randomBytes(36).toString("base64url");

export async function run(args: string[]): Promise<void> {
  const { values } = optionsOf(args, { json: { type: "boolean" } });
  const secrets = Object.entries(environmentVariables).filter(
    ([name]) => secretName.test(name) && !name.startsWith("NEXT_"),
  );
  // Ours are those with development values; vendors' secrets come from the vendors.
  const isOurs = ([name, { development }]: (typeof secrets)[number]) =>
    development !== undefined && !name.startsWith("SUPABASE_");
  const made = Object.fromEntries(secrets.filter(isOurs).map(([name]) => [name, fresh()]));
  if (values.json) return writeLine(made);
  const lines = secrets
    .filter((each) => isOurs(each))
    .map(([name, { purpose }]) => `# ${purpose}\n${name}=${made[name]}\n`);
  const vendors = secrets.filter((each) => !isOurs(each)).map(([name, { purpose }]) => `# ${name}= (${purpose})\n`);
  process.stdout.write(
    `${lines.join("")}\n# Vendors make these; a webhook's secret is the one that its dashboard shows:\n${vendors.join("")}`,
  );
}
