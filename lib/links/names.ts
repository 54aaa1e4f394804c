import { NODATA, Resolver } from "node:dns/promises";
import { second } from "../time.ts";

export interface Address {
  address: string;
  family: number;
}

/** What has not answered twice within about five seconds is given up: a hop has ten. */
const patience = { timeout: 1 * second, tries: 2 };

/** Names of this machine, which no name server is asked for (RFC 6761). */
export const isLocalName = (hostname: string): boolean => /(?:^|\.)localhost\.?$/i.test(hostname);

/**
 * The addresses of a name that a stranger has chosen. Not by the system's own look-up: Node does two of those at a time for
 * all of a process and can stop none, so a few names whose servers are silent would keep every other connection waiting.
 * @param servers default: those of the system
 */
export async function addressesOf(hostname: string, servers?: readonly string[]): Promise<Address[]> {
  if (isLocalName(hostname)) return [{ address: "127.0.0.1", family: 4 }];
  const resolver = new Resolver(patience);
  if (servers) resolver.setServers(servers);
  const [four, six] = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
  const found = [addressesIn(four, 4), addressesIn(six, 6)].flat();
  if (found.length > 0) return found;
  // A CNAME to a name without an address is an answer without one.
  throw four.status === "rejected"
    ? four.reason
    : Object.assign(new Error(`${hostname} has no address`), { code: NODATA });
}

const addressesIn = (answer: PromiseSettledResult<string[]>, family: number): Address[] =>
  answer.status === "fulfilled" ? answer.value.map((address) => ({ address, family })) : [];
