import { type Figures, figuresSchema } from "../../lib/figures/model.ts";
import { day, hour, minute, second } from "../../lib/time.ts";
import { setKey } from "./edge-checks.ts";
import { type Finding, fail, pass, type Report, warn } from "./report.ts";
import { askOperator, patience, type Target, Trouble } from "./target.ts";

/** Workers write them every 10 s. */
const staleMs = 1 * minute;
/** The ingress answers with what it has and then refreshes: the second answer is newer. */
const freshWithinMs = 20 * second;
/** A morning's hundred thousand digests can take hours at the vendor's pace; anything owed longer is stuck. */
const lateMs = 15 * minute;
const tooLateMs = 6 * hour;
/** Boards are asked several times a day: a day without new postings may be a weekend, three are a fault. */
const oldMs = 1 * day;
const tooOldMs = 3 * day;
const backlogMs = 5 * minute;

/** Checks the workers' figures about the whole product, as on the dashboard. */
export async function checkFigures(report: Report, target: Target): Promise<void> {
  if (!target.adminKey) {
    await report.check("figures", () => warn("Freshness, ledger and queues were not looked at.", setKey));
    return;
  }
  let known: Known | null = null;
  await report.check("figures", async () => {
    const fresh = await patience(freshWithinMs, async () => {
      known = await readFigures(target);
      return known && known.ageMs <= staleMs ? known : null;
    });
    const todo = 'RUNBOOK.md, "The figures are old".';
    if (fresh) return pass(`${Math.round(fresh.ageMs / second)} s old; ${described(fresh.figures)}.`);
    return fail(known ? "Nobody has written any for a minute." : "Nobody has written any.", todo);
  });
  if (known) await checkParts(report, (known as Known).figures);
}

async function checkParts(report: Report, { delivering, freshness, queues, mail, environment }: Figures) {
  await report.check("migrations", () => migrations(environment));
  await report.check("freshness", () => (freshness ? fresh(freshness) : unknown));
  await report.check("ledger", () => (delivering ? ledger(delivering) : unknown));
  await report.check("queues", () => drained(queues));
  await report.check("mail", () => (mail && delivering ? sending(mail, delivering) : unknown));
}

const unknown = warn("Not counted yet.", 'Ask again in a minute; if it stays: RUNBOOK.md, "Postgres does not answer".');

interface Known {
  figures: Figures;
  ageMs: number;
}

/** The ingress's figures; null = none yet. @throws {Trouble} if it does not let us see them */
export async function readFigures(target: Target): Promise<Known | null> {
  const { status, text } = await askOperator(target, "/api/dashboard");
  if (status !== 200) throw new Trouble(`/api/dashboard says ${status}.`, "Is ADMIN_API_KEY the ingress's?");
  const { figures, ageMs } = JSON.parse(text) as { figures: unknown; ageMs: number | null };
  return figures === null || ageMs === null ? null : { figures: figuresSchema.parse(figures), ageMs };
}

function described({ environment: { name, version, commit } }: Figures): string {
  return `${name}, version ${version}${commit ? `, commit ${commit.slice(0, 12)}` : ""}`;
}

function migrations({ migration, migrationsPending }: Figures["environment"]): Finding {
  if (migrationsPending)
    return fail(`${migrationsPending} wait after ${migration}.`, "RUNBOOK.md, deploy: npm run db:push.");
  return pass(`None waits after ${migration}.`);
}

function fresh({ newestPostingAt, openPostings, sources }: NonNullable<Figures["freshness"]>): Finding {
  const todo = 'RUNBOOK.md, "A source is silent or brings nothing".';
  if (newestPostingAt === null) return warn("There is no posting yet.", `Wait for the first scrape, or: ${todo}`);
  const age = ageOf(newestPostingAt);
  const says = `${openPostings} open postings, the newest ${hours(age)} old`;
  if (age > tooOldMs) return fail(`${says}.`, todo);
  const never = sources.filter(({ lastSuccessAt }) => lastSuccessAt === null).map(({ source }) => source);
  if (age > oldMs) return warn(`${says}.`, todo);
  if (never.length > 0) return warn(`${says}; nothing ever came of ${never.join(", ")}.`, todo);
  return pass(`${says}; ${sources.length} sources have answered.`);
}

function ledger({ owedSince, oldestDueAt, dueNow }: NonNullable<Figures["delivering"]>): Finding {
  const lag = Math.max(owedSince ? ageOf(owedSince) : 0, oldestDueAt ? ageOf(oldestDueAt) : 0);
  const says = `The oldest mail is owed for ${hours(lag)}; ${dueNow} digests are due and not promised`;
  const todo = 'RUNBOOK.md, "Mails are late".';
  if (lag > tooLateMs) return fail(`${says}.`, todo);
  if (lag > lateMs) return warn(`${says}.`, todo);
  return pass(lag === 0 ? "Nothing is owed." : `${says}.`);
}

function drained(queues: Figures["queues"]): Finding {
  const backed = queues.filter(({ oldestWaitingMs }) => oldestWaitingMs > backlogMs);
  if (backed.length > 0) {
    const says = backed.map(({ name, waiting, oldestWaitingMs }) => `${name} (${waiting}, ${hours(oldestWaitingMs)})`);
    return fail(`Jobs wait: ${says.join(", ")}.`, 'RUNBOOK.md, "Jobs wait longer and longer".');
  }
  const paused = queues.filter((queue) => queue.paused).map(({ name }) => name);
  if (paused.length > 0) return warn(`Paused: ${paused.join(", ")}.`, "npm run -s ops -- resume --queue NAME");
  const dead = queues.filter(({ deadLetters }) => deadLetters > 0);
  if (dead.length > 0) {
    const says = dead.map(({ name, deadLetters }) => `${name} ${deadLetters}`).join(", ");
    return warn(`Failed for good and not run again: ${says}.`, 'RUNBOOK.md, "Jobs failed for good".');
  }
  return pass(`${queues.length} queues, none is backed up, paused or has failures left.`);
}

function sending(
  mail: NonNullable<Figures["mail"]>,
  { stopped, pausedMs }: NonNullable<Figures["delivering"]>,
): Finding {
  if (stopped) return fail(`Digests stopped: ${stopped.reason}.`, 'RUNBOOK.md, "Sending stopped: digests wait".');
  if (pausedMs > 0) return warn(`The vendor wants a pause of ${hours(pausedMs)}.`, 'RUNBOOK.md, "Mails are late".');
  const { accepted, delivered, bounced, complained } = mail;
  return pass(`In a day ${accepted} accepted, ${delivered} delivered, ${bounced} bounced, ${complained} complained.`);
}

const ageOf = (at: string) => Math.max(0, Date.now() - Date.parse(at));

function hours(ms: number): string {
  if (ms < 2 * minute) return `${Math.round(ms / second)} s`;
  if (ms < 2 * hour) return `${Math.round(ms / minute)} min`;
  return `${Math.round(ms / hour)} h`;
}
