import { decodeJwt, decodeProtectedHeader, SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { env } from "./env.ts";
import { day, hour, second } from "./time.ts";
import {
  claimedPurpose,
  hashLinkKey,
  newLinkKey,
  readToken,
  signToken,
  TokenError,
  type TokenPurpose,
  tokenLifeMs,
} from "./tokens.ts";

const purposes = Object.keys(tokenLifeMs) as TokenPurpose[];
const subject = { subscriberId: "0198c0de-0000-7000-8000-0000000000cc", key: newLinkKey() };
const requestId = "0198c0de-0000-7000-8000-0000000000bb";
const now = () => new Date();

async function refusalOf(reading: Promise<unknown>): Promise<TokenError> {
  const thrown = await reading.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(TokenError);
  return thrown as TokenError;
}
const reasonOf = async (reading: Promise<unknown>) => (await refusalOf(reading)).reason;

describe("a token", () => {
  it.each(purposes)("opens what it was signed for: %s", async (purpose) => {
    const token = await signToken(purpose, subject, { issuedAt: now() });
    expect(await readToken(purpose, token)).toEqual({ ...subject, keyHash: hashLinkKey(subject.key) });
  });

  it("carries the verification request", async () => {
    const token = await signToken("verify", { ...subject, requestId }, { issuedAt: now() });
    expect(await readToken("verify", token)).toMatchObject({ requestId });
  });

  it("carries the change of address and which mailbox it went to", async () => {
    const change = { changeId: requestId, side: "new" } as const;
    const token = await signToken("address", { ...subject, ...change }, { issuedAt: now() });
    expect(await readToken("address", token)).toMatchObject(change);
  });

  it("says which purpose it claims, and nothing that is none", async () => {
    expect(claimedPurpose(await signToken("export", subject, { issuedAt: now() }))).toBe("export");
    for (const text of ["", "a.b.c", `a.${btoa('{"aud":"constructor"}')}.c`, `a.${btoa('{"aud":["export"]}')}.c`])
      expect(claimedPurpose(text)).toBeUndefined();
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

  it.each([
    ["verify", 24 * hour],
    ["preferences", 7 * day],
    ["unsubscribe", 400 * day],
    ["matches", 30 * day],
    ["feedback", 30 * day],
    ["export", 24 * hour],
    ["address", 48 * hour],
  ] as const)("for %s lives its time", async (purpose, lifeMs) => {
    const aged = (ageMs: number) => signToken(purpose, subject, { issuedAt: new Date(Date.now() - ageMs) });
    await expect(readToken(purpose, await aged(lifeMs - hour))).resolves.toBeDefined();
    expect(await reasonOf(readToken(purpose, await aged(lifeMs + hour)))).toBe("expired");
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

  it("still tells whose it was, for a fresh link to the same mailbox", async () => {
    const { content } = await refusalOf(readToken("matches", await expired("matches")));
    expect(content).toEqual({ ...subject, keyHash: hashLinkKey(subject.key) });
  });

  it("is invalid when it was tampered with", async () => {
    const [head, , signature] = (await expired("preferences")).split(".");
    const other = Buffer.from(
      JSON.stringify({ ...decodeJwt(await expired("preferences")), key: newLinkKey() }),
    ).toString("base64url");
    expect(await reasonOf(readToken("preferences", `${head}.${other}.${signature}`))).toBe("invalid");
  });
});

it.each(["\n", "\r\n", " ", "\t", "%0A", "."])(
  "is invalid with %j behind it, as it goes on into links and headers",
  async (end) => {
    const token = await signToken("preferences", subject, { issuedAt: new Date() });
    await expect(readToken("preferences", token)).resolves.toMatchObject(subject);
    expect(await reasonOf(readToken("preferences", token + end))).toBe("invalid");
  },
);

describe("a forged token", () => {
  const claims = { sub: subject.subscriberId, key: subject.key, iss: "jobping", aud: "preferences" };
  const sign = (payload: Record<string, unknown>, secret = env.PREFERENCES_SECRET, alg = "HS256", kid?: string) =>
    new SignJWT(payload)
      .setProtectedHeader({ alg, ...(kid !== undefined && { kid }) })
      .setIssuedAt()
      .setExpirationTime("1h")
      .sign(new TextEncoder().encode(secret));
  const unsigned = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.`;

  const ourKid = async () => decodeProtectedHeader(await signToken("preferences", subject, { issuedAt: now() })).kid;

  it("without an end is invalid", async () => {
    const endless = new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).setIssuedAt();
    expect(
      await reasonOf(readToken("preferences", await endless.sign(new TextEncoder().encode(env.PREFERENCES_SECRET)))),
    ).toBe("invalid");
  });

  it("would open if it were right, so that the cases below fail for their own reason", async () => {
    await expect(readToken("preferences", await sign(claims))).resolves.toMatchObject(subject);
  });

  it.each([
    ["another secret", () => sign(claims, "another secret of more than 32 characters")],
    [
      "another secret that says it is ours",
      async () => sign(claims, "another secret of more than 32 characters", "HS256", await ourKid()),
    ],
    ["our secret by another name", () => sign(claims, env.PREFERENCES_SECRET, "HS256", "another")],
    ["the other purpose's secret", () => sign(claims, env.EMAIL_VERIFICATION_SECRET)],
    ["another algorithm", () => sign(claims, env.PREFERENCES_SECRET, "HS512")],
    ["no algorithm", async () => unsigned],
    ["another issuer", () => sign({ ...claims, iss: "somebody" })],
    ["a subscriber that is no id", () => sign({ ...claims, sub: "1 or 1=1" })],
    ["an audience that is not all", () => sign({ ...claims, aud: ["matches"] })],
    ["no audience", () => sign({ ...claims, aud: undefined })],
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
