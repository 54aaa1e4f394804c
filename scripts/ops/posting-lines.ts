import { z } from "zod";
import { normalise } from "../../lib/postings/normalise.ts";
import type { Posting } from "../../lib/postings/posting.ts";
import { Refusal } from "./refusals.ts";
import { readLines } from "./stdio.ts";

const text = z.string().nullish().catch(null);
const texts = z
  .unknown()
  .optional()
  .transform((value) => [value].flat().filter((each) => typeof each === "string"));
const amount = z.number().nullable().catch(null);

/** A line: the raw posting's fields under common column names. Anything but text counts as absent. */
const row = z.object({
  id: z.union([z.string().trim().min(1), z.number()]),
  title: z.string().trim().min(1),
  source: text,
  sourceId: text,
  url: text,
  company: text,
  location: texts,
  description: text,
  postedAt: text,
  validThrough: text,
  employment: text,
  remote: z.enum(["onsite", "hybrid", "remote"]).nullish().catch(null),
  language: text,
  tags: texts,
  salary: z
    .object({ min: amount, max: amount, currency: z.string(), period: z.enum(["hour", "day", "month", "year"]) })
    .nullish()
    .catch(null),
});
type Row = z.output<typeof row>;

/** A line's posting, with the line's own id, so that lines and answers can be joined. */
interface Understood {
  id: Row["id"];
  posting: Posting;
}

function understand(line: Row): Understood | null {
  const id = String(line.id);
  const posting = normalise({
    source: line.source || "ops",
    sourceId: line.sourceId || id,
    // A posting needs a link; a line may lack one.
    url: line.url || `https://posting.invalid/${encodeURIComponent(id.toWellFormed())}`,
    title: line.title,
    company: line.company ?? "",
    location: line.location,
    description: line.description ?? "",
    postedAt: line.postedAt ?? null,
    tags: line.tags,
    salary: line.salary ?? null,
    ...(line.validThrough && { validThrough: line.validThrough }),
    ...(line.employment && { employmentHint: line.employment }),
    ...(line.remote && { remoteHint: line.remote }),
    ...(line.language && { language: line.language }),
  });
  return posting && { id: line.id, posting };
}

/** The posting, or what is wrong with the line. */
function read(line: string): Understood | string {
  let value: unknown;
  try {
    value = JSON.parse(line.replace(/^\uFEFF/, ""));
  } catch (error) {
    return `not JSON: ${(error as Error).message}`;
  }
  const parsed = row.safeParse(value);
  if (parsed.success) return understand(parsed.data) ?? "no usable title or link";
  const field = parsed.error.issues[0]?.path[0];
  return field === undefined ? "not an object" : `no usable ${String(field)}`;
}

/** The postings of stdin's lines. Bad lines are reported on stderr; without any good line it fails. */
export async function* readPostings(): AsyncGenerator<Understood & { number: number }> {
  let good = 0;
  let bad = 0;
  for await (const { number, line } of readLines()) {
    const understood = read(line);
    if (typeof understood === "string") {
      bad++;
      process.stderr.write(`line ${number}: ${understood}\n`);
    } else {
      good++;
      yield { number, ...understood };
    }
  }
  if (bad > 0 && good === 0) throw new Refusal("There is no usable line.");
}
