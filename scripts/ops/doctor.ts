import { publicAddress } from "./doctor-address.ts";
import { backups } from "./doctor-backups.ts";
import { compared, ingressClock, redisClock } from "./doctor-clocks.ts";
import { askHealth, events, type Health, migrations, rights, size } from "./doctor-database.ts";
import { polar } from "./doctor-polar.ts";
import { figuresFresh, redisSetUp, schedulesAndQueues } from "./doctor-redis.ts";
import { linkKeys, secretsApart, sendingDomain } from "./doctor-secrets.ts";
import { type Finding, fail, pass } from "./finding.ts";
import { optionsOf } from "./options.ts";
import { tableOf, tell } from "./table.ts";

/** Installed by package.json's optional dependencies. */
const leastNode = 26;

/** All checks, in the order in which to fix things. */
export async function run(args: string[]): Promise<void> {
  const { values } = optionsOf(args, { json: { type: "boolean" } });
  const findings = [
    node(),
    ...(await tried("redis", async () => [...(await redisSetUp()), await redisClock()])),
    ...(await tried("postgres", database, whichPostgres)),
    await ingressClock(),
    ...(await publicAddress()),
    ...(await tried("schedules", schedulesAndQueues)),
    ...(await tried("workers", figuresFresh)),
    ...secretsApart(),
    ...(await tried("link keys", async () => [await linkKeys()], whichPostgres)),
    await sendingDomain(),
    ...(await tried("polar", polar)),
    ...(await tried("backups", async () => backups())),
  ];
  const failed = findings.filter(({ state }) => state === "FAIL").length;
  const warned = findings.filter(({ state }) => state === "WARN").length;
  if (failed > 0) process.exitCode = 1;
  await tell(values.json, { failed, warned, findings }, () => textOf(findings, failed, warned));
}

function textOf(findings: readonly Finding[], failed: number, warned: number): string {
  const rows = findings.map(({ state, check, says, todo }) => [state, check, says, todo ?? ""]);
  return `${tableOf(["", "what", "", "what to do"], rows)}\n${findings.length} checks: ${failed} FAIL, ${warned} WARN`;
}

function node(): Finding {
  const version = process.versions.node;
  return Number.parseInt(version, 10) >= leastNode
    ? pass("node", version)
    : fail("node", version, `Run it by npm (npm run -s ops -- doctor): that brings Node ${leastNode}.`);
}

const whichOne = "Does it run, and does this shell point to it?";
const whichPostgres =
  "Does it run? Are SUPABASE_URL and SUPABASE_SERVICE_ROLE_KEY of one project, and npm run db:push done?";

async function database(): Promise<Finding[]> {
  let health: Health | undefined;
  const clock = await compared("Postgres", async () => {
    health = await askHealth();
    return Date.parse(health.now);
  });
  if (!health) throw new Error("Postgres did not say how it is");
  return [size(health), clock, ...migrations(health), ...rights(health), ...events(health)];
}

/** A check that cannot run does not stop the others. */
async function tried(check: string, look: () => Promise<Finding[]>, todo = whichOne): Promise<Finding[]> {
  try {
    return await look();
  } catch (error) {
    return [fail(check, (error as Error).message.slice(0, 200), todo)];
  }
}
