import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { localeOf } from "./locale.ts";

const asked = (accepted: string | undefined, url = "/") =>
  localeOf({
    incoming: { url } as IncomingMessage,
    headers: accepted === undefined ? {} : { "accept-language": accepted },
  });

test.each([
  [undefined, "en"],
  ["", "en"],
  ["de-DE,de;q=0.9,en;q=0.8", "de"],
  ["en-GB,en;q=0.9,de;q=0.8", "en"],
  ["fr, de;q=0.3, en;q=0.2", "de"],
  ["fr, it", "en"],
  ["de;q=0, en", "en"],
  ["*", "en"],
  ["de;q=abc", "de"],
  ["__proto__, constructor;q=0.5", "en"],
])("who accepts %j reads %s", (accepted, expected) => {
  expect(asked(accepted)).toBe(expected);
});

test("the switch on a page is stronger than the browser's wish, and only for languages there are", () => {
  expect(asked("en", "/?lang=de")).toBe("de");
  expect(asked("en", "/unsubscribe?token=x&lang=de")).toBe("de");
  expect(asked("de", "/?lang=xx")).toBe("de");
});
