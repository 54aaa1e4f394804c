import { connect, type PeerCertificate } from "node:tls";
import { day, second } from "../../lib/time.ts";
import { type Finding, fail, pass, type Report, warn } from "./report.ts";
import { ask, askOperator, isLocal, type Reply, type Target, Trouble } from "./target.ts";

/** Worth a look if slower over the internet; on the machine itself it takes a few milliseconds. */
const slowMs = 1 * second;
/** A working renewal happens 30 days before the end. */
const renewalDays = 21;
const tlsWithinMs = 10 * second;

/** The checks that anybody can make from outside. */
export async function checkEdge(report: Report, target: Target): Promise<void> {
  await report.check("alive", () => isAlive(target));
  await report.check("ready", () => isReady(target));
  await report.check("TLS", () => encrypts(target));
  await report.check("security headers", () => hasHeaders(target));
  await report.check("closed to strangers", () => keepsStrangersOut(target));
  await report.check("API described", () => describesItself(target));
}

async function isAlive({ url }: Target): Promise<Finding> {
  const replies = await Promise.all(["/healthz", "/api/health"].map((path) => ask(url + path)));
  const wrong = replies.find(({ status }) => status !== 200);
  if (wrong) return fail(`/healthz or /api/health says ${wrong.status}.`, "Is this the ingress? RUNBOOK.md: deploy.");
  const ms = Math.round(Math.max(...replies.map((reply) => reply.ms)));
  if (ms > slowMs) return warn(`It lives, but took ${ms} ms to say so.`, "Is its processor busy? See the dashboard.");
  return pass(`It answers in ${ms} ms.`);
}

async function isReady({ url }: Target): Promise<Finding> {
  const { status } = await ask(`${url}/readyz`);
  if (status === 200) return pass("It takes traffic: Redis answers it.");
  return fail(`/readyz says ${status}.`, 'RUNBOOK.md, "Redis is away".');
}

async function encrypts({ url }: Target): Promise<Finding> {
  if (url.startsWith("http:")) {
    if (isLocal(url)) return pass("Not needed on this machine.");
    return fail("Everything travels unencrypted.", "Put a proxy with a certificate before the ingress; see README.md.");
  }
  const { hostname, port } = new URL(url);
  const { protocol, certificate } = await handshake(hostname, Number(port || 443));
  const days = Math.floor((Date.parse(certificate.valid_to) - Date.now()) / day);
  if (days < renewalDays) return warn(`The certificate ends in ${days} days.`, "Renew it; why did nothing renew it?");
  return pass(`${protocol}, and the certificate is good for ${days} days.`);
}

/** @throws {Trouble} if the certificate is invalid, or TLS is older than 1.2 */
function handshake(host: string, port: number) {
  return new Promise<{ protocol: string | null; certificate: PeerCertificate }>((resolve, reject) => {
    const socket = connect({ host, port, servername: host, minVersion: "TLSv1.2", timeout: tlsWithinMs }, () => {
      resolve({ protocol: socket.getProtocol(), certificate: socket.getPeerCertificate() });
      socket.end();
    });
    socket.once("timeout", () => socket.destroy(new Error("no handshake in time")));
    socket.once("error", (error) => reject(new Trouble(`TLS: ${error.message}`)));
  });
}

/** Headers required on every answer, also on refusals. */
const headers: Readonly<Record<string, RegExp>> = {
  "content-security-policy": /default-src 'none'.*frame-ancestors 'none'/,
  "x-content-type-options": /^nosniff$/,
  "referrer-policy": /^no-referrer$/,
  "permissions-policy": /camera=\(\)/,
  "cross-origin-opener-policy": /^same-origin$/,
  "cross-origin-resource-policy": /^same-origin$/,
  "x-request-id": /^[\w.-]{8,64}$/,
};
const overTls = { "strict-transport-security": /max-age=\d{7,}/ };

async function hasHeaders({ url }: Target): Promise<Finding> {
  const wanted = Object.entries({ ...headers, ...(url.startsWith("https:") && overTls) });
  const lacking = async (path: string) => {
    const reply = await ask(url + path);
    return wanted.filter(([name, shape]) => !shape.test(reply.headers.get(name) ?? "")).map(([name]) => name);
  };
  const names = [...new Set([...(await lacking("/")), ...(await lacking("/no-such-page"))])];
  if (names.length === 0) return pass(`All ${wanted.length} are there, also on a page that is not.`);
  return fail(
    `Missing or other than ours: ${names.join(", ")}.`,
    "Does a proxy take them off? See ingress/headers.ts.",
  );
}

const operatorRoutes = ["/dashboard", "/api/dashboard", "/admin/queues", "/metrics", "/jobs/email/1"];
/** Other spellings of the same path: a router that reads them differently from the gate would let them through. */
const tricks = ["//admin/queues", "/admin/queues/", "/ADMIN/QUEUES", "/admin%2Fqueues", "/%61dmin/queues"];

async function keepsStrangersOut({ url }: Target): Promise<Finding> {
  const askAll = (paths: readonly string[]) =>
    Promise.all(paths.map(async (path) => ({ path, status: (await ask(url + path)).status })));
  const posted = { path: "POST /operations", status: (await ask(`${url}/operations`, { json: {} })).status };
  const told = [...(await askAll(operatorRoutes)), posted];
  const open = [...told, ...(await askAll(tricks))].filter(({ status }) => status < 300);
  if (open.length > 0) {
    return fail(
      `Open to everybody: ${open.map(({ path }) => path).join(", ")}.`,
      "Take it off the net until it is shut.",
    );
  }
  const other = told.filter(({ status }) => status !== 401);
  if (other.length === 0) return pass(`Each of ${told.length + tricks.length} ways in asks who it is.`);
  const says = other.map(({ path, status }) => `${path} says ${status}`).join(", ");
  return fail(`${says} where 401 belongs.`, "Is this version deployed, and does a proxy lead these paths elsewhere?");
}

async function describesItself(target: Target): Promise<Finding> {
  const stranger = await ask(`${target.url}/openapi.json`);
  if (stranger.status === 200 && !isLocal(target.url)) {
    return fail("/openapi.json is open to everybody.", "Set NODE_ENV=production on the ingress.");
  }
  if (!target.adminKey) return warn(`Strangers get ${stranger.status}; an operator's view was not tried.`, setKey);
  const reply = await askOperator(target, "/openapi.json");
  const routes = pathsOf(reply);
  if (routes === 0)
    return fail(`/openapi.json says ${reply.status} to an operator.`, "Is ADMIN_API_KEY the ingress's?");
  return pass(`${routes} paths to operators; strangers get ${stranger.status}.`);
}

export const setKey = "Set ADMIN_API_KEY to have it looked at.";

function pathsOf({ status, text }: Reply): number {
  if (status !== 200) return 0;
  const { paths = {} } = JSON.parse(text) as { paths?: object };
  return Object.keys(paths).length;
}
