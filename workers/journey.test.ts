import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { scrape } from "../jobs/scrape.ts";
import { enqueue } from "../lib/queue.ts";
import { activeSources } from "../lib/sources/index.ts";
import { someMailbox } from "../test/people.ts";
import { type Product, startProduct } from "../test/product.ts";
import { hasShared, leftOut, recording } from "../test/shared.ts";
import { until } from "../test/until.ts";
import type { SentMail } from "../test/world.ts";

let product: Product;
const tokenIn = (mail: SentMail, path: string) => new RegExp(`/${path}\\?token=([\\w.-]+)`).exec(mail.text)?.[1] ?? "";
const mailsTo = (address: string, count: number) =>
  until(`${count} mails`, async () => {
    const mails = await product.outbox.mails(address);
    return mails.length >= count ? mails : null;
  });

async function scrapeAll(): Promise<void> {
  for (const source of activeSources()) {
    for (const target of source.targets()) await enqueue(scrape, { source: source.name, target });
  }
  await until("every source scraped", async () => {
    const [row] =
      await product.sql`select count(distinct source) filter (where status = 'done')::int as done from source_runs`;
    return row?.done === activeSources().length;
  });
}

async function signUp(over: Record<string, unknown>): Promise<{ email: string; status: string }> {
  const email = someMailbox();
  const body = { email, name: "Zoë Ångström", careerPaths: ["unsure"], consent: true, ...over };
  const response = await fetch(`${product.url}/signups`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(202);
  return { email, status: ((await response.json()) as { status: string }).status };
}

/** Signs up, confirms from the mail, and returns the digest. */
async function digestFor(over: Record<string, unknown>): Promise<SentMail> {
  const { email } = await signUp(over);
  const [verification] = await mailsTo(email, 1);
  if (!verification) throw new Error("no verification mail");
  const token = tokenIn(verification, "verify");
  const posted = await fetch(`${product.url}/verify?token=${token}`, { method: "POST" });
  expect(posted.status).toBe(202);
  const [digest] = await mailsTo(email, 2);
  if (!digest) throw new Error("no digest");
  return digest;
}

async function postingsIn(mail: SentMail) {
  const address = [mail.to].flat()[0] ?? "";
  return product.sql<
    { title: string; company: string; url: string; source: string; locations: { raw: string; city: string | null }[] }[]
  >`
    select p.title, p.company, p.url, p.source, p.locations from matches m
    join postings p on p.id = m.posting_id join subscribers s on s.id = m.subscriber_id
    where s.email = ${address} order by m.rank`;
}

describe("the way from signup to digest, on the synthetic catalogue", () => {
  beforeAll(async () => {
    product = await startProduct();
    await scrapeAll();
  });
  afterAll(() => product.close());

  test("signup, verification, digest, unsubscribe, and nothing more", async () => {
    const { email, status } = await signUp({
      cities: ["Berlin", "London"],
      countries: ["DE", "GB"],
      careerPaths: ["tech-transformation", "data-analytics"],
    });
    const [verification] = await mailsTo(email, 1);
    const token = tokenIn(verification as SentMail, "verify");
    expect((await fetch(`${product.url}/verify?token=${token}`)).status).toBe(200);
    await fetch(`${product.url}/verify?token=${token}`, { method: "POST" });
    const [digest] = await mailsTo(email, 2);
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

    const shown = await postingsIn(digest as SentMail);
    expect(shown).toHaveLength(5);
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

const recorded = "digests from the recorded Greenhouse and Arbeitnow replies";
if (!hasShared) leftOut(recorded);
describe.runIf(hasShared)(recorded, () => {
  type Known = { title: string; company: string; url: string; place: string };
  let known: Known[];

  beforeAll(async () => {
    const [greenhouse, arbeitnow] = [await recording("greenhouse.json"), await recording("arbeitnow.json")].map(
      (text) => JSON.parse(text),
    );
    known = [
      ...greenhouse.jobs.map((job: Record<string, unknown> & { location: { name: string } }) => ({
        title: job.title,
        company: String(job.company_name).trim(),
        url: job.absolute_url,
        place: job.location.name,
      })),
      ...arbeitnow.data.map((job: Record<string, unknown>) => ({
        title: job.title,
        company: job.company_name,
        url: job.url,
        place: job.location,
      })),
    ];
    product = await startProduct({ boards: { recordings: { greenhouse, arbeitnow } } });
    await scrapeAll();
  });
  afterAll(() => product.close());

  const squeezed = (text: string) => text.replace(/\s+/g, " ").trim();

  test.each([
    ["Berlin and Munich", { cities: ["Berlin", "Munich"], levels: [] }, "arbeitnow", /Berlin|München|Munich/],
    ["London", { cities: ["London"], levels: [] }, "greenhouse", /London/],
    ["Australia", { countries: ["AU"], levels: [] }, "greenhouse", /Sydney/],
  ] as const)("for %s carries the recorded postings as they are", async (_, wishes, source, place) => {
    const digest = await digestFor(wishes);
    const shown = await postingsIn(digest);
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.map((posting) => posting.source)).toContain(source);
    for (const posting of shown) {
      const original = known.find(({ url }) => url === posting.url);
      expect(original, `${posting.url} is in the recordings`).toBeDefined();
      expect(posting.title).toBe(squeezed(original?.title ?? ""));
      expect(posting.company).toBe(squeezed(original?.company ?? ""));
      expect(posting.locations.some(({ raw }) => original?.place.includes(raw))).toBe(true);
      expect(digest.text).toContain(posting.title);
      expect(digest.text).toContain(posting.company);
      expect(digest.html).toContain(posting.url);
    }
    expect(digest.text).toMatch(place);
  });
});
