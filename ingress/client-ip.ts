import { BlockList, isIPv4, isIPv6 } from "node:net";
import ipaddr from "ipaddr.js";

/** Decides which address counts as the client's: the socket's, or the one that our own proxies report. */
export interface ClientIps {
  /** Whether the peer is one of our proxies, whose X-Request-Id and X-Forwarded-For can be believed. */
  trusts(peer: string): boolean;
  /** The client's address: the right-most hop of X-Forwarded-For that is not one of our proxies. */
  of(peer: string, forwardedFor: string | string[] | undefined): string;
}

/** @param proxies CIDRs or single addresses. @throws a sentence when one is neither. */
export function clientIps(proxies: readonly string[]): ClientIps {
  const ours = new BlockList();
  for (const proxy of proxies) addTo(ours, proxy);
  const isOurs = (ip: string) => ours.check(ip, isIPv4(ip) ? "ipv4" : "ipv6");
  const trusts = (peer: string) => {
    const ip = plain(peer);
    return proxies.length > 0 && ip !== undefined && isOurs(ip);
  };
  return {
    trusts,
    of(peer, forwardedFor) {
      let client = plain(peer) ?? peer;
      if (forwardedFor === undefined || !trusts(peer)) return client;
      for (const hop of String(forwardedFor).split(",").reverse()) {
        const ip = plain(withoutPort(hop.trim()));
        // Everything left of an unreadable hop comes from whoever wrote that hop.
        if (ip === undefined) break;
        client = ip;
        if (!isOurs(ip)) break;
      }
      return client;
    },
  };
}

/** What a limit counts by: an IPv4 address, or the /64 that an IPv6 customer usually gets. */
export function networkOf(ip: string): string {
  return isIPv6(ip) ? prefixOf(ip, 64) : ip;
}

/** The IPv6 /48 that a household or a firm may get, with 65,536 networks; undefined for IPv4. */
export function siteOf(ip: string): string | undefined {
  return isIPv6(ip) ? prefixOf(ip, 48) : undefined;
}

function prefixOf(ip: string, bits: 48 | 64): string {
  const kept = bits / 16;
  const parts = ipaddr.IPv6.parse(ip).parts.map((part, at) => (at < kept ? part : 0));
  return `${new ipaddr.IPv6(parts)}/${bits}`;
}

function addTo(list: BlockList, proxy: string): void {
  try {
    const [address, bits] = proxy.includes("/") ? ipaddr.parseCIDR(proxy) : [ipaddr.process(proxy), undefined];
    const family = address.kind();
    if (bits === undefined) list.addAddress(address.toString(), family);
    else list.addSubnet(address.toString(), bits, family);
  } catch (cause) {
    throw new Error(`TRUSTED_PROXIES: "${proxy}" is neither an address nor a CIDR such as 10.0.0.0/8`, { cause });
  }
}

/** One spelling per address: a dual-stack socket writes IPv4 as ::ffff:1.2.3.4. */
function plain(text: string): string | undefined {
  if (isIPv4(text)) return text;
  return isIPv6(text) && !text.includes("%") ? ipaddr.process(text).toString() : undefined;
}

function withoutPort(hop: string): string {
  if (isIPv4(hop)) return hop;
  const bracketed = /^\[(.+)\](?::\d+)?$/.exec(hop)?.[1];
  return bracketed ?? hop.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1");
}
