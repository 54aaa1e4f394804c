import { connected } from "./redis.ts";

/**
 * How this Redis could lose what was accepted, in sentences; [] = it is set up for queues.
 * Until its worker has stored it, a signup exists in Redis alone.
 */
export async function durabilityRisks(): Promise<string[]> {
  const info = await (await connected()).info();
  const risks: string[] = [];
  if (!/^aof_enabled:1/m.test(info)) risks.push("appendonly is off: a crash of Redis loses minutes of accepted work");
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
  if (policy !== "noeviction") risks.push(`maxmemory-policy is ${policy}, not noeviction: full, it drops jobs`);
  return risks;
}
