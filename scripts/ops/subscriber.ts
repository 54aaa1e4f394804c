import { z } from "zod";
import { serviceDb } from "../../lib/db.ts";
import { tasteOf } from "../../lib/matching/taste.ts";
import { sealedBy } from "../../lib/seal.ts";
import { promise } from "../../workers/match-digest.ts";
import { optionsOf } from "./options.ts";
import { UsageError } from "./refusals.ts";
import { agoOf, listOf, tableOf, tell } from "./table.ts";
import { found, obstacleOf, whoIs } from "./who.ts";

const at = z.iso.datetime({ offset: true });
const moment = at.nullable();
const person = z.object({
  id: z.uuid(),
  email: z.string(),
  name: z.string().nullable(),
  status: z.string(),
  tier: z.string(),
  locale: z.string(),
  cadence: z.string(),
  timeZone: z.string(),
  wishes: z.record(z.string(), z.unknown()),
  excludedCompanies: z.array(z.string()),
  minScore: z.number().nullable(),
  stillLooking: z.boolean(),
  createdAt: at,
  verifiedAt: moment,
  unsubscribedAt: moment,
  pausedUntil: moment,
  welcomeUntil: moment,
  nextDigestAt: moment,
  lastSignAt: at,
  linkKeyAt: at,
  linkKeySealed: z.string(),
  obstacle: z.string().nullable(),
  verdicts: promise.shape.verdicts,
  suppression: z.object({ reason: z.string(), at }).nullable(),
  addressChange: moment,
  consents: z.array(z.object({ wording: z.string(), givenAt: at, confirmedAt: moment, withdrawnAt: moment })),
  deliveries: z.array(
    z.object({
      id: z.uuid(),
      kind: z.string(),
      period: z.string(),
      status: z.string(),
      reason: z.string().nullable(),
      fate: z.string().nullable(),
      createdAt: at,
      settledAt: moment,
      providerId: z.string().nullable(),
      requestId: z.string().nullable(),
      postings: z.int(),
    }),
  ),
});

export async function run([verb = "", ...args]: string[]): Promise<void> {
  if (verb !== "show") throw new UsageError("subscriber show ID|ADDRESS|-");
  const { values, words } = optionsOf(args, { json: { type: "boolean" } }, { least: 1 });
  const who = await whoIs(words[0]);
  const { linkKeySealed, verdicts, ...row } = found(
    await serviceDb().call("operator_subscriber", { p_who: who }, person.nullable()),
  );
  const shown = {
    ...row,
    /** Which of our secrets seals their link key; null = none of them, so no mail to them can be written. */
    linkKeySealedBy: sealedBy(linkKeySealed, "link-key") ?? null,
    verdicts: verdicts.length,
    taste: tasteOf(verdicts) ?? null,
  };
  await tell(values.json, shown, () => textOf(shown));
}

type Shown = Omit<z.output<typeof person>, "linkKeySealed" | "verdicts"> & {
  linkKeySealedBy: string | null;
  verdicts: number;
  taste: ReturnType<typeof tasteOf> | null;
};

function textOf(row: Shown): string {
  const { id, email, name, status, tier, locale, cadence, timeZone, suppression, obstacle, taste } = row;
  const dates = {
    "signed up": agoOf(row.createdAt),
    confirmed: agoOf(row.verifiedAt),
    ...(row.unsubscribedAt && { left: agoOf(row.unsubscribedAt) }),
    ...(row.pausedUntil && { "paused until": row.pausedUntil }),
    ...(row.welcomeUntil && { "welcome owed until": row.welcomeUntil }),
    ...(row.addressChange && { "new address asked": agoOf(row.addressChange) }),
    "last sign of theirs": agoOf(row.lastSignAt),
    "next digest": row.nextDigestAt === null ? "none is due" : `${row.nextDigestAt} (${agoOf(row.nextDigestAt)})`,
    "no digest because": obstacleOf(status, obstacle),
    suppressed: suppression && `${suppression.reason}, ${agoOf(suppression.at)}`,
    "link key": `made ${agoOf(row.linkKeyAt)}, sealed by ${row.linkKeySealedBy ?? "NO SECRET OF OURS"}`,
  };
  const wishes = Object.entries(row.wishes).map(([key, value]) => [key, wishOf(value)]);
  const limits = { "excluded companies": row.excludedCompanies.join(", "), "least score": row.minScore };
  const deliveries = row.deliveries.map((each) => [
    ...[agoOf(each.createdAt), each.kind, each.period, each.status, each.reason, each.fate, each.postings, each.id],
  ]);
  return [
    listOf({ id, address: email, name, status, tier, rhythm: `${cadence}, ${timeZone}, ${locale}`, ...dates }),
    "\nWishes",
    listOf({ ...Object.fromEntries(wishes), ...limits }),
    `\nTaste, of ${row.verdicts} verdicts: ${taste ? JSON.stringify(taste) : "none yet"}`,
    "\nLast mails",
    tableOf(["promised", "kind", "period", "status", "reason", "fate", "postings", "delivery"], deliveries),
  ].join("\n");
}

/** Cities by name, lists as lists. */
function wishOf(value: unknown): string {
  if (!Array.isArray(value)) return typeof value === "object" ? JSON.stringify(value) : String(value);
  return value.map((each) => (typeof each === "object" ? String(each?.name ?? JSON.stringify(each)) : each)).join(", ");
}
