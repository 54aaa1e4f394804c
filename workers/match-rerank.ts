import { z } from "zod";
import { serviceDb } from "../lib/db.ts";
import { env } from "../lib/env.ts";
import type { Catalogue } from "../lib/matching/catalogue.ts";
import { rank } from "../lib/matching/rank.ts";
import { chosenInOrder } from "../lib/matching/rank-given.ts";
import { type Candidate, rerank } from "../lib/matching/rerank.ts";
import { isWelcome } from "../lib/subscribers/cadence.ts";
import { entitlements } from "../lib/subscribers/entitlements.ts";
import { type Locale, wordsOf } from "../lib/words/index.ts";
import { namesIn } from "../lib/words/names.ts";
import { levelOf, payOf, placeOf, postingFacts, remoteScope } from "../lib/words/postings.ts";
import type { Asked, Digest, Promised } from "./match-digest.ts";

/** The postings from which the model picks: twice the largest digest. */
const candidateCount = 20;

const languageNeed = z.object({ code: z.string(), required: z.boolean(), level: z.string().nullable() });
const postingText = postingFacts
  .omit({ url: true, source: true })
  .extend({ id: z.uuid(), languages: z.array(languageNeed), text: z.string() });

/** Whether the model has a say: in paid digests, and in everybody's first. */
export const isReranked = ({ tier, period }: Promised): boolean =>
  env.OPENAI_API_KEY !== undefined && (entitlements({ tier }).reranked || isWelcome(period));

/** The digest in the model's order, with its sentences; unchanged, with the reason, if the model does not answer. */
export async function reranked(
  promised: Promised,
  { seeker, options, least }: Asked,
  digest: Digest,
  catalogue: Catalogue,
  signal: AbortSignal,
): Promise<Digest> {
  if (digest.matches.length === 0) return digest;
  const { matches: fits } = rank(seeker, catalogue, { ...options, least, limit: candidateCount });
  const ids = fits.map(({ postingId }) => postingId);
  const postings = await serviceDb().call("posting_texts", { p_ids: ids }, z.array(postingText), { signal });
  const candidates = fits.flatMap(({ postingId, parts }) =>
    postings.filter(({ id }) => id === postingId).map((each) => candidateOf(each, parts.visa === 1, promised.locale)),
  );
  const about = { subscriber: promised.subscriberId, signal };
  const { order, sentences, provenance } = await rerank(seeker, candidates, about);
  if (provenance.by === "code") return { ...digest, provenance };
  const chosen = chosenInOrder(order, seeker, catalogue, options);
  const matches = chosen.flatMap((id) => fits.filter(({ postingId }) => postingId === id));
  const told = matches.map((match) => ({ ...match, sentence: sentences.get(match.postingId) }));
  return { ...digest, provenance, matches: told };
}

/** @param sponsored whether a visa is needed and offered */
function candidateOf(posting: z.output<typeof postingText>, sponsored: boolean, locale: Locale): Candidate {
  const { id: postingId, title, company, languages, text } = posting;
  const { visaOffered, sentence } = wordsOf(locale).reasons;
  const { languageAsked, languageWelcome } = sentence;
  const needs = languages.map(({ code, level, required }) =>
    (required ? languageAsked : languageWelcome)([namesIn(locale).language(code), level].filter(Boolean).join(" ")),
  );
  const known = [placeOf(posting, locale), remoteScope(posting.remote, locale), levelOf(posting, locale)];
  const facts = [...known, sponsored && visaOffered, payOf(posting.salary, locale), ...needs];
  return { postingId, title, company, facts: facts.filter(Boolean).join("; "), text };
}
