import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startBoards } from "../../local/boards/main.ts";
import { programEnvironment } from "../../local/environment.ts";
import { startGateway } from "../../local/gateway.ts";
import { openLeash } from "../../local/leash.ts";
import { migrate } from "../../local/migrate.ts";
import { startOutbox } from "../../local/outbox/main.ts";
import { freePort } from "../../local/ports.ts";
import { startPostgrest } from "../../local/postgrest.ts";
import { ingressProgram, workerProgram } from "../../local/programs.ts";
import { startRedis } from "../../local/redis.ts";
import { loadSecrets } from "../../local/secrets.ts";
import { type Cluster, newCluster } from "./cluster.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The product on a Postgres that can be dumped, destroyed and recreated. `closing` closes what it opens. */
export async function startSystem(bin: string, folder: string, closing: AsyncDisposableStack) {
  const leash = openLeash(folder);
  closing.defer(() => leash.close());
  const logFile = (name: string) => join(folder, "logs", `${name}.log`);
  const secrets = await loadSecrets(folder);
  const port = await freePort();
  let clusters = 0;
  const another = async (): Promise<Cluster> => {
    const place = join(folder, `postgres-${++clusters}`);
    const password = secrets.POSTGRES_PASSWORD;
    const made = await newCluster({ bin, folder: place, port, password, logFile: logFile("postgres"), leash });
    closing.defer(() => made.service.kill());
    return made;
  };
  const cluster = await another();
  await migrate(cluster.url("postgres"), join(root, "supabase/migrations"));
  const postgrest = await startPostgrest({
    ...{ databaseUrl: cluster.url("authenticator"), jwtSecret: secrets.SUPABASE_JWT_SECRET },
    ...{ logFile: logFile("postgrest"), leash },
  });
  closing.defer(() => postgrest.service.kill());
  const redisFolder = join(folder, "redis");
  const redis = await startRedis({ folder: redisFolder, logFile: logFile("redis"), leash });
  closing.defer(() => redis.service.kill());
  const [gateway, outbox, boards] = [
    await startGateway((path) => postgrest.url + path.slice("/rest/v1".length)),
    await startOutbox({ port: 0 }),
    await startBoards({ port: 0 }),
  ];
  for (const played of [gateway, outbox, boards]) closing.defer(() => played.close());

  const web = await freePort();
  const ingressUrl = `http://127.0.0.1:${web}`;
  const { PATH, HOME } = process.env;
  const environment = programEnvironment(
    { PATH, HOME, TRUSTED_PROXIES: "127.0.0.1" },
    {
      ...{ host: "127.0.0.1", port: web, ingress: ingressUrl, redis: redis.url, supabase: gateway.url },
      ...{ outbox: outbox.url, boards: boards.url },
    },
    secrets,
  );
  const ingress = ingressProgram({ root, leash, logFile: logFile("ingress"), env: environment.ingress }, ingressUrl);
  const worker = workerProgram({
    ...{ name: "workers", root, leash, logFile: logFile("workers"), env: environment.workers },
  });
  closing.defer(async () => void (await Promise.all([ingress.kill(), worker.kill()])));
  return {
    ...{ cluster, another, postgrest, redis, ingressUrl, outbox: outbox.url, secrets },
    start: () => Promise.all([ingress.start(), worker.start()]),
    kill: () => Promise.all([ingress.kill(), worker.kill()]),
    async emptyRedis() {
      await redis.service.kill();
      rmSync(redisFolder, { recursive: true });
      mkdirSync(redisFolder);
      await redis.service.start();
    },
  };
}
export type System = Awaited<ReturnType<typeof startSystem>>;
