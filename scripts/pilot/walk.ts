import { randomBytes } from "node:crypto";
import { second } from "../../lib/time.ts";
import { goesToCheckout } from "./checkout.ts";
import { setKey } from "./edge-checks.ts";
import { readFigures } from "./figure-checks.ts";
import { type Finding, fail, pass, type Report, warn } from "./report.ts";
import { ask, askOperator, patience, type Reply, type Target, Trouble } from "./target.ts";

interface Mail {
  id: string;
  to: string | string[];
  html: string;
  headers: Record<string, string>;
  tags: { name: string; value: string }[];
}

/** What the probe has got so far. */
interface Probe {
  target: Target;
  email: string;
  /** The status page's path. */
  status: string;
  /** Links from its mails: addresses by path. */
  links: Map<string, string>;
  /** Events of the vendor before the walk; null = we may not see them. */
  before: Heard | null;
}

const mailWithinMs = 60 * second;
/** The figures count mails once a minute. */
const eventWithinMs = 100 * second;
const late = 'RUNBOOK.md, "Mails are late".';

/**
 * A new subscriber's journey from outside, with one of the vendor's test addresses: the vendor accepts the mail and
 * sends events for it, and nobody reads it.
 */
export async function walk(report: Report, target: Target): Promise<void> {
  // With a label: each run is a new person, untouched by earlier runs' limits.
  const email = `delivered+smoke-${randomBytes(6).toString("hex")}@resend.dev`;
  const probe: Probe = { target, email, status: "", links: new Map(), before: await heard(target).catch(() => null) };
  const goesOn = async (name: string, step: (probe: Probe) => Promise<Finding>) =>
    (await report.check(name, () => step(probe))) !== "FAIL";
  if (!((await goesOn("signup", signsUp)) && (await goesOn("verification mail", getsVerification)))) return;
  if (target.outbox === null) {
    await report.check("digest", () => warn(`Not followed: ${email} is nobody's mailbox.`, leftBehind(email)));
    await report.check("checkout", () => warn("Left out: it needs the link of a mail.", "On staging: --outbox."));
  } else if (await goesOn("confirmation", confirms)) {
    const served = await goesOn("digest", getsDigest);
    if (probe.links.has("/preferences")) await goesOn("checkout", buys);
    if (served) await goesOn("unsubscribing", leaves);
    if (probe.links.has("/preferences")) await goesOn("erasure", isErased);
  }
  // Last, as the vendor may take long and nothing else waits for it.
  await goesOn("delivered event", hearsOfDelivery);
}

const leftBehind = (email: string) =>
  `It goes by itself within seven days, at once by: npm run -s ops -- erase --email ${email} --yes`;

async function signsUp(probe: Probe): Promise<Finding> {
  const body = { email: probe.email, cities: ["Berlin"], careerPaths: ["unsure"], consent: true };
  const reply = await ask(`${probe.target.url}/signups`, { json: body });
  if (reply.status === 429) return warnLimit(reply);
  if (reply.status !== 202)
    return fail(`POST /signups says ${reply.status}.`, 'RUNBOOK.md, "Requests are answered 5xx".');
  probe.status = (JSON.parse(reply.text) as { status: string }).status;
  return pass(`Accepted in ${Math.round(reply.ms)} ms.`);
}

function warnLimit({ headers }: Reply): Finding {
  return fail("POST /signups says 429: there were many from here.", `Try again in ${headers.get("retry-after")} s.`);
}

async function getsVerification(probe: Probe): Promise<Finding> {
  const startedAt = performance.now();
  const sent = await patience(mailWithinMs, () => hasStep(probe, "verification_sent"));
  if (!sent) return fail(`No mail left within ${mailWithinMs / second} s.`, `${late} On staging: EMAIL_ALLOWLIST.`);
  const says = `The vendor took it after ${seconds(startedAt)} s`;
  if (probe.target.outbox === null) return pass(`${says}.`);
  const mail = await mailWith(probe, "/verify");
  if (!mail) return fail(`${says}, but the outbox does not have it.`, "Is it this product's outbox?");
  const link = probe.links.get("/verify") ?? "";
  if (new URL(link).origin === new URL(probe.target.url).origin) return pass(`${says}.`);
  return warn(`${says}; its link leads to ${new URL(link).origin}.`, "Is PUBLIC_URL of ingress and workers right?");
}

async function hasStep({ target, status }: Probe, step: string): Promise<boolean> {
  const { text } = await ask(target.url + status);
  const { steps = [] } = JSON.parse(text) as { steps?: { step: string }[] };
  return steps.some((each) => each.step === step);
}

/** How many of the vendor's events one ingress process accepted, and how many mails the figures count as delivered. */
interface Heard {
  process: string;
  taken: number;
  delivered: number;
}

