import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mailsTo, postingsIn, scrapeAll, signUp, tokenIn } from "../test/journey.ts";
import { type Product, startProduct } from "../test/product.ts";
import { until } from "../test/until.ts";
import type { SentMail } from "../test/world.ts";

let product: Product;

describe("the way from signup to digest, on the synthetic catalogue", () => {
  beforeAll(async () => {
    product = await startProduct();
    await scrapeAll(product);
  });
  afterAll(() => product.close());

  test("signup, verification, digest, unsubscribe, and nothing more", async () => {
    const { email, status } = await signUp(product, {
      cities: ["Berlin", "London"],
      countries: ["DE", "GB"],
      careerPaths: ["tech-transformation", "data-analytics"],
    });
    const [verification] = await mailsTo(product, email, 1);
    const token = tokenIn(verification as SentMail, "verify");
    expect((await fetch(`${product.url}/verify?token=${token}`)).status).toBe(200);
    await fetch(`${product.url}/verify?token=${token}`, { method: "POST" });
    const [digest] = await mailsTo(product, email, 2);
    const steps = await until("all steps", async () => {
      const progress = (await (
        await fetch(product.url + status, { headers: { accept: "application/json" } })
      ).json()) as { steps: { step: string }[] };
      return progress.steps.length === 5 ? progress.steps : null;
    });
    expect(steps.map(({ step }) => step)).toEqual([
      "received",
      "verification_sent",
      "verified",
      "matched",
      "digest_sent",
    ]);

    const shown = await postingsIn(product, digest as SentMail);
    expect(shown).toHaveLength(10);
    for (const { title, url, company } of shown) {
      expect(digest?.text).toContain(title);
      expect(digest?.text).toContain(company);
      expect(digest?.html).toContain(url.replaceAll("&", "&amp;"));
    }
    const link = digest?.headers["List-Unsubscribe"]?.slice(1, -1) ?? "";
    const path = new URL(link).pathname + new URL(link).search;
    const left = await fetch(product.url + path, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "List-Unsubscribe=One-Click",
    });
    expect(left.status).toBe(200);
    await until("unsubscribed", async () => {
      const [row] = await product.sql`select status from subscribers where email = ${email}`;
      return row?.status === "unsubscribed";
    });
    await product.sql`update subscribers set next_digest_at = now() where email = ${email}`;
    expect(await product.outbox.mails(email)).toHaveLength(2);
  });
});
