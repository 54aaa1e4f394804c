import { describe, expect, test } from "vitest";

import { resend } from "../../jobs/resend.ts";
import { producer, redisKey } from "../../lib/redis.ts";
import { open } from "../../lib/seal.ts";
import { mailbox } from "../../lib/subscribers/wishes.ts";
import { asBrowser, ingressOfFile, waiting } from "../test-ingress.ts";

const ingress = ingressOfFile();

let count = 0;
/** Each from its own network, so that no limit interferes. */
const ask = (path: string, body: unknown) => ingress.json(path, body, { "x-forwarded-for": `198.51.100.${count++}` });

async function lastPayload() {
  const [id = ""] = await producer().lrange(redisKey("resend", "wait"), 0, 0);
  const { p } = JSON.parse((await producer().hget(redisKey("resend", id), "data")) ?? "{}") as { p: unknown };
  return resend.payload.parse(p);
}

describe.each([
  ["/verify/resend", "verification"],
  ["/links", "links"],
] as const)("%s", (path, what) => {
  test("answers everybody the same and queues the mailbox sealed, once", async () => {
    const email = `person-${what}@example.org`;
    const before = await waiting("resend");
    const answers = await Promise.all([ask(path, { email }), ask(path, { email: ` ${email.toUpperCase()}` })]);
    const bodies = await Promise.all(answers.map((answer) => answer.text()));
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    expect(new Set(bodies).size).toBe(1);
    expect(bodies[0]).not.toContain(email);
    expect(await waiting("resend")).toBe(before + 1);
    const payload = await lastPayload();
    expect(payload.what).toBe(what);
    expect(open(mailbox, payload.sealed, "mailbox")).toBe(email);
  });

  test("is a form for browsers, which comes back with what was typed", async () => {
    const page = await (await ingress.get(path, asBrowser)).text();
    expect(page).toContain(`action="${path}?lang=en#summary" method="post"`);
    const refused = await ingress.form(path, { email: "zoe" }, asBrowser);
    expect(refused.status).toBe(422);
    const again = await refused.text();
    expect(again).toContain("<title>Error: ");
    expect(again).toContain('<a href="#email">');
    expect(again).toContain('value="zoe"');
    const accepted = await ingress.form(path, { email: `form-${what}@example.org` }, asBrowser);
    expect(accepted.status).toBe(202);
    expect(await accepted.text()).toContain("Check your inbox.");
  });

  test.each([{}, { email: 1 }, { email: "zoe" }, { email: "a@b.co", name: "Zoë" }, [], null, { email: ["a@b.co"] }])(
    "refuses %j and queues nothing",
    async (body) => {
      const before = await waiting("resend");
      expect((await ask(path, body)).status).toBe(422);
      expect(await waiting("resend")).toBe(before);
    },
  );
});