async function heard(target: Target): Promise<Heard | null> {
  if (!target.adminKey) return null;
  const { text } = await askOperator(target, "/metrics");
  const sum = (name: string, ...labels: string[]) =>
    text
      .split("\n")
      .filter((line) => line.startsWith(name) && labels.every((label) => line.includes(label)))
      .reduce((total, line) => total + Number(line.split(" ").at(-1)), 0);
  const known = await readFigures(target).catch(() => null);
  return {
    // Replicas count separately: only two readings of the same one can be compared.
    process: String(sum("process_start_time_seconds ")),
    taken: sum("jobping_webhooks_total{", 'source="resend"', 'status="202"'),
    delivered: known?.figures.mail?.delivered ?? 0,
  };
}

async function hearsOfDelivery({ target, before }: Probe): Promise<Finding> {
  if (before === null) return warn("Whether the vendor's event came was not looked at.", setKey);
  const came = await patience(eventWithinMs, async () => {
    const now = await heard(target);
    if (!now) return false;
    return now.delivered > before.delivered || (now.process === before.process && now.taken > before.taken);
  });
  if (came) return pass("The vendor has told of a mail, and was heard.");
  return fail(`No event of the vendor within ${eventWithinMs / second} s.`, 'RUNBOOK.md, "Webhooks fail or are late".');
}

async function confirms(probe: Probe): Promise<Finding> {
  const { status } = await post(probe, "/verify");
  if (status !== 202) return fail(`POST /verify says ${status}.`, 'RUNBOOK.md, "A person says that their link…".');
  const { status: again } = await post(probe, "/verify");
  if (again !== 202) return fail(`A second POST /verify says ${again}.`, "Confirming twice must be confirming once.");
  return pass("Confirmed; twice is the same as once.");
}

async function getsDigest(probe: Probe): Promise<Finding> {
  const startedAt = performance.now();
  const mail = await mailWith(probe, "/unsubscribe", "digest");
  if (!mail) return fail(`No digest within ${mailWithinMs / second} s.`, 'RUNBOOK.md, "Digests are not delivered".');
  if (mail.headers["List-Unsubscribe-Post"] !== "List-Unsubscribe=One-Click") {
    return fail("The digest has no one-click unsubscribe header.", "RFC 8058; see lib/mail/render.ts.");
  }
  const postings = mail.html.split("/feedback?").length - 1;
  if (postings > 0) return pass(`It came ${seconds(startedAt)} s after the confirmation.`);
  return warn("It came, without a posting.", 'Nothing fits Berlin yet: see the check "freshness".');
}

const buys = (probe: Probe) => goesToCheckout(probe.target, tokenOf(probe, "/preferences"));

async function leaves(probe: Probe): Promise<Finding> {
  const reply = await post(probe, "/unsubscribe", { "List-Unsubscribe": "One-Click" });
  if (reply.status === 200 && !reply.headers.has("set-cookie")) return pass("One click, no cookie.");
  return fail(`POST /unsubscribe says ${reply.status}.`, "RFC 8058 wants 200 without redirect or cookie.");
}

/** Erases the probe; only the hash that every erasure leaves stays. */
async function isErased(probe: Probe): Promise<Finding> {
  const { status } = await post(probe, "/me/erase", {}, "/preferences");
  if (status !== 202) return fail(`POST /me/erase says ${status}.`, leftBehind(probe.email));
  const preferences = `${probe.target.url}/preferences${tokenOf(probe, "/preferences")}`;
  const gone = await patience(mailWithinMs, async () => (await ask(preferences)).status === 410);
  if (gone) return pass("The probe is forgotten: its links say 410.");
  return fail(`Its links still work after ${mailWithinMs / second} s.`, leftBehind(probe.email));
}

/** Posts to a mailed link, or with its token to another path: the preferences' token can also erase. */
function post(probe: Probe, path: string, form: Record<string, string> = {}, link = path): Promise<Reply> {
  return ask(probe.target.url + path + tokenOf(probe, link), { method: "POST", form });
}

/** The link's query; its host is PUBLIC_URL's, which is checked once. */
const tokenOf = ({ links }: Probe, path: string) => new URL(links.get(path) ?? "").search;

/** Waits for the probe's newest mail with a link to this path, and keeps its links. */
async function mailWith(probe: Probe, path: string, kind?: string): Promise<Mail | null> {
  const { target, email, links } = probe;
  return patience(mailWithinMs, async () => {
    const reply = await ask(`${target.outbox}/messages`);
    if (reply.status !== 200) throw new Trouble(`The outbox says ${reply.status}.`, "Is --outbox its address?");
    const mails = (JSON.parse(reply.text) as Mail[]).filter(({ to }) => [to].flat().includes(email));
    for (const mail of mails) {
      if (kind && !mail.tags.some(({ value }) => value === kind)) continue;
      const found = [...mail.html.matchAll(/href="(https?:[^"]+)"/g)].map(
        ([, href = ""]) => new URL(href.replaceAll("&amp;", "&")),
      );
      if (!found.some(({ pathname }) => pathname === path)) continue;
      for (const { pathname, href } of found) links.set(pathname, href);
      return mail;
    }
    return null;
  });
}

const seconds = (since: number) => ((performance.now() - since) / second).toFixed(1);
