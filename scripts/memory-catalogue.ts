import { Catalogue } from "../lib/matching/catalogue.ts";
import type { Seeker } from "../lib/matching/seeker.ts";
import { blockingKeys } from "../lib/postings/blocking.ts";
import { qualityOf } from "../lib/postings/groups.ts";
import { identityOf } from "../lib/postings/identity.ts";
import { resolveCity } from "../lib/postings/places.ts";
import type { Posting } from "../lib/postings/posting.ts";
import { type SignupBody, signupBody } from "../lib/subscribers/wishes.ts";

/** A catalogue id for a posting, from its position in a table or file. */
export const catalogueId = (number: number) => `00000000-0000-4000-8000-${number.toString(16).padStart(12, "0")}`;

/** A match worker's catalogue without a database, filled with normalised postings. */
export function catalogueOf(postings: readonly Posting[]): Catalogue {
  const catalogue = new Catalogue();
  for (const [number, posting] of postings.entries())
    catalogue.take({
      ...posting,
      id: catalogueId(number),
      firstSeenAt: posting.postedAt ?? new Date().toISOString(),
      quality: qualityOf(posting),
      occupationConfidence: posting.confidence.occupation,
      early: posting.confidence.early ?? 1,
      keys: blockingKeys(identityOf(posting)),
      linkStatus: null,
    });
  return catalogue;
}

/**
 * The wishes that such a signup would be matched by. An unknown city, for which a signup would be refused, is left out
 * here, so that one bad line among many does not stop the others.
 * @throws a ZodError where the signup would be refused; a RangeError if no place is left
 */
export function seekerOf(body: object): Seeker {
  const parsed: SignupBody = signupBody.parse({ ...body, email: "nobody@example.org", consent: true });
  const { cities: names, ...wishes } = parsed;
  const cities = names.flatMap((city) => resolveCity(city, wishes.countries) ?? []);
  if (names.length > 0 && cities.length === 0 && wishes.countries.length === 0)
    throw new RangeError(`no city is known as ${names.join(" or ")}`);
  return { ...wishes, cities };
}
