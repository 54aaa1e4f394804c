import { join } from "node:path";
import { type Environment, programEnvironment } from "../../local/environment.ts";
import { firstPostings } from "../../local/first-postings.ts";
import { openLeash } from "../../local/leash.ts";
import { freePort } from "../../local/ports.ts";
import { loadSecrets } from "../../local/secrets.ts";
import type { Service } from "../../local/service.ts";
import { startServices } from "../../local/services.ts";
import { fail, pass, type Report } from "../pilot/report.ts";
import { smoke } from "../pilot/smoke.ts";
import type { Built } from "./builder.ts";
import { imageProgram, inImage } from "./programs.ts";
import { asOurUser } from "./redis-user.ts";

/** Redis, Postgres, PostgREST, outbox and job boards for this run alone, and the environment of ingress and worker. */
async function surroundings(folder: string, closing: AsyncDisposableStack) {
  const leash = openLeash();
  closing.defer(() => leash.close());
  const secrets = await loadSecrets(folder);
  const [port, metrics] = [await freePort(0), await freePort(0)];
  const ingress = `http://127.0.0.1:${port}`;
  const { redis, postgres, gateway, outbox, boards } = await startServices({
    ...{ folder, root: process.cwd(), leash, secrets, say: () => {} },
    webhook: { url: `${ingress}/webhooks/resend`, secret: secrets.RESEND_WEBHOOK_SECRET },
    opened: (_, close) => closing.defer(close),
  });
  const user = await asOurUser(redis.url);
  closing.defer(() => user.close());
  const at = { redis: user.url, supabase: gateway.url, outbox: outbox.url, boards: boards.url, ingress };
  const own = { NODE_ENV: "production", METRICS_PORT: `${metrics}` };
  const env = programEnvironment(own, { ...at, host: "127.0.0.1", port }, secrets);
  return { ...at, leash, secrets, user, env, PORT: `${port}`, METRICS_PORT: `${metrics}`, database: postgres.url() };
}

/**
 * Runs the image as ingress and worker: a subscriber's whole journey, operators' commands, the health check, the stop.
 */
export async function checkSystem(built: Built, report: Report, folder: string, closing: AsyncDisposableStack) {
  const around = await surroundings(folder, closing);
  const { ingress: url, env, leash, secrets, database, outbox, user, PORT, METRICS_PORT } = around;
  const ops = async (command: string[], given: Environment = { ...env.workers, INGRESS: url }) => {
    const { code, said } = await inImage(built, ["jobping", "ops", ...command], given);
    await report.check(`ops ${command[0]}`, () => (code === 0 ? pass("As it should.") : fail(said, "")));
  };
  await ops(["migrate"], { DATABASE_URL: database });

  const program = (name: string, of: typeof env.ingress, ready: string) =>
    imageProgram(built, name, { env: of, ready, leash, logFile: join(folder, `logs/${name}.log`) });
  const programs = [
    program("ingress", env.ingress, `${url}/readyz`),
    program("worker", env.workers, `http://127.0.0.1:${METRICS_PORT}/healthz`),
  ];
  for (const each of programs) closing.defer(() => each.stop());
  await report.check("start", async () => {
    await Promise.all(programs.map((each) => each.start()));
    return pass("ingress and worker are ready.");
  });
  const sources = (env.ingress.SOURCES ?? "").split(",").flatMap((source) => source.split("=")[0] ?? []);
  const trouble = await firstPostings({
    ingress: url,
    systemKey: secrets.SYSTEM_API_KEY,
    databaseUrl: database,
    sources,
  });
  if (trouble) process.stdout.write(`${trouble}\n`);

  report.checks.push(...(await smoke({ url, outbox, adminKey: secrets.ADMIN_API_KEY, live: false })).checks);
  const health = checkHealth(built, report, { PORT, METRICS_PORT });
  await Promise.all([ops(["doctor"]), ops(["redis"]), ops(["schedule", "list"]), health]);
  await ops(["pause", "--queue", "email"]);
  await ops(["resume", "--queue", "email"]);
  await report.check("Redis' user", async () => {
    const denied = await user.denied();
    return denied.length === 0 ? pass("It was refused nothing that it asked for.") : fail(denied.join("\n"), "");
  });
  for (const each of programs) await report.check(`SIGTERM, ${each.name}`, () => drained(each));
}

async function checkHealth(built: Built, report: Report, at: { PORT: string; METRICS_PORT: string }): Promise<void> {
  const command = built.config.Healthcheck.Test.slice(1);
  const nothing = `${await freePort(0)}`;
  const states = [
    { ...at, METRICS_PORT: nothing },
    { ...at, PORT: nothing },
    { PORT: nothing, METRICS_PORT: nothing },
  ];
  await report.check("health check", async () => {
    const codes = await Promise.all(states.map(async (env) => (await inImage(built, command, env)).code));
    return codes.join() === "0,0,1" ? pass("Alive is 0, gone is 1, for both.") : fail(codes.join(), "");
  });
}

async function drained(program: Service) {
  const ended = new Promise<string>((resolve) => {
    program.onDeath = resolve;
  });
  program.signal("SIGTERM");
  const how = await ended;
  return how === "exit code 0" ? pass("It drains and ends with 0.") : fail(how, "");
}
