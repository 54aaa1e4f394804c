import { describe, expect, it } from "vitest";
import { allowedRecipient } from "./allowlist.ts";

describe("the allow-list", () => {
  it("lets everything through where there is none", () => {
    expect(allowedRecipient("ana@mail.example", [])).toBe(true);
  });

  it("knows addresses and domains, in any case, and no look-alikes", () => {
    const list = ["ben@other.example", "@Mail.example"];
    expect(allowedRecipient("Ana@mail.example", list)).toBe(true);
    expect(allowedRecipient("BEN@other.example", list)).toBe(true);
    expect(allowedRecipient("ana@other.example", list)).toBe(false);
    expect(allowedRecipient("ana@evilmail.example", list)).toBe(false);
    expect(allowedRecipient("ana@sub.mail.example", list)).toBe(false);
  });
});
