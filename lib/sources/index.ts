import { env } from "../env.ts";
import { arbeitnow } from "./arbeitnow.ts";
import { greenhouse } from "./greenhouse.ts";
import type { Source } from "./source.ts";

export { fetchPage } from "./fetch-page.ts";
export type { Source } from "./source.ts";

/** Every source there is. */
const sources: readonly Source[] = [greenhouse, arbeitnow];

/** What a job's payload can carry (jobs/scrape.ts). */
const targetPattern = /^[\w.:-]{1,100}$/;

/**
 * The sources of SOURCES' entries: `NAME`, `NAME=URL` for another server that speaks its protocol,
 * each with `|TARGET|TARGET` to ask for these targets instead of its own.
 * @throws if an entry is wrong, with every reason at once.
 */
export function parseSources(entries: readonly string[]): Source[] {
  const problems: string[] = [];
  const active = new Map<string, Source>();
  for (const entry of entries) {
    const [head = "", ...targets] = entry.split("|").map((part) => part.trim());
    const at = head.indexOf("=");
    const name = at < 0 ? head : head.slice(0, at).trim();
    const url =
      at < 0
        ? null
        : head
            .slice(at + 1)
            .trim()
            .replace(/\/+$/, "");
    const source = sources.find((each) => each.name === name);
    const wrong = targets.find((target) => !targetPattern.test(target));
    if (!source) problems.push(`"${name}" is not a source; there are ${sources.map((each) => each.name).join(", ")}`);
    else if (active.has(name)) problems.push(`${name} stands twice`);
    else if (url !== null && !/^https?:\/\//.test(url)) problems.push(`${name}: "${url}" is not an http(s) URL`);
    else if (wrong !== undefined) problems.push(`${name}: "${wrong}" is not a target`);
    else
      active.set(name, {
        ...source,
        ...(url !== null && { baseUrl: url }),
        ...(targets.length > 0 && { targets: () => targets }),
      });
  }
  if (problems.length > 0) throw new Error(`SOURCES is not usable: ${problems.join("; ")}`);
  return [...active.values()];
}

let active: readonly Source[] | undefined;

/** The sources that run here, as SOURCES says. */
export function activeSources(): readonly Source[] {
  active ??= parseSources(env.SOURCES);
  return active;
}
