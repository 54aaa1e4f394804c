import { expect } from "vitest";
import { scrape } from "../jobs/scrape.ts";
import { enqueue } from "../lib/queue.ts";
import { activeSources } from "../lib/sources/index.ts";
import { second } from "../lib/time.ts";
import { someMailbox } from "./people.ts";
import type { Product } from "./product.ts";
import { until } from "./until.ts";
import type { SentMail } from "./world.ts";

/** The token in a mail's link to this path. */
export const tokenIn = (mail: SentMail, path: string) =>
  new RegExp(`/${path}\\?token=([\\w.-]+)`).exec(mail.text)?.[1] ?? "";

/** Waits until a mailbox has this many mails; newest first. */
export function mailsTo(product: Product, address: string, count: number): Promise<SentMail[]> {
  return until(`${count} mails`, async () => {
    const mails = await product.outbox.mails(address);
    return mails.length >= count ? mails : null;
  });
}

/** Scrapes every active source once, all pages. */
export async function scrapeAll({ sql }: Product): Promise<void> {
  for (const source of activeSources()) {
    for (const target of source.targets()) await enqueue(scrape, { source: source.name, target });
  }
  const targets = activeSources().flatMap((source) => source.targets()).length;
  await until(
    "every target scraped",
    async () => {
      const [row] =
        await sql`select count(distinct (source, target))::int as done from source_runs where status = 'done'`;
      return row?.done === targets;
      // In a whole test run this is the hardest work at the busiest moment.
    },
    40 * second,
  );
}

/** POST /signups, as a program does. */
export async function signUp(
  product: Product,
  over: Record<string, unknown>,
): Promise<{ email: string; status: string }> {
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

/** Signs up, confirms from the mail, and returns the welcome digest. */
export async function digestFor(product: Product, over: Record<string, unknown>): Promise<SentMail> {
  const { email } = await signUp(product, over);
  const [verification] = await mailsTo(product, email, 1);
  if (!verification) throw new Error("no verification mail");
  const posted = await fetch(`${product.url}/verify?token=${tokenIn(verification, "verify")}`, { method: "POST" });
  expect(posted.status).toBe(202);
  const [digest] = await mailsTo(product, email, 2);
  if (!digest) throw new Error("no digest");
  return digest;
}

/** The stored postings that a digest carries, best first. */
export async function postingsIn({ sql }: Product, mail: SentMail) {
  const address = [mail.to].flat()[0] ?? "";
  return sql<
    { title: string; company: string; url: string; source: string; locations: { raw: string; city: string | null }[] }[]
  >`
    select p.title, p.company, p.url, p.source, p.locations from matches m
    join postings p on p.id = m.posting_id join subscribers s on s.id = m.subscriber_id
    where s.email = ${address} order by m.rank`;
}
