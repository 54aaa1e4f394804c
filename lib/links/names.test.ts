import { createSocket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addressesOf } from "./names.ts";

const records: Record<string, number[]> = {
  "both.example 1": [192, 0, 2, 1],
  "both.example 28": [0x20, 1, ...Array(14).fill(1)],
  "six.example 28": [0x20, 1, ...Array(14).fill(2)],
  // A pointer to the name in the question.
  "alias.example 1": [0xc0, 12],
  "alias.example 28": [0xc0, 12],
};
const server = createSocket("udp4");
let servers: string[];
const unanswered = Promise.withResolvers<void>();

/** A name server that knows these records, does not answer for `silent` names, and denies all others. */
function answer(question: Buffer): Buffer | undefined {
  const labels: string[] = [];
  let at = 12;
  for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
    labels.push(question.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  if (labels[0]?.startsWith("silent")) {
    unanswered.resolve();
    return undefined;
  }
  const asked = question.subarray(12, at + 5);
  const data = records[`${labels.join(".").toLowerCase()} ${question.readUInt16BE(at + 1)}`];
  const head = Buffer.from([...question.subarray(0, 2), 0x81, data ? 0x80 : 0x83, 0, 1, 0, data ? 1 : 0, 0, 0, 0, 0]);
  // CNAME for an alias, else the type asked for; then the class, an hour, and the data.
  const type = labels[0] === "alias" ? [0, 5] : question.subarray(at + 1, at + 3);
  const found = data ? [0xc0, 12, ...type, 0, 1, 0, 0, 14, 16, 0, data.length, ...data] : [];
  return Buffer.concat([head, asked, Buffer.from(found)]);
}

beforeAll(async () => {
  server.on("message", (question, { port }) => {
    const said = answer(question);
    if (said) server.send(said, port, "127.0.0.1");
  });
  server.bind(0, "127.0.0.1");
  await once(server, "listening");
  servers = [`127.0.0.1:${server.address().port}`];
});
afterAll(() => void server.close());

test("of both kinds, and none of a name that there is not", async () => {
  expect(await addressesOf("both.example", servers)).toEqual([
    { address: "192.0.2.1", family: 4 },
    { address: "2001:101:101:101:101:101:101:101", family: 6 },
  ]);
  expect(await addressesOf("six.example", servers)).toMatchObject([{ family: 6 }]);
  await expect(addressesOf("none.example", servers)).rejects.toMatchObject({ code: "ENOTFOUND" });
  await expect(addressesOf("alias.example", servers)).rejects.toMatchObject({ code: "ENODATA" });
});

test.each(["localhost", "LOCALHOST.", "jobs.localhost"])("%s is this machine, and nobody is asked", async (name) => {
  expect(await addressesOf(name, ["192.0.2.1"])).toEqual([{ address: "127.0.0.1", family: 4 }]);
});

test("names whose servers are silent keep nobody's connection waiting", async () => {
  let over = 0;
  const many = Array.from({ length: 16 }, (_, at) => addressesOf(`silent-${at}.example`, servers).catch(() => over++));
  await unanswered.promise;
  // As Node looks up names for the rest of the process: two at a time.
  await Promise.all([lookup("localhost"), lookup("localhost"), lookup("localhost")]);
  expect(over).toBe(0);
  await Promise.all(many);
  expect(over).toBe(16);
}, 20_000);
