import { join } from "node:path";
import { minute, wait } from "../../lib/time.ts";
import type { Leash } from "../../local/leash.ts";
import { freePort } from "../../local/ports.ts";
import { type LocalRedis, startRedis } from "../../local/redis.ts";
import { tellRedis } from "./redis.ts";

const masters = 3;
const slots = 16_384;

interface Cluster {
  nodes: readonly LocalRedis[];
  /** The master that holds all keys: their common prefix makes them one slot. */
  holder: LocalRedis;
  holderFolder: string;
  /** In the form of REDIS_URL. */
  url: string;
}

/** A Redis Cluster without replicas, as `redis-cli --cluster create` would make it. */
export async function startCluster(folder: string, leash: Leash, prefix: string): Promise<Cluster> {
  const folderOf = (index: number) => join(folder, `data/cluster-${index}`);
  const start = async (_: unknown, index: number) =>
    startRedis({
      ...{ folder: folderOf(index), logFile: join(folder, `logs/cluster-${index}.log`), leash },
      settings: {
        ...{ "cluster-enabled": "yes", "cluster-config-file": "nodes.conf", "cluster-node-timeout": "2000" },
        "cluster-port": `${await freePort()}`,
      },
    });
  const nodes = await Promise.all(Array.from({ length: masters }, start));
  const firstOf = (index: number) => Math.ceil((slots * index) / masters);
  for (const [index, { port }] of nodes.entries()) {
    await tellRedis(port, `CLUSTER ADDSLOTSRANGE ${firstOf(index)} ${firstOf(index + 1) - 1}`);
    await tellRedis(port, `CLUSTER SET-CONFIG-EPOCH ${index + 1}`);
  }
  const ports = nodes.map(({ port }) => port);
  for (const { port, service } of nodes.slice(1)) {
    await tellRedis(ports[0] ?? 0, `CLUSTER MEET 127.0.0.1 ${port} ${busOf(service.spec.args)}`);
  }
  await agreed(ports);
  const slot = Number((await tellRedis(ports[0] ?? 0, `CLUSTER KEYSLOT ${prefix}:x`)).slice(1));
  const at = nodes.findLastIndex((_, index) => firstOf(index) <= slot);
  const holder = nodes[at];
  if (!holder) throw new Error(`No node has the slot ${slot}.`);
  return { nodes, holder, holderFolder: folderOf(at), url: nodes.map(({ url }) => url).join(",") };
}

const busOf = (args: readonly string[]) => args[args.indexOf("--cluster-port") + 1];

/** Waits until every node sees all slots served. */
async function agreed(ports: readonly number[]): Promise<void> {
  const deadline = Date.now() + minute;
  const ready = async () => {
    const infos = await Promise.all(ports.map((port) => tellRedis(port, "CLUSTER INFO")));
    return infos.every((info) => info.includes("cluster_state:ok") && info.includes(`cluster_known_nodes:${masters}`));
  };
  while (!(await ready())) {
    if (Date.now() > deadline) throw new Error("The nodes did not become a cluster within a minute.");
    await wait(50);
  }
}
