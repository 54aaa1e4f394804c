import ipaddr from "ipaddr.js";

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = [Address, number];

/** Decides whose address counts: the socket's, or what proxies of our own say about it. */
export interface ClientIps {
  /** Whether the peer is a proxy of ours, so that its X-Request-Id and X-Forwarded-For mean something. */
  trusts(peer: string): boolean;
  /** The client's address: the right-most hop of X-Forwarded-For that no trusted proxy stands behind. */
  of(peer: string, forwardedFor: string | null): string;
}

/** @param proxies CIDRs or single addresses. @throws a sentence when one is neither. */
export function clientIps(proxies: readonly string[]): ClientIps {
  const ranges = proxies.map(parseRange);
  const trusts = (peer: string) => {
    if (ranges.length === 0) return false;
    const address = parseAddress(peer);
    return address !== undefined && ranges.some((range) => within(address, range));
  };
  return {
    trusts,
    of(peer, forwardedFor) {
      let client = peer;
      if (forwardedFor === null || !trusts(peer)) return normalised(client);
      for (const hop of forwardedFor.split(",").reverse()) {
        const address = parseAddress(withoutPort(hop.trim()));
        // What stands left of an unreadable hop was written by whoever wrote that hop.
        if (address === undefined) break;
        client = address.toString();
        if (!ranges.some((range) => within(address, range))) break;
      }
      return normalised(client);
    },
  };
}

/** What a limit counts by: an IPv4 address, or the /64 that one IPv6 customer usually has to spend. */
export function networkOf(ip: string): string {
  const address = parseAddress(ip);
  if (!(address instanceof ipaddr.IPv6)) return ip;
  return `${new ipaddr.IPv6([...address.parts.slice(0, 4), 0, 0, 0, 0]).toString()}/64`;
}

function parseRange(text: string): Range {
  try {
    return text.includes("/") ? ipaddr.parseCIDR(text) : wholeAddress(ipaddr.process(text));
  } catch (cause) {
    throw new Error(`TRUSTED_PROXIES: "${text}" is neither an address nor a CIDR such as 10.0.0.0/8`, { cause });
  }
}

function wholeAddress(address: Address): Range {
  return [address, address.kind() === "ipv4" ? 32 : 128];
}

function within(address: Address, [network, bits]: Range): boolean {
  return address.kind() === network.kind() && address.match(network, bits);
}

function parseAddress(text: string): Address | undefined {
  if (!ipaddr.isValid(text)) return undefined;
  // "1" and "0x7f.1" are valid to the parser but nobody's X-Forwarded-For.
  if (!text.includes(":") && !ipaddr.IPv4.isValidFourPartDecimal(text)) return undefined;
  return ipaddr.process(text);
}

function withoutPort(hop: string): string {
  const bracketed = /^\[(.+)\](?::\d+)?$/.exec(hop)?.[1];
  return bracketed ?? hop.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1");
}

function normalised(ip: string): string {
  return parseAddress(ip)?.toString() ?? ip;
}
