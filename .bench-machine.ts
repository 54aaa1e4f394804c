import { Queue } from "bullmq";
import { z } from "zod";
import { defineJob } from "./lib/job.ts";
import { enqueue, closeQueues } from "./lib/queue.ts";
import { closeRedis, connected } from "./lib/redis.ts";
const job = defineJob({ name: "bench", payload: z.object({ id: z.string(), sealed: z.string() }), key: ({id}) => id, attempts: 12, backoffMs: 1000, maxAgeMs: 1e9 });
const bare = new Queue("bare", { connection: await connected(), prefix: "{jobping}", defaultJobOptions: { attempts: 12, backoff: {type: "exponential", delay: 1000, jitter: .5}, removeOnComplete: {age: 3600, count: 1000}, removeOnFail: {age: 1209600, count: 10000} } });
await bare.waitUntilReady();
const sealed = "x".repeat(600);
let n = 0;
async function load(f: (i: number) => Promise<unknown>, ms = 3000) { const end = performance.now() + ms; let c = 0; await Promise.all(Array.from({length: 64}, async () => { while (performance.now() < end) { await f(n++); c++; } })); return Math.round(c / ms * 1000); }
await load((i) => enqueue(job, { id: `w${i}`, sealed }), 1000);
const cpu = { bare: [0,0], ours: [0,0] };
for (let r = 0; r < 40; r++) for (const k of ["bare","ours"] as const) {
  const before = process.cpuUsage(); 
  const end = performance.now() + 150; let c = 0;
  await Promise.all(Array.from({length: 64}, async () => { while (performance.now() < end) { const i = n++; await (k === "bare" ? bare.add("bare", { p: {id: `${i}`, sealed}, t: Date.now() }, { deduplication: { id: `${i}` } }) : enqueue(job, { id: `${i}`, sealed })); c++; } }));
  const u = process.cpuUsage(before); cpu[k][0]! += u.user + u.system; cpu[k][1]! += c;
}
console.log("cpu us per op", cpu.bare[0]!/cpu.bare[1]!, cpu.ours[0]!/cpu.ours[1]!);
await closeQueues(); await bare.close(); await closeRedis();
