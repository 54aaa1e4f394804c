import { randomBytes, randomUUID } from "node:crypto";
import type { Sql } from "postgres";
import { keyedHash, seal } from "../lib/seal.ts";
import { consentWording, type SignupBody, signupBody } from "../lib/subscribers/wishes.ts";
import { hashLinkKey, newLinkKey } from "../lib/tokens.ts";

/** A fresh address that belongs to nobody. */
export const someMailbox = () => `person-${randomBytes(6).toString("hex")}@example.org`;

/** A valid signup body; overrides in, parsed body out. */
export function someSignup(over: Record<string, unknown> = {}): SignupBody {
  return signupBody.parse({
    email: someMailbox(),
    name: "Zoë Ångström",
    cities: ["Berlin"],
    countries: ["DE"],
    careerPaths: ["data-analytics", "tech-transformation"],
    levels: ["entry", "graduate", "internship"],
    workModes: ["onsite", "hybrid", "remote"],
    languages: ["en", "de"],
    timeZone: "Europe/Berlin",
    consent: true,
    ...over,
  });
}

/** The signup job's payload, as the ingress makes it. */
export function signupPayload(body: SignupBody, signupId = randomBytes(16).toString("base64url")) {
  const consent = { wording: consentWording, at: new Date().toISOString(), ipHash: null };
  return { signupId, sealed: seal({ body, consent }, "signup"), submission: randomUUID() };
}

const berlin = { geonameId: 2950159, name: "Berlin", country: "DE", lat: 52.52437, lon: 13.41053 };

/** A subscriber's row, confirmed unless said otherwise. */
export async function insertSubscriber(sql: Sql, over: Record<string, unknown> = {}) {
  const email = (over.email as string | undefined) ?? someMailbox();
  const key = newLinkKey();
  const { email: _, name: __, consent: ___, cities: ____, ...wishes } = someSignup({ email });
  const [row] = await sql<{ id: string; email: string; progressId: string }[]>`
    insert into subscribers ${sql({
      email,
      mailbox_hash: keyedHash(email, "mailbox"),
      name: "Zoë Ångström",
      status: "active",
      wishes: sql.json({ ...wishes, cities: [berlin] } as never),
      cadence: "weekly",
      time_zone: "Europe/Berlin",
      link_key_sealed: seal(key, "link-key"),
      link_key_sha256: hashLinkKey(key),
      progress_id: randomUUID(),
      ...over,
    })} returning id, email, progress_id as "progressId"`;
  if (!row) throw new Error("no row");
  return { ...row, key };
}

/** A promised mail of a subscriber. */
export async function insertDelivery(
  sql: Sql,
  subscriberId: string,
  over: Record<string, unknown> = {},
): Promise<string> {
  const [row] = await sql<{ id: string }[]>`
    insert into deliveries ${sql({ subscriber_id: subscriberId, kind: "links", period: randomUUID(), status: "pending", ...over })}
    returning id`;
  if (!row) throw new Error("no row");
  return row.id;
}

/** A change of a subscriber's address that waits, and the key in the new mailbox's link. */
export async function insertAddressChange(sql: Sql, subscriberId: string, over: Record<string, unknown> = {}) {
  const email = someMailbox();
  const newKey = newLinkKey();
  const [row] = await sql<{ id: string }[]>`
    insert into address_changes ${sql({
      subscriber_id: subscriberId,
      email,
      mailbox_hash: keyedHash(email, "mailbox"),
      key_sealed: seal(newKey, "link-key"),
      key_sha256: hashLinkKey(newKey),
      ...over,
    })} returning id`;
  if (!row) throw new Error("no row");
  return { id: row.id, newKey };
}

/** An open posting in Berlin that a data analyst would like. */
export async function insertPosting(sql: Sql, over: Record<string, unknown> = {}): Promise<string> {
  const id = randomUUID();
  await sql`insert into postings ${sql({
    id,
    dedupe_key: id,
    source: "greenhouse",
    source_id: id,
    url: `https://jobs.example.com/${id}`,
    title: "Junior Data Analyst",
    company: `Company ${id.slice(0, 6)}`,
    locations: sql.json([
      { city: "Berlin", geonameId: 2950159, country: "DE", lat: 52.52437, lon: 13.41053, raw: "Berlin" },
    ]),
    remote: sql.json({ mode: "onsite", worldwide: null, countries: [] }),
    level: "entry",
    programme: null,
    employment: "full-time",
    career_paths: ["data-analytics"],
    occupation: "data",
    languages: sql.json([]),
    visa: "unknown",
    description: "Numbers, and what they mean.",
    lang: "en",
    confidence: sql.json({ place: 1, occupation: 1, level: 1 }),
    content_hash: id,
    posted_at: new Date(),
    ...over,
  })}`;
  return id;
}
