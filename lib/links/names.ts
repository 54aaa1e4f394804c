import { NODATA, Resolver } from "node:dns/promises";
import { second } from "../time.ts";

export interface Address {
  address: string;
  family: number;
}

/** Gives up after two tries in about five seconds: a hop has ten. */
const patience = { timeout: 1 * second, tries: 2 };

/** Names of this machine, which are never looked up (RFC 6761). */
export const isLocalName = (hostname: string): boolean => /(?:^|\.)localhost\.?$/i.test(hostname);

/**
 * The addresses of a name chosen by a stranger. Not by the system's lookup: Node runs two of those at a time per
 * process and cannot cancel them, so a few names with silent servers would hold up every other connection.
 * @param servers default: the system's
 */
export async function addressesOf(hostname: string, servers?: readonly string[]): Promise<Address[]> {
  if (isLocalName(hostname)) return [{ address: "127.0.0.1", family: 4 }];
  const resolver = new Resolver(patience);
  if (servers) resolver.setServers(servers);
  const [four, six] = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
  const found = [addressesIn(four, 4), addressesIn(six, 6)].flat();
  if (found.length > 0) return found;
  // A CNAME to a name without an address gives an empty answer.
  throw four.status === "rejected"
    ? four.reason
    : Object.assign(new Error(`${hostname} has no address`), { code: NODATA });
}

const addressesIn = (answer: PromiseSettledResult<string[]>, family: number): Address[] =>
  answer.status === "fulfilled" ? answer.value.map((address) => ({ address, family })) : [];
