import { encode, encodeChat } from "gpt-tokenizer/model/gpt-4o-mini";
import { env } from "../lib/env.ts";
import { costOf } from "../lib/matching/ai-budget.ts";
import { requestFor, shown } from "../lib/matching/ai-prompt.ts";
import type { Candidate, Profile } from "../lib/matching/rerank.ts";
import { locales } from "../lib/words/index.ts";
import { candidates, dearest, longSentence, profiles } from "../test/candidates.ts";

/** What a thousand digests may cost, dollars. */
const most = 0.6;
/** The vendor says that the schema counts as input, but not in which form: so one line around its JSON. */
const aroundSchema = 20;

/**
 * What re-ranking costs by the model's own tokenizer: without our cache or theirs, and with every answer as long as it
 * may be.
 */
export async function run(): Promise<Record<string, unknown>> {
  const cases: { name: string; profile: Profile; postings: readonly Candidate[] }[] = [
    ...Object.entries(profiles).map(([name, profile]) => ({ name, profile, postings: candidates })),
    ...locales.map((locale) => ({
      name: `all long, in Finnish, for who reads ${locale}`,
      profile: { ...profiles.developer, locale },
      postings: dearest,
    })),
  ];
  const digests = cases.map(({ name, profile, postings }) => {
    const { messages, response_format: format } = requestFor(profile, shown(postings), env.OPENAI_MODEL);
    const chat = messages.map(({ role, content }) => ({ role: role as "system" | "user", content: String(content) }));
    const input = encodeChat(chat).length + encode(JSON.stringify(format)).length + aroundSchema;
    const picks = Array.from({ length: 10 }, (_, at) => ({
      number: at + 11,
      why: longSentence[profile.locale ?? locales[0]],
    }));
    const output = encode(JSON.stringify({ picks })).length;
    return { name, input, output, dollarsPerThousand: 1000 * costOf({ input, cached: 0, output }) };
  });
  const dollarsPerThousand = Math.max(...digests.map((digest) => digest.dollarsPerThousand));
  return { model: env.OPENAI_MODEL, digests, dollarsPerThousand, most, ok: dollarsPerThousand <= most };
}
