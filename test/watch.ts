import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { second } from "../lib/time.ts";
import { findProgram } from "../local/find-program.ts";
import { openLeash } from "../local/leash.ts";
import { freePort } from "../local/ports.ts";
import { Service } from "../local/service.ts";

/** An alert as Prometheus has it and as Alertmanager sends it. */
export interface Told {
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

export interface Watch {
  /** What Prometheus says is wrong now. */
  firing(): Promise<Told[]>;
  /** What the operator has been told so far. */
  received: Told[];
  close(): Promise<void>;
}

const file = (name: string) => fileURLToPath(new URL(`../ops/${name}`, import.meta.url));
const prometheus = findProgram("prometheus");
/** Debian's name, and its own. */
const alertmanager = findProgram("prometheus-alertmanager", "alertmanager");
export const canWatch = prometheus !== undefined && alertmanager !== undefined;

/**
 * A real Prometheus and a real Alertmanager with the configuration of ops/ apart from addresses, and an operator's
 * webhook.
 */
export async function watch(at: { ingress: string; worker: string; token: string; folder: string }): Promise<Watch> {
  const leash = openLeash();
  const operator = await startOperator();
  const manager = await startAlertmanager(at.folder, operator.url, leash);
  const [url, service] = await startPrometheus(at, new URL(manager.url).host, leash);
  return {
    received: operator.received,
    async firing() {
      const { data } = (await (await fetch(`${url}/api/v1/alerts`)).json()) as {
        data: { alerts: (Told & { state: string })[] };
      };
      return data.alerts.filter(({ state }) => state === "firing");
    },
    async close() {
      await Promise.all([service.kill(), manager.service.kill()]);
      operator.close();
      await leash.close();
    },
  };
}

async function startOperator() {
  const received: Told[] = [];
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      received.push(...(body as { alerts: Told[] }).alerts);
      response.end();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

type Leash = ReturnType<typeof openLeash>;

async function startService(name: string, command: string | undefined, args: string[], folder: string, leash: Leash) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const service = new Service({
    name,
    command: command ?? name,
    args: [...args, `--web.listen-address=127.0.0.1:${port}`, "--log.level=warn"],
    logFile: join(folder, `${name}.log`),
    leash,
    ...{ stage: "service", signal: "SIGTERM" },
    probe: async () => (await fetch(`${url}/-/ready`, { signal: AbortSignal.timeout(second) })).ok,
  });
  await service.start();
  return { url, service };
}

async function startAlertmanager(folder: string, webhook: string, leash: Leash) {
  const [urlFile, configFile] = [join(folder, "alert-webhook-url"), join(folder, "alertmanager.yml")];
  writeFileSync(urlFile, `${webhook}\n`);
  const env = { PATH: process.env.PATH, ALERT_WEBHOOK_URL_FILE: urlFile };
  writeFileSync(configFile, execFileSync(file("alertmanager.sh"), { env }));
  const args = [`--config.file=${configFile}`, `--storage.path=${join(folder, "alertmanager")}`];
  return startService("alertmanager", alertmanager, [...args, "--cluster.listen-address="], folder, leash);
}

async function startPrometheus(
  { ingress, worker, token, folder }: Parameters<typeof watch>[0],
  manager: string,
  leash: Leash,
): Promise<[string, Service]> {
  const [tokenFile, configFile] = [join(folder, "metrics-token"), join(folder, "prometheus.yml")];
  writeFileSync(tokenFile, token);
  const fixed = (url: string) => `static_configs:\n      - { targets: ["${new URL(url).host}"] }`;
  const config = readFileSync(file("prometheus.yml"), "utf8")
    .replaceAll("/run/secrets/metrics_token", tokenFile)
    .replace(/dns_sd_configs:\n.*names: \[ingress\].*/, fixed(ingress))
    .replace(/dns_sd_configs:\n.*names: \[worker\].*/, fixed(worker))
    .replace("alertmanager:9093", manager)
    .replace("[alerts.yml]", `["${file("alerts.yml")}"]`);
  writeFileSync(configFile, config);
  const args = [`--config.file=${configFile}`, `--storage.tsdb.path=${join(folder, "prometheus")}`];
  const { url, service } = await startService("prometheus", prometheus, args, folder, leash);
  return [url, service];
}
