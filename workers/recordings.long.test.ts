import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { digestFor, postingsIn, scrapeAll } from "../test/journey.ts";
import { type Product, startProduct } from "../test/product.ts";
import { hasShared, leftOut, recording } from "../test/shared.ts";

const recorded = "digests from the recorded Greenhouse and Arbeitnow replies";
if (!hasShared) leftOut(recorded);
describe.runIf(hasShared)(recorded, () => {
  type Known = { title: string; company: string; url: string; place: string };
  let known: Known[];
  let product: Product;

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
    await scrapeAll(product);
    // Recordings grow old, and a digest carries nothing that is older than 30 days.
    await product.sql`update postings set posted_at = now() - interval '2 days', changed_at = clock_timestamp()`;
  });
  afterAll(() => product.close());

  const squeezed = (text: string) => text.replace(/\s+/g, " ").trim();

  test.each([
    ["Berlin and Munich", { cities: ["Berlin", "Munich"], levels: [] }, "arbeitnow", /Berlin|München|Munich/],
    ["London", { cities: ["London"], levels: [] }, "greenhouse", /London/],
    ["Australia", { countries: ["AU"], levels: [] }, "greenhouse", /Sydney/],
  ] as const)("for %s carries the recorded postings as they are", async (_, wishes, source, place) => {
    const digest = await digestFor(product, wishes);
    const shown = await postingsIn(product, digest);
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
