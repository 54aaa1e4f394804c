import { readdirSync } from "node:fs";
import { z } from "zod";
import { serviceDb } from "../../lib/db.ts";
import { bytesOf } from "../../lib/figures/format.ts";
import { day } from "../../lib/time.ts";
import { type Finding, fail, pass, warn } from "./finding.ts";
import { agoOf } from "./table.ts";

const at = z.iso.datetime({ offset: true });
const health = z.object({
  now: at,
  version: z.string(),
  bytes: z.number(),
  migrations: z.array(z.string()),
  unsecured: z.array(z.string()),
  policies: z.array(z.string()),
  openTables: z.array(z.string()),
  openFunctions: z.array(z.object({ role: z.string(), name: z.string(), definer: z.boolean() })),
  webhooks: z.object({ newest: at.nullable(), waiting: z.int() }),
  newestSent: at.nullable(),
});
export type Health = z.output<typeof health>;

export const askHealth = () => serviceDb().call("operator_health", {}, health);

/** The read functions behind mail links; a test of the schema has the same list. */
const readable = new Set([
  "address_page",
  "billing_page",
  "match_page",
  "matches_page",
  "sending_is_stopped",
  "subscriber_export",
  "subscriber_page",
  "verification_page",
]);

const listed = (names: readonly string[]) => names.slice(0, 8).join(", ") + (names.length > 8 ? ", ..." : "");
const migrationsFolder = new URL("../../supabase/migrations/", import.meta.url);

export function migrations({ migrations: applied }: Health): Finding[] {
  const versions = readdirSync(migrationsFolder).flatMap((file) => /^(\d+)_.*\.sql$/.exec(file)?.[1] ?? []);
  const pending = versions.filter((version) => !applied.includes(version)).sort();
  const foreign = applied.filter((version) => !versions.includes(version));
  return [
    pending.length > 0
      ? fail("migrations", `not applied: ${listed(pending)}`, "npm run db:push")
      : pass("migrations", `all ${versions.length} of this checkout are applied`),
    ...(foreign.length > 0
      ? [warn("migrations", `applied and not in this checkout: ${listed(foreign)}`, "Is this the release that runs?")]
      : []),
  ];
}

/** Whether browsers' roles can reach anything except the read functions behind mail links. */
export function rights({ unsecured, policies, openTables, openFunctions }: Health): Finding[] {
  const open = openFunctions.filter(({ name, role }) => role !== "anon" || !readable.has(name));
  const names = open.map(({ role, name, definer }) => `${role} ${name}${definer ? " (as its owner)" : ""}`);
  return [
    unsecured.length > 0
      ? fail(
          "row level security",
          `off: ${listed(unsecured)}`,
          "alter table NAME enable row level security, in a migration",
        )
      : pass("row level security", "on every table"),
    policies.length > 0
      ? warn("policies", `tables are opened by ${listed(policies)}`, "None is meant to be: drop policy ... on ...")
      : pass("policies", "none opens a table"),
    openTables.length > 0
      ? fail("rights on tables", listed(openTables), "revoke all on NAME from anon, authenticated")
      : pass("rights on tables", "anon and authenticated have none"),
    names.length > 0
      ? fail("rights on functions", listed(names), "revoke execute on function NAME from anon, authenticated")
      : pass("rights on functions", "anon may execute the read functions of links, nobody else any"),
  ];
}

export function events({ webhooks: { newest, waiting }, newestSent }: Health): Finding[] {
  const silent = newestSent !== null && (newest === null || Date.parse(newest) < Date.parse(newestSent) - 1 * day);
  return [
    silent
      ? warn(
          "webhooks",
          `mail was sent ${agoOf(newestSent)}, the last event came ${agoOf(newest)}`,
          "Resend's dashboard, Webhooks: is ours there, and what does it get?",
        )
      : pass(
          "webhooks",
          newest ? `the last came ${agoOf(newest)}` : "none yet, and no mail that should have brought any",
        ),
    waiting > 0
      ? warn(
          "webhook events",
          `${waiting} wait for over ten minutes`,
          "npm run -s ops -- jobs search --queue webhook --text waiting",
        )
      : pass("webhook events", "none waits"),
  ];
}

export const size = ({ version, bytes }: Health): Finding => pass("postgres", `${version}, ${bytesOf(bytes)}`);
