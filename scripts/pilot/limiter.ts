import { randomBytes } from "node:crypto";
import { asProgram } from "./program.ts";
import { type Finding, fail, pass, Report, warn } from "./report.ts";
import { ask, type Reply, type Target } from "./target.ts";

/** Asks for fresh links: for a mailbox without a subscriber, nothing happens and nothing is stored. */
const path = "/links";
const run = randomBytes(4).toString("hex");
let mailboxes = 0;
/** RFC 2606: reserved for ever. Each is new, so nobody else counts against its limit. */
const someMailbox = () => `limiter-${run}-${++mailboxes}@example.org`;
/** RFC 3849: a documentation /64, which no client has; from so many that no two runs collide. */
const someNetwork = () => `2001:db8:${randomBytes(2).toString("hex")}:${randomBytes(2).toString("hex")}::1`;
/** Far above any limit of mail requests: if none is met by then, that is a finding, and we stop. */
const mostRequests = 200;

interface Allowance {
  policy: string;
  limit: number;
  left: number;
}

/**
 * Exhausts limits and checks who is still served: first the limit of an unused mailbox; then, if the target believes
 * our X-Forwarded-For, that of an unused network.
 */
export async function limiter(target: Target): Promise<Report> {
  const report = new Report();
  const ask = asking(target);
  await report.check("one mailbox is limited", () => limits(ask, "mailbox", { mailbox: someMailbox() }));
  await report.check("another mailbox is not", () => serves(ask, {}));
  await report.check("other routes are not", () => shows(target));
  const from = await believed(ask);
  if (from === null) {
    const says = "Not tried: the target does not believe X-Forwarded-For from here, and our own limit is left alone.";
    await report.check("one network is limited", () => pass(says));
    return report;
  }
  await report.check("one network is limited", () => limits(ask, "ip", { from }));
  await report.check("another network is not", () => serves(ask, { from: someNetwork() }));
  return report;
}

type Asking = (who: { mailbox?: string; from?: string }) => Promise<Reply>;

function asking({ url }: Target): Asking {
  return ({ mailbox = someMailbox(), from }) =>
    ask(url + path, { json: { email: mailbox }, headers: from ? { "x-forwarded-for": from } : {} });
}

/** Asks until it is refused: that must be after exactly as many as the limit allows, with a proper 429. */
async function limits(ask: Asking, by: "ip" | "mailbox", who: { mailbox?: string; from?: string }): Promise<Finding> {
  for (let accepted = 0; accepted < mostRequests; accepted++) {
    const reply = await ask(who);
    if (reply.status === 202) continue;
    if (reply.status !== 429)
      return fail(`POST ${path} says ${reply.status}.`, 'RUNBOOK.md, "Requests are answered 5xx".');
    return refused(reply, by, accepted);
  }
  return fail(`${mostRequests} requests, and no limit came.`, "See ingress/limits.ts; does a proxy hide who asks?");
}

function refused({ headers }: Reply, by: "ip" | "mailbox", accepted: number): Finding {
  const retryAfter = Number(headers.get("retry-after"));
  const allowance = allowanceOf(headers);
  if (!allowance || !(retryAfter > 0)) {
    return fail("429 without Retry-After, RateLimit or RateLimit-Policy.", "Does a proxy take headers off?");
  }
  const { policy, limit, left } = allowance;
  if (!policy.endsWith(`-${by}`)) {
    const todo = `It counts for this network. Try again in ${retryAfter} s.`;
    return warn(`"${policy}" was used up first, after ${accepted}: an earlier run, or others here.`, todo);
  }
  const says = `${accepted} of ${limit} were accepted, then 429 with Retry-After ${retryAfter} ("${policy}", ${left} left)`;
  if (accepted === limit && left === 0) return pass(`${says}.`);
  return fail(`${says}.`, 'Is Redis away (then each process counts for itself)? See the check "ready" of pilot:smoke.');
}

/** The fields of draft-ietf-httpapi-ratelimit-headers: `"policy";q=20;w=600` and `"policy";r=3;t=12`. */
function allowanceOf(headers: Headers): Allowance | undefined {
  const [, policy, limit] = /^"([^"]+)";q=(\d+);w=\d+$/.exec(headers.get("ratelimit-policy") ?? "") ?? [];
  const [, left] = /;r=(\d+);t=\d+$/.exec(headers.get("ratelimit") ?? "") ?? [];
  if (policy === undefined || left === undefined) return undefined;
  return { policy, limit: Number(limit), left: Number(left) };
}

async function serves(ask: Asking, who: { from?: string }): Promise<Finding> {
  const { status, headers } = await ask(who);
  if (status === 202) return pass("It is served as before.");
  if (status !== 429) return fail(`POST ${path} says ${status}.`, "See pilot:smoke.");
  if (who.from) return fail("It is refused as well.", "Who is counted with whom? See TRUSTED_PROXIES.");
  const todo = `Try again in ${headers.get("retry-after")} s.`;
  return warn("This network's own limit is used up: an earlier run, or others here.", todo);
}

async function shows({ url }: Target): Promise<Finding> {
  const { status } = await ask(`${url}/`);
  if (status === 200) return pass("The signup page comes as before.");
  return fail(`GET / says ${status}.`, "A limit must hold for its routes only: see ingress/limits.ts.");
}

/** An unused network that the target counts separately from another one; null if it counts both as ours. */
async function believed(ask: Asking): Promise<string | null> {
  const [one, other] = [someNetwork(), someNetwork()];
  const before = allowanceOf((await ask({ from: one })).headers);
  const after = allowanceOf((await ask({ from: other })).headers);
  return before && after && after.left >= before.left ? someNetwork() : null;
}

if (import.meta.main) await asProgram("limiter:test", limiter);
