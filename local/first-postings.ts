import postgres from "postgres";
import { second, wait } from "../lib/time.ts";

interface Where {
  ingress: string;
  systemKey: string;
  databaseUrl: string;
  sources: readonly string[];
}

/** A newcomer's first digest needs postings; the schedules alone would bring them within the hour. */
const limitMs = 3 * second;

/**
 * Asks the ingress for one scrape of each source, as any caller of the system routes would,
 * and waits a moment until postings are there.
 * @returns what went wrong, if anything did; the stack runs all the same
 */
export async function firstPostings({ ingress, systemKey, databaseUrl, sources }: Where): Promise<string | null> {
  const answers = await Promise.allSettled(
    sources.map(async (source) => {
      const answer = await fetch(`${ingress}/scrapes`, {
        method: "POST",
        headers: { authorization: `Bearer ${systemKey}`, "content-type": "application/json" },
        body: JSON.stringify({ source }),
        signal: AbortSignal.timeout(limitMs),
      });
      if (answer.status !== 202) throw new Error(`POST /scrapes for ${source} answered ${answer.status}`);
    }),
  );
  const refused = answers.find((answer) => answer.status === "rejected");
  if (refused) return `The first scrape could not be asked for: ${(refused.reason as Error).message}`;
  return (await postingsIn(databaseUrl)) ? null : "No postings have come in yet; the job boards are still being read.";
}

async function postingsIn(databaseUrl: string): Promise<boolean> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  const deadline = performance.now() + limitMs;
  try {
    for (;;) {
      const [row] = await sql<{ some: boolean }[]>`select exists (select from postings) as some`;
      if (row?.some) return true;
      if (performance.now() > deadline) return false;
      await wait(50);
    }
  } finally {
    await sql.end();
  }
}
