import { describe, expect, test } from "vitest";
import { asBrowser, ingressOfFile, signupFields, signupJson, waiting } from "./test-ingress.ts";

const ingress = ingressOfFile();

describe("other pages", () => {
  const listed = { origin: "https://campus.example", "sec-fetch-site": "cross-site" };
  const stranger = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };

  test("that are listed sign up by fetch, after asking", async () => {
    const asked = await fetch(`${ingress.url}/signups`, {
      method: "OPTIONS",
      headers: { ...listed, "access-control-request-method": "POST", "access-control-request-headers": "content-type" },
    });
    expect(asked.status).toBe(204);
    expect(asked.headers.get("access-control-allow-origin")).toBe("https://campus.example");
    expect(asked.headers.get("access-control-allow-headers")).toBe("Content-Type");
    // RFC 9110, 8.6: none on a 204.
    expect(asked.headers.get("content-length")).toBeNull();
    const response = await ingress.json("/signups", signupJson(), listed);
    expect(response.status).toBe(202);
    expect(response.headers.get("access-control-allow-origin")).toBe("https://campus.example");
    expect(response.headers.get("access-control-allow-credentials")).toBeNull();
    const { status } = (await response.json()) as { status: string };
    const progress = await ingress.get(status, listed);
    expect(progress.headers.get("access-control-allow-origin")).toBe("https://campus.example");
  });

  test("that are listed sign up by plain form", async () => {
    expect((await ingress.form("/signups", signupFields(), { ...asBrowser, ...listed })).status).toBe(303);
  });

  test("that are not listed are refused, asked or not, and nothing is queued", async () => {
    const before = await waiting("signup");
    const asked = await fetch(`${ingress.url}/signups`, {
      method: "OPTIONS",
      headers: { ...stranger, "access-control-request-method": "POST" },
    });
    expect(asked.status).toBe(403);
    expect(asked.headers.get("access-control-allow-origin")).toBeNull();
    const json = await ingress.json("/signups", signupJson(), stranger);
    expect(json.status).toBe(403);
    expect(json.headers.get("vary")).toBe("Origin");
    const form = await ingress.form("/signups", signupFields(), { ...asBrowser, ...stranger });
    expect(form.status).toBe(403);
    expect(form.headers.get("vary")).toBe("Accept-Language, Origin");
    expect(await waiting("signup")).toBe(before);
  });

  test("our own may, also where their browser hides the origin because we send no referrer", async () => {
    const own = { origin: "http://127.0.0.1:3000" };
    expect((await ingress.form("/signups", signupFields(), own)).status).toBe(303);
    expect((await ingress.form("/signups", signupFields(), { origin: "null" })).status).toBe(303);
    const basic = { origin: "null", authorization: "Basic eDp5" };
    expect((await ingress.form("/signups", signupFields(), basic)).status).toBe(403);
    const same = { origin: "null", "sec-fetch-site": "same-origin" };
    expect((await ingress.form("/signups", signupFields(), same)).status).toBe(303);
    for (const site of ["cross-site", "same-site"])
      for (const hidden of [{ "sec-fetch-site": site }, { origin: "null", "sec-fetch-site": site }])
        expect((await ingress.form("/signups", signupFields(), hidden)).status).toBe(403);
  });
});
