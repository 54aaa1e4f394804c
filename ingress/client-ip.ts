import { BlockList, isIPv4, isIPv6 } from "node:net";
import ipaddr from "ipaddr.js";

/** Decides whose address counts: the socket's, or what proxies of our own say about it. */
export interface ClientIps {
  /** Whether the peer is a proxy of ours, so that its X-Request-Id and X-Forwarded-For mean something. */
  trusts(peer: string): boolean;
  /** The client's address: the right-most hop of X-Forwarded-For that is no proxy of ours. */
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
        // What stands left of an unreadable hop was written by whoever wrote that hop.
        if (ip === undefined) break;
        client = ip;
        if (!isOurs(ip)) break;
      }
      return client;
    },
  };
}

/** What a limit counts by: an IPv4 address, or the /64 that one IPv6 customer usually has to spend. */
export function networkOf(ip: string): string {
  if (!isIPv6(ip)) return ip;
  const [a = 0, b = 0, c = 0, d = 0] = ipaddr.IPv6.parse(ip).parts;
  return `${new ipaddr.IPv6([a, b, c, d, 0, 0, 0, 0])}/64`;
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

/** One spelling for each address; a socket that listens on both families writes IPv4 as ::ffff:1.2.3.4. */
function plain(text: string): string | undefined {
  if (isIPv4(text)) return text;
  return isIPv6(text) && !text.includes("%") ? ipaddr.process(text).toString() : undefined;
}

function withoutPort(hop: string): string {
  if (isIPv4(hop)) return hop;
  const bracketed = /^\[(.+)\](?::\d+)?$/.exec(hop)?.[1];
  return bracketed ?? hop.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1");
}
