import { expect, test } from "vitest";
import { packed, unpacked } from "./kept-reply.ts";

test("a reply that was kept is what it was, in a fraction of its length", async () => {
  const reply = JSON.stringify(Array.from({ length: 100 }, (_, id) => ({ id, title: "Chargé d’affaires 😀" })));
  const kept = await packed(reply);
  expect(unpacked(`${kept}\n`)).toBe(reply);
  expect(kept.length).toBeLessThan(reply.length / 2);
});

test.each(["", "{}", "<rss/>", '[{"id":1}]\n'])("a document is no kept reply: %j", async (document) => {
  expect(unpacked(document)).toBe(document);
  expect(unpacked(await packed(document))).toBe(document);
});
