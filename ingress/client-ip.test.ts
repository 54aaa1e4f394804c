import { describe, expect, test } from "vitest";
import { clientIps, networkOf, siteOf } from "./client-ip.ts";

describe("the client's address", () => {
  test("is the socket's when no proxy is ours, whatever X-Forwarded-For says", () => {
    expect(clientIps([]).of("203.0.113.7", "198.51.100.1")).toBe("203.0.113.7");
    expect(clientIps(["10.0.0.0/8"]).of("203.0.113.7", "198.51.100.1")).toBe("203.0.113.7");
  });

  test.each([
    ["one proxy", "10.0.0.1", "198.51.100.1", "198.51.100.1"],
    ["forged hops stand left of what the proxy added", "10.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"],
    ["several proxies of ours", "10.0.0.1", "198.51.100.1, 10.9.9.9, 192.0.2.1", "198.51.100.1"],
    ["all hops are ours", "10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"],
    ["an unreadable hop ends the trust", "10.0.0.1", "198.51.100.1, unknown, 10.0.0.2", "10.0.0.2"],
    ["no header", "10.0.0.1", undefined, "10.0.0.1"],
    ["an empty header", "10.0.0.1", "", "10.0.0.1"],
    ["a port", "10.0.0.1", "198.51.100.1:4711", "198.51.100.1"],
    ["IPv6 in brackets", "10.0.0.1", "[2001:DB8::1]:4711", "2001:db8::1"],
    ["a socket of both families", "::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"],
    ["octal and short forms are nobody's address", "10.0.0.1", "198.51.100.1, 0x7f.1", "10.0.0.1"],
  ])("%s", (_, peer, forwarded, expected) => {
    expect(clientIps(["10.0.0.0/8", "192.0.2.1"]).of(peer, forwarded)).toBe(expected);
  });

  test("a proxy that is none is said at start", () => {
    expect(() => clientIps(["10.0.0.0/8", "proxy.internal"])).toThrow(
      /"proxy.internal" is neither an address nor a CIDR/,
    );
    expect(() => clientIps(["10.0.0.0/64"])).toThrow(/neither/);
  });
});

test("a limit counts IPv4 by address and IPv6 by /64, and once more by the /48 around it", () => {
  expect(siteOf("198.51.100.1")).toBeUndefined();
  expect(siteOf("2001:db8:1:2:3:4:5:6")).toBe("2001:db8:1::/48");
  expect(networkOf("198.51.100.1")).toBe("198.51.100.1");
  expect(networkOf("2001:db8:1:2:3:4:5:6")).toBe("2001:db8:1:2::/64");
  expect(networkOf("2001:db8:1:2:ffff::1")).toBe("2001:db8:1:2::/64");
});
