import { isIP, type LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";
import { type Address, addressesOf, isLocalName } from "./names.ts";

/** Where links may lead us. They come from strangers and must not reach what only we can reach (SSRF). */
export interface Guard {
  /** Called with the exact address that the socket is about to connect to. */
  mayConnect(address: string): boolean;
  mayUsePort(port: number): boolean;
  /** DNS; in tests, a server that answers differently the second time. */
  resolve(hostname: string): Promise<Address[]>;
}

/** The link leads somewhere forbidden. */
export class RefusedLinkError extends Error {
  override name = "RefusedLinkError";
}

/** All publicly assigned IPv6; the rest is local, embeds an IPv4 address or is not in use yet. */
const givenOut = ipaddr.parseCIDR("2000::/3") as [ipaddr.IPv6, number];
/** Cloud-internal services at addresses that look public (Azure's WireServer). */
const services = new Set(["168.63.129.16"]);

/** Whether an address is on the public internet: not private, loopback, link-local, shared, multicast or reserved. */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  // `process` turns ::ffff:127.0.0.1 into 127.0.0.1, which it reaches.
  const parsed = ipaddr.process(address);
  if (parsed.range() !== "unicast" || services.has(parsed.toString())) return false;
  return !(parsed instanceof ipaddr.IPv6) || parsed.match(givenOut);
}

function isLoopback(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === "loopback";
}

/** For production. */
export const publicOnly: Guard = {
  mayConnect: isPublic,
  mayUsePort: (port) => port === 80 || port === 443,
  resolve: (hostname) => addressesOf(hostname),
};

/** For the local stack and tests, whose boards listen on this machine on any port. */
export const publicAndLoopback: Guard = {
  ...publicOnly,
  mayConnect: (address) => isPublic(address) || isLoopback(address),
  mayUsePort: () => true,
};

/**
 * The guard of a process. If our own pages are served on this machine only, links may lead to it too; in production
 * never.
 */
export function guardFor({ production, publicUrl }: { production: boolean; publicUrl: string }): Guard {
  const host = new URL(publicUrl).hostname.replace(/^\[(.*)\]$/, "$1");
  return !production && (host === "localhost" || isLoopback(host)) ? publicAndLoopback : publicOnly;
}

/** Checks what can be judged without DNS. @throws {RefusedLinkError} */
export function refuseByUrl({ protocol, hostname, port, username, password }: URL, guard: Guard): void {
  if (protocol !== "http:" && protocol !== "https:") throw new RefusedLinkError(`${protocol} is not a web address`);
  if (username !== "" || password !== "") throw new RefusedLinkError("credentials in the address");
  if (!guard.mayUsePort(Number(port || (protocol === "https:" ? 443 : 80)))) throw new RefusedLinkError("another port");
  // Node connects to a literal address without calling `lookup`.
  const literal = isLocalName(hostname) ? "127.0.0.1" : hostname.replace(/^\[(.*)\]$/, "$1");
  if (isIP(literal) !== 0 && !guard.mayConnect(literal)) throw new RefusedLinkError("not a public address");
}

/**
 * DNS for one connection, limited to addresses that the guard allows: the address judged is the one connected to, so
 * DNS rebinding gains nothing.
 */
export function guardedLookup(guard: Guard): LookupFunction {
  return (hostname, options, done) => {
    guard.resolve(hostname).then(
      (found) => {
        const allowed = found.filter(({ address }) => guard.mayConnect(address));
        const [first] = allowed;
        if (!first) done(new RefusedLinkError("not a public address"), "", 0);
        else if (options.all) done(null, allowed);
        else done(null, first.address, first.family);
      },
      (error: Error) => done(error, "", 0),
    );
  };
}
