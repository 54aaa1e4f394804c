import { z } from "zod";
import { normalise } from "../../lib/postings/normalise.ts";
import { Refusal, UsageError } from "./refusals.ts";
import { readLines, writeLine } from "./stdio.ts";

const text = z.string().nullish().catch(null);
const texts = z
  .unknown()
  .optional()
  .transform((value) => [value].flat().filter((each) => typeof each === "string"));
const amount = z.number().nullable().catch(null);

/** A line: the raw posting's fields by the names that a table has for them. What is no text is not said. */
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

/** The posting under the line's own id, so that lines and answers can be joined. */
function understand({ id: given, ...line }: Row): object | null {
  const id = String(given);
  const posting = normalise({
    source: line.source || "ops",
    sourceId: line.sourceId || id,
    // A posting has a link; a line need not.
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
  return posting && { ...posting, id: given };
}

/** The posting, or what is wrong with the line. */
function read(line: string): object | string {
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

export async function run(args: string[]): Promise<void> {
  if (args.length > 0) throw new UsageError(`normalise takes no "${args.join(" ")}".`);
  let good = 0;
  let bad = 0;
  for await (const { number, line } of readLines()) {
    const posting = read(line);
    if (typeof posting === "string") {
      bad++;
      process.stderr.write(`line ${number}: ${posting}\n`);
    } else {
      good++;
      await writeLine(posting);
    }
  }
  if (bad > 0 && good === 0) throw new Refusal("There is no usable line.");
}
