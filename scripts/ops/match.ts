import { readFile } from "node:fs/promises";
import { z } from "zod";
import { rankWhole } from "../../lib/matching/rank-whole.ts";
import type { Seeker } from "../../lib/matching/seeker.ts";
import { catalogueId, catalogueOf, seekerOf } from "../memory-catalogue.ts";
import { optionsOf } from "./options.ts";
import { readPostings } from "./posting-lines.ts";
import { Refusal, UsageError } from "./refusals.ts";
import { writeLine } from "./stdio.ts";

const mostListed = 1000;

function whatIsAsked(args: string[]): { file: string; top: number } {
  const options = { subscribers: { type: "string" }, top: { type: "string", default: "10" } } as const;
  const { subscribers: file, top } = optionsOf(args, options).values;
  if (file && /^\d{1,4}$/.test(top) && Number(top) >= 1 && Number(top) <= mostListed) return { file, top: Number(top) };
  throw new UsageError(`match needs --subscribers FILE, and --top N from 1 to ${mostListed}.`);
}

const line = z.looseObject({ id: z.union([z.string().trim().min(1), z.number()]) });

interface Asking {
  id: string | number;
  seeker: Seeker;
}

/** The person on the line, or what is wrong with it. */
function read(text: string): Asking | string {
  try {
    const { id, ...body } = line.parse(JSON.parse(text.replace(/^\uFEFF/, "")));
    return { id, seeker: seekerOf(body) };
  } catch (error) {
    if (error instanceof SyntaxError) return `not JSON: ${error.message}`;
    if (error instanceof RangeError) return error.message;
    if (!(error instanceof z.ZodError)) throw error;
    return error.issues.map(({ path, message }) => `${path.join("/")} ${message}`.trim()).join("; ");
  }
}

async function readSubscribers(file: string): Promise<Asking[]> {
  const text = await readFile(file, "utf8").catch((error: Error) => {
    throw new Refusal(`The subscribers cannot be read: ${error.message}`);
  });
  const asking = text.split("\n").flatMap((each, at) => {
    if (each.trim() === "") return [];
    const subscriber = read(each);
    if (typeof subscriber !== "string") return subscriber;
    process.stderr.write(`${file} line ${at + 1}: ${subscriber}\n`);
    return [];
  });
  if (asking.length === 0) throw new Refusal(`There is no usable line in ${file}.`);
  return asking;
}

/** Everything that fits each person, as the page of matches lists it. */
export async function run(args: string[]): Promise<void> {
  const { file, top } = whatIsAsked(args);
  const subscribers = await readSubscribers(file);
  const lines = await Array.fromAsync(readPostings());
  const idOf = new Map(lines.map(({ id }, number) => [catalogueId(number), id]));
  const catalogue = catalogueOf(lines.map(({ posting }) => posting));
  const options = { limit: top, now: new Date() };
  for (const { id, seeker } of subscribers)
    for (const [at, { postingId, score, reasons, gaps }] of rankWhole(seeker, catalogue, options).entries())
      await writeLine({ subscriber: id, rank: at + 1, posting: idOf.get(postingId), score, reasons, gaps });
}
