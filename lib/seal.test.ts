import fc from "fast-check";
import { afterAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { PermanentError } from "./errors.ts";
import { constantTimeEqual, keyedHash, open, seal } from "./seal.ts";

const anything = z.unknown();
const secretOf = (letter: string) => letter.repeat(40);

describe("seal and open", () => {
  test("what is sealed opens, whatever it is", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, purpose) => {
        expect(open(anything, seal(value, purpose), purpose)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test("any changed character makes it fail for good", () => {
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=. ";
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.nat(alphabet.length - 1), (text, where, what) => {
        const sealed = seal({ text }, "signup");
        const at = where % sealed.length;
        const changed = sealed.slice(0, at) + alphabet[what] + sealed.slice(at + 1);
        fc.pre(changed !== sealed);
        expect(() => open(anything, changed, "signup")).toThrow(PermanentError);
      }),
    );
  });

  test("anything else that is no seal fails for good too", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => open(anything, text, "signup")).toThrow(PermanentError);
      }),
    );
    const sealed = seal("x", "signup");
    for (const cut of [sealed.slice(0, -1), sealed.slice(0, 20), `${sealed}A`, `${sealed}=`, ` ${sealed}`, "", "AQ"]) {
      expect(() => open(anything, cut, "signup")).toThrow(PermanentError);
    }
  });

  test("it opens for its own purpose only, and shows nothing of what is in it", () => {
    const sealed = seal({ email: "ada@example.com" }, "signup");
    expect(() => open(anything, sealed, "resend")).toThrow('sealed for "resend" does not open');
    expect(Buffer.from(sealed, "base64url").toString("latin1")).not.toContain("ada");
    expect(seal({ email: "ada@example.com" }, "signup")).not.toBe(sealed);
  });

  test("another shape fails for good and names the place, not the value", () => {
    const sealed = seal({ email: "ada@example.com" }, "signup");
    const failure = () => open(z.object({ email: z.number(), name: z.string() }), sealed, "signup");
    expect(failure).toThrow(PermanentError);
    expect(failure).toThrow('sealed for "signup" has another shape: email, name');
  });
});

describe("rotation", () => {
  afterAll(() => {
    vi.unstubAllEnvs();
    vi.resetModules();
  });

  async function sealsWith(current: string, next?: string): Promise<typeof import("./seal.ts")> {
    vi.resetModules();
    vi.stubEnv("SEAL_SECRET", current);
    vi.stubEnv("NEXT_SEAL_SECRET", next);
    return import("./seal.ts");
  }

  test("next is announced, becomes current, and the old one is forgotten", async () => {
    const before = await sealsWith(secretOf("a"));
    const old = before.seal("old", "signup");
    const announced = await sealsWith(secretOf("a"), secretOf("b"));
    expect(announced.open(anything, old, "signup")).toBe("old");
    const changed = await sealsWith(secretOf("b"), secretOf("a"));
    const young = changed.seal("young", "signup");
    expect(changed.open(anything, old, "signup")).toBe("old");
    // A process that still has the old one as current opens what the new ones seal.
    expect(announced.open(anything, young, "signup")).toBe("young");
    const after = await sealsWith(secretOf("b"));
    expect(after.open(anything, young, "signup")).toBe("young");
    expect(() => after.open(anything, old, "signup")).toThrow("does not open");
  });
});

test("a keyed hash is the same for the same text and purpose, and differs in all else", () => {
  const hash = keyedHash("ada@example.com", "mailbox");
  expect(hash).toMatch(/^[\w-]{43}$/);
  expect(keyedHash("ada@example.com", "mailbox")).toBe(hash);
  expect(keyedHash("ada@example.com", "request")).not.toBe(hash);
  expect(keyedHash("bob@example.com", "mailbox")).not.toBe(hash);
});

test("two texts are equal or not, of whatever length", () => {
  fc.assert(fc.property(fc.string(), fc.string(), (a, b) => constantTimeEqual(a, b) === (a === b)));
  expect(constantTimeEqual("same", "same")).toBe(true);
});
