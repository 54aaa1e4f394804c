import { z } from "zod";
import { serviceDb } from "../../lib/db.ts";
import { isWelcome, planDue } from "../../lib/subscribers/cadence.ts";
import { storedWishes } from "../../lib/subscribers/wishes.ts";
import { minute } from "../../lib/time.ts";
import { catalogue } from "../../workers/catalogue.ts";
import { askedBy, digestFor, type Promised, promise } from "../../workers/match-digest.ts";
import { isReranked } from "../../workers/match-rerank.ts";
import { type Miss, missesOf } from "./digest-misses.ts";
import { optionsOf } from "./options.ts";
import { UsageError } from "./refusals.ts";
import { agoOf, listOf, tableOf, tell } from "./table.ts";
import { found, obstacleOf, whoIs } from "./who.ts";

const instant = z.iso.datetime({ offset: true });
const ofDelivery = { deliveryId: true, period: true, progressId: true } as const;
const asking = promise.omit(ofDelivery).extend({
  status: z.string(),
  nextDigestAt: instant.nullable(),
  welcomeUntil: instant.nullable(),
  obstacle: z.enum(["unsubscribed", "suppressed", "paused"]).nullable(),
  owed: promise.pick(ofDelivery).extend({ tooLate: z.boolean() }).nullable(),
  periods: z.record(z.string(), z.string()),
});
type Asking = z.output<typeof asking>;

const headlines = z.array(z.object({ id: z.uuid(), title: z.string(), company: z.string() }));

export async function run(args: string[]): Promise<void> {
  const { values } = optionsOf(args, {
    "dry-run": { type: "boolean" },
    subscriber: { type: "string" },
    json: { type: "boolean" },
  });
  if (!values["dry-run"]) throw new UsageError("Digests go out by themselves; --dry-run shows what would be sent.");
  const who = await whoIs(values.subscriber);
  const asked = found(await serviceDb().call("operator_digest", { p_who: who }, asking.nullable()));
  if (process.stderr.isTTY) process.stderr.write("Reading the catalogue of live postings ...\n");
  const answer = await dryRun(asked, new Date());
  await tell(values.json, answer, () => textOf(answer));
}

/** What the planner and the match worker would do now, by their own functions. Writes nothing. */
async function dryRun(asked: Asking, now: Date) {
  const { period, tooLate } = promisedNow(asked, now);
  const promised: Promised = { ...asked, ...{ deliveryId: asked.subscriberId, progressId: null }, period };
  const about = { subscriber: asked.subscriberId, status: asked.status, period, nextDigestAt: asked.nextDigestAt };
  const wishes = storedWishes.safeParse(asked.wishes);
  const before = asked.owed ? undefined : asked.periods[period];
  const obstacle = asked.obstacle ?? (tooLate ? "too_late" : before ? `already ${before}` : null);
  if (!wishes.success) return { ...about, ...unsent(obstacle ?? "bad_wishes"), ...nothing, least: null };

  await catalogue.refresh();
  const ranked = askedBy(promised, wishes.data, now);
  const { matches, lookedAt, more, skip } = digestFor(promised, ranked, catalogue);
  const { counts, nearest } = missesOf(
    ranked,
    catalogue,
    matches.map(({ postingId }) => postingId),
  );
  const named = await headlinesOf([...matches, ...nearest]);
  // As in store_digests: only the first welcome after a confirmation goes out empty (public.leaves_empty).
  const isEmpty = matches.length === 0 && !/^welcome(-\d+)?$/.test(period);
  return {
    ...about,
    ...unsent(obstacle ?? (isEmpty ? skip : null)),
    ...{ lookedAt, more, least: ranked.least, reranked: isReranked(promised), leftOut: counts },
    matches: matches.map((match, at) => ({ rank: at + 1, ...named(match), ...match })),
    nearest: nearest.map((miss) => ({ ...named(miss), ...miss })),
  };
}

const unsent = (reason: string | null) => ({ sends: reason === null, reason });
const nothing = { lookedAt: 0, more: 0, reranked: false, leftOut: {}, matches: [], nearest: [] };

/** The period that is owed, or the one that the planner would promise now. */
function promisedNow(asked: Asking, now: Date): { period: string; tooLate: boolean } {
  if (asked.owed) return asked.owed;
  const at = Temporal.Instant.fromEpochMilliseconds(now.getTime());
  const next = asked.nextDigestAt === null ? at : Temporal.Instant.from(asked.nextDigestAt);
  const due = Temporal.Instant.compare(next, at) < 0 ? next : at;
  const welcomeUntil = asked.welcomeUntil === null ? null : Temporal.Instant.from(asked.welcomeUntil);
  const { period, skip } = planDue({ ...asked, due, welcomeUntil }, at);
  return { period, tooLate: skip !== null };
}

async function headlinesOf(postings: readonly { postingId: string }[]) {
  const ids = [...new Set(postings.map(({ postingId }) => postingId))];
  const rows = await serviceDb().call("posting_texts", { p_ids: ids }, headlines, { timeoutMs: 1 * minute });
  return ({ postingId }: { postingId: string }) => {
    const { title = "", company = "" } = rows.find(({ id }) => id === postingId) ?? {};
    return { title, company };
  };
}

type Answer = Awaited<ReturnType<typeof dryRun>>;

const because: Readonly<Record<Miss["why"], string>> = {
  rank: "others fit better",
  "low-score": "fits, but not well enough for a mail",
  "company-limit": "two of its company fit better",
  twin: "may be the same as one in the digest",
  share: "another city or path had its share first",
  "matched-before": "was in a digest of theirs",
  link: "its link is gone, or not yet seen to work",
  "too-new": "free digests have it a day later",
  company: "they do not want this company",
  old: "older than 30 days",
  "work-mode": "other way of working",
  level: "other level",
  "career-path": "other career path",
  visa: "refuses visa sponsorship",
  place: "elsewhere",
};

function textOf(answer: Answer): string {
  const { subscriber, status, period, nextDigestAt, reason, lookedAt, more, least, reranked } = answer;
  const verdict = reason === null ? "would be sent" : `nothing would be sent: ${obstacleOf(status, reason)}`;
  const order = reranked ? "the model may put its first ones in another order" : "by code";
  const facts = { subscriber, status, digest: `${period}${isWelcome(period) ? " (a welcome)" : ""}: ${verdict}` };
  const rest = {
    "next due": nextDigestAt ? agoOf(nextDigestAt) : "none",
    "looked at": lookedAt,
    "more fit": more,
    "least score": least,
    order,
  };
  const chosen = answer.matches.map(({ rank, score, title, company, parts, reasons, gaps }) => [
    ...[rank, score, title, company],
    Object.entries(parts)
      .map(([part, share]) => `${part} ${share}`)
      .join(", "),
    [...reasons, ...gaps.map((gap) => `(${gap})`)].join("; "),
  ]);
  const misses = answer.nearest.map(({ score, title, company, why }) => [score, title, company, why, because[why]]);
  const counts = Object.entries(answer.leftOut).sort(([, a], [, b]) => b - a);
  return [
    listOf({ ...facts, ...rest }),
    ...(chosen.length > 0 ? ["", tableOf(["", "score", "title", "company", "parts", "reasons (gaps)"], chosen)] : []),
    ...(misses.length > 0
      ? [
          "\nNearest of what is not in it, with the score without that rule:",
          tableOf(["score", "title", "company", "why not", ""], misses),
        ]
      : []),
    ...(counts.length > 0 ? [`\nNot in it: ${counts.map(([why, count]) => `${count} ${why}`).join(", ")}`] : []),
  ].join("\n");
}
