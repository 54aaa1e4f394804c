import { decodeJwt, SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { env } from "./env.ts";
import { day, hour, second } from "./time.ts";
import { hashLinkKey, newLinkKey, readToken, signToken, TokenError, type TokenPurpose, tokenLifeMs } from "./tokens.ts";

const purposes: TokenPurpose[] = ["verify", "preferences", "unsubscribe", "matches", "feedback"];
const subject = { subscriberId: "0198c0de-0000-7000-8000-0000000000cc", key: newLinkKey() };
const requestId = "0198c0de-0000-7000-8000-0000000000bb";
const now = () => new Date();

async function reasonOf(reading: Promise<unknown>): Promise<string> {
  const thrown = await reading.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(TokenError);
  return (thrown as TokenError).reason;
}

describe("a token", () => {
  it.each(purposes)("opens what it was signed for: %s", async (purpose) => {
    const token = await signToken(purpose, subject, { issuedAt: now() });
    expect(await readToken(purpose, token)).toEqual({ ...subject, keyHash: hashLinkKey(subject.key) });
  });

  it("carries the verification request", async () => {
    const token = await signToken("verify", { ...subject, requestId }, { issuedAt: now() });
    expect(await readToken("verify", token)).toMatchObject({ requestId });
  });

  it.each(
    purposes.flatMap((signed) => purposes.filter((read) => read !== signed).map((read) => [signed, read] as const)),
  )("for %s does not open %s", async (signed, read) => {
    const token = await signToken(signed, subject, { issuedAt: now() });
    expect(await reasonOf(readToken(read, token))).toBe("invalid");
  });

  it("is the same text for the same input, and another a second later", async () => {
    const issuedAt = new Date("2026-11-21T09:30:00.000Z");
    const sign = (at: Date) => signToken("unsubscribe", subject, { issuedAt: at });
    expect(await sign(issuedAt)).toBe(await sign(issuedAt));
    expect(await sign(issuedAt)).not.toBe(await sign(new Date(issuedAt.getTime() + second)));
  });

  it("stays under the length that is read", async () => {
    const token = await signToken("verify", { ...subject, requestId }, { issuedAt: now() });
    expect(token.length).toBeLessThan(450);
  });

  it("lives 48 hours for verification and longer than a year for the way out", async () => {
    const issuedAt = new Date(Date.now() - 47 * hour);
    expect(tokenLifeMs).toMatchObject({ verify: 48 * hour, unsubscribe: 400 * day });
    await expect(readToken("verify", await signToken("verify", subject, { issuedAt }))).resolves.toBeDefined();
    const old = await signToken("verify", subject, { issuedAt: new Date(Date.now() - 49 * hour) });
    expect(await reasonOf(readToken("verify", old))).toBe("expired");
    const lastYear = await signToken("unsubscribe", subject, { issuedAt: new Date(Date.now() - 399 * day) });
    await expect(readToken("unsubscribe", lastYear)).resolves.toBeDefined();
  });
});

describe("a token that is expired", () => {
  const expired = (purpose: TokenPurpose) =>
    signToken(purpose, subject, { issuedAt: new Date(Date.now() - 2 * hour), expiresInMs: 1 * hour });

  it("says so for its own purpose only", async () => {
    expect(await reasonOf(readToken("preferences", await expired("preferences")))).toBe("expired");
    expect(await reasonOf(readToken("unsubscribe", await expired("preferences")))).toBe("invalid");
    expect(await reasonOf(readToken("verify", await expired("preferences")))).toBe("invalid");
  });

  it("is invalid when it was tampered with", async () => {
    const [head, , signature] = (await expired("preferences")).split(".");
    const other = Buffer.from(
      JSON.stringify({ ...decodeJwt(await expired("preferences")), key: newLinkKey() }),
    ).toString("base64url");
    expect(await reasonOf(readToken("preferences", `${head}.${other}.${signature}`))).toBe("invalid");
  });
});

describe("a forged token", () => {
  const claims = { sub: subject.subscriberId, key: subject.key, iss: "jobping", aud: "preferences" };
  const sign = (payload: Record<string, unknown>, secret = env.PREFERENCES_SECRET, alg = "HS256") =>
    new SignJWT(payload)
      .setProtectedHeader({ alg })
      .setIssuedAt()
      .setExpirationTime("1h")
      .sign(new TextEncoder().encode(secret));
  const unsigned = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.`;

  it("would open if it were right, so that the cases below fail for their own reason", async () => {
    await expect(readToken("preferences", await sign(claims))).resolves.toMatchObject(subject);
  });

  it.each([
    ["another secret", () => sign(claims, "another secret of more than 32 characters")],
    ["the other purpose's secret", () => sign(claims, env.EMAIL_VERIFICATION_SECRET)],
    ["another algorithm", () => sign(claims, env.PREFERENCES_SECRET, "HS512")],
    ["no algorithm", async () => unsigned],
    ["another issuer", () => sign({ ...claims, iss: "somebody" })],
    ["a subscriber that is no id", () => sign({ ...claims, sub: "1 or 1=1" })],
    ["a key that is too short", () => sign({ ...claims, key: "short" })],
    ["no key", () => sign({ ...claims, key: undefined })],
  ])("is invalid: %s", async (_, forge) => {
    expect(await reasonOf(readToken("preferences", await forge()))).toBe("invalid");
  });

  it.each(["", ".", "..", "a.b.c", "🙂", `${"a".repeat(5000)}.b.c`, "null"])("is invalid: %j", async (text) => {
    expect(await reasonOf(readToken("preferences", text))).toBe("invalid");
  });
});

describe("a link key", () => {
  it("has 128 random bits and is stored as its hash", () => {
    expect(Buffer.from(newLinkKey(), "base64url")).toHaveLength(16);
    expect(newLinkKey()).not.toBe(newLinkKey());
    expect(hashLinkKey("AAECAwQFBgcICQoLDA0ODw")).toMatch(/^[0-9a-f]{64}$/);
  });
});
