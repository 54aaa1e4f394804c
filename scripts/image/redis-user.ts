import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { openRedis, whenReady } from "../../lib/redis.ts";
import { second } from "../../lib/time.ts";

/** What deploy/redis.sh allows our processes, as a Redis ACL. */
function rules(): string[] {
  const script = readFileSync("deploy/redis.sh", "utf8");
  const [, kinds = ""] = /^kinds="(.+)"$/m.exec(script) ?? [];
  const [, text] = /"user jobping on >\$REDIS_PASSWORD ([^"]+)"/.exec(script) ?? [];
  if (!text) throw new Error("deploy/redis.sh makes no user jobping.");
  return text.replace("$kinds", kinds).split(" ");
}

/** Adds docker-compose.yml's user to a Redis without users. */
export async function asOurUser(url: string) {
  const redis = openRedis("probe", url);
  await whenReady(redis, 5 * second);
  const password = randomBytes(16).toString("hex");
  await redis.call("ACL", "SETUSER", "jobping", "reset", "on", `>${password}`, ...rules());
  return {
    url: url.replace("//", `//jobping:${password}@`),
    /** What it was refused, as `command object`. */
    async denied(): Promise<string[]> {
      const entries = (await redis.call("ACL", "LOG", "100")) as unknown[][];
      return entries.map((entry) => {
        const value = (name: string) => String(entry[entry.indexOf(name) + 1]);
        return `${value("reason")} ${value("object")} in ${value("context")}`;
      });
    },
    close: async () => redis.disconnect(),
  };
}
