import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openIngress, type TestIngress } from "../../ingress/test-ingress.ts";
import { env } from "../../lib/env.ts";
import { fineFigures } from "../../lib/figures/fixtures.ts";
import { startPlayed } from "../../test/played.ts";
import { goesToCheckout } from "./checkout.ts";
import { checkEdge } from "./edge-checks.ts";
import { limiter } from "./limiter.ts";
import { printed, Report } from "./report.ts";
import { readTarget, type Target } from "./target.ts";

let ingress: TestIngress;
let target: Target;
beforeAll(async () => {
  ingress = await openIngress();
  target = { url: ingress.url, outbox: null, adminKey: env.ADMIN_API_KEY, live: false };
});
afterAll(() => ingress.close());

/** The ingress behind a misconfigured proxy. */
async function behind(spoil: (headers: Record<string, unknown>) => void): Promise<Target & Disposable> {
  const server = createServer((incoming, answer) => {
    const { method = "GET", headers, url = "/" } = incoming;
    incoming.pipe(
      request(ingress.url + url, { method, headers }, (from) => {
        const said = { ...from.headers };
        spoil(said);
        from.pipe(answer.writeHead(from.statusCode ?? 502, said));
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { ...target, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, [Symbol.dispose]: close };
}

const failed = ({ checks }: Report) => checks.filter(({ verdict }) => verdict === "FAIL").map(({ name }) => name);

describe("what is seen from outside", () => {
  test("is in order", async () => {
    const report = new Report();
    await checkEdge(report, target);
    expect(report.checks.filter(({ verdict }) => verdict !== "PASS")).toEqual([]);
  });

  test("fails by name where a header is lost on the way", async () => {
    using proxied = await behind((headers) => delete headers["content-security-policy"]);
    const report = new Report();
    await checkEdge(report, proxied);
    expect(failed(report)).toEqual(["security headers"]);
    expect(printed(report, proxied.url, false)).toContain("content-security-policy");
  });

  test("fails as a whole where nobody answers", async () => {
    const report = new Report();
    await checkEdge(report, { ...target, url: "http://127.0.0.1:9" });
    expect(report.checks.every(({ name, verdict }) => name === "TLS" || verdict === "FAIL")).toBe(true);
    expect(report.checks[0]?.says).toMatch(/^No answer: /);
  });
});

describe("limits", () => {
  test("hold for one mailbox and one network, and for nobody else", async () => {
    const report = await limiter(target);
    expect(report.checks.map(({ name, verdict }) => `${verdict} ${name}`)).toEqual([
      "PASS one mailbox is limited",
      "PASS another mailbox is not",
      "PASS other routes are not",
      "PASS one network is limited",
      "PASS another network is not",
    ]);
    expect(report.checks[0]?.says).toMatch(/^10 of 10 .* Retry-After 3\d{3} \("mailRequest-mailbox"/);
    expect(report.checks[3]?.says).toMatch(/^20 of 20 .* Retry-After \d{3} \("mailRequest-ip"/);
  });

  test("are no proof without Retry-After", async () => {
    using proxied = await behind((headers) => delete headers["retry-after"]);
    expect(failed(await limiter(proxied))).toContain("one mailbox is limited");
  });
});

test("a checkout is opened where no money moves, and at Polar itself only with --live", async () => {
  const played = await startPlayed();
  const figures = fineFigures();
  const till = `${played.url}/checkout/secret`;
  const at: Target = { url: played.url, outbox: null, adminKey: "key", live: false };
  played.routes.push(
    [/^\/api\/dashboard$/, () => ({ figures, ageMs: 0 })],
    [
      /^\/billing\/checkout\?token=t$/,
      (_, __, answer) => void answer.writeHead(303, { location: "/billing/visits/v" }),
    ],
    [
      /^\/billing\/visits\/v$/,
      (_, { headers }, answer) => {
        answer.setHeader("refresh", `0; url=${till}`);
        return headers.accept === "application/json" && { state: "ready", url: till };
      },
    ],
    [/^\/checkout\/secret$/, () => ({})],
  );
  expect(await goesToCheckout(at, "?token=t")).toMatchObject({ verdict: "WARN" });
  expect(played.asked).toEqual(["/api/dashboard"]);
  expect(await goesToCheckout({ ...at, live: true }, "?token=t")).toMatchObject({ verdict: "PASS" });
  figures.billing = figures.billing && { ...figures.billing, polar: "sandbox" };
  expect(await goesToCheckout(at, "?token=t")).toMatchObject({ verdict: "PASS" });
  played.routes.pop();
  expect(await goesToCheckout(at, "?token=t")).toMatchObject({ verdict: "FAIL", says: "Polar's checkout says 404." });
  played.close();
});

describe("a target", () => {
  test("gets no key over a wire that others read", () => {
    expect(() => readTarget(["--url", "http://jobping.example"], { ADMIN_API_KEY: "secret" })).toThrow("not encrypted");
    const { target: read } = readTarget(["--url", "https://jobping.example/"], { ADMIN_API_KEY: "secret" });
    expect(read).toEqual({ url: "https://jobping.example", outbox: null, adminKey: "secret", live: false });
  });

  test("is told in whole sentences when it is none", () => {
    expect(() => readTarget(["--url", "jobping"], {})).toThrow("jobping is not an address of http or https.");
  });
});
