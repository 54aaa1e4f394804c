import { decodeProtectedHeader, SignJWT } from "jose";
import { register } from "prom-client";
import { afterAll, expect, it, vi } from "vitest";
import { type TokenPurpose, tokenLifeMs } from "./tokens.ts";

const subject = { subscriberId: "0198c0de-0000-7000-8000-0000000000cc", key: "AAECAwQFBgcICQoLDA0ODw" };
const names = { verify: "EMAIL_VERIFICATION_SECRET", preferences: "PREFERENCES_SECRET" } as const;
const before = { ...process.env };

afterAll(() => {
  for (const name of Object.values(names)) for (const key of [name, `NEXT_${name}`]) restore(key);
});

function restore(key: string): void {
  if (before[key] === undefined) delete process.env[key];
  else process.env[key] = before[key];
}

/** The tokens module of a process that was started with these secrets. */
async function started(secrets: Record<string, string>) {
  for (const name of Object.values(names)) for (const key of [name, `NEXT_${name}`]) restore(key);
  Object.assign(process.env, secrets);
  vi.resetModules();
  // The vendor's module stays loaded, with what the modules before have declared.
  register.clear();
  return import("./tokens.ts");
}

/** As tokens were before they named their secret. */
const nameless = (purpose: TokenPurpose, secret: string) =>
  new SignJWT({ key: subject.key })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(subject.subscriberId)
    .setIssuer("jobping")
    .setAudience(purpose)
    .setIssuedAt()
    .setExpirationTime("1h")
    .sign(new TextEncoder().encode(secret));

it.each(Object.entries(names) as [TokenPurpose & keyof typeof names, string][])(
  "tokens for %s outlive the change of their secret",
  async (purpose, name) => {
    const issued = { issuedAt: new Date(), expiresInMs: tokenLifeMs[purpose] };
    const [old, fresh] = [
      "the old secret, which is long enough to be one",
      "the new secret, which is long enough to be one",
    ] as const;

    const first = await started({ [name]: old });
    const signedOld = await first.signToken(purpose, subject, issued);

    const swapped = await started({ [name]: fresh, [`NEXT_${name}`]: old });
    await expect(swapped.readToken(purpose, signedOld)).resolves.toMatchObject(subject);
    const signedNew = await swapped.signToken(purpose, subject, issued);
    expect(decodeProtectedHeader(signedNew).kid).not.toBe(decodeProtectedHeader(signedOld).kid);
    await expect(swapped.readToken(purpose, await nameless(purpose, old))).resolves.toMatchObject(subject);

    const prepared = await started({ [name]: old, [`NEXT_${name}`]: fresh });
    await expect(prepared.readToken(purpose, signedNew)).resolves.toMatchObject(subject);
    const expired = await swapped.signToken(purpose, subject, { issuedAt: new Date(0), expiresInMs: 1 });
    await expect(prepared.readToken(purpose, expired)).rejects.toMatchObject({ reason: "expired" });

    const done = await started({ [name]: fresh });
    await expect(done.readToken(purpose, signedOld)).rejects.toMatchObject({ reason: "invalid" });
    await expect(done.readToken(purpose, signedNew)).resolves.toMatchObject(subject);
  },
);
