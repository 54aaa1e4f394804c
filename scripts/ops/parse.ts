import { asError } from "../../lib/errors.ts";
import { normalise } from "../../lib/postings/normalise.ts";
import { sourceNamed } from "../../lib/sources/index.ts";
import { unpacked } from "../../lib/sources/kept-reply.ts";
import { type ParsedPage, type Source, SourceFormatError } from "../../lib/sources/source.ts";
import { tomorrow } from "../../lib/time.ts";
import { optionsOf } from "./options.ts";
import { Refusal, UsageError } from "./refusals.ts";
import { readDocument, writeLine } from "./stdio.ts";

/** Empty: parsers then take from the document what a target would tell them. */
const noTarget = "";

function known(name: string): Source {
  try {
    return sourceNamed(name);
  } catch (error) {
    throw new Refusal(`${asError(error).message}.`);
  }
}

function parse(source: Source, text: string, target: string): ParsedPage {
  try {
    return source.parse(text, target, urlOf(source, target));
  } catch (error) {
    if (error instanceof SourceFormatError)
      throw new Refusal(`This is no reply of a source as we know it: ${error.message}`);
    throw error;
  }
}

/** Parsers use the request only to find the next page, which is not needed here. */
function urlOf(source: Source, target: string): string {
  try {
    return source.request({ baseUrl: source.baseUrl, target, cursor: null, credentials: {} }).url;
  } catch {
    return "https://reply.invalid/";
  }
}

/** The text as the source sent it, from a raw reply or a stored one. */
function whole(name: string, document: string): string {
  try {
    return unpacked(document);
  } catch (error) {
    throw new Refusal(
      `This kept reply of ${name} is cut or damaged (${document.length} characters; ${(error as Error).message}). Take its body from raw_replies again, all of it: see RUNBOOK.md, "A source's raw replies have to be read again".`,
    );
  }
}

export async function run(args: string[]): Promise<void> {
  const options = { source: { type: "string" }, target: { type: "string", default: noTarget } } as const;
  const { source: name, target } = optionsOf(args, options).values;
  if (!name) throw new UsageError("Whose reply is it? parse needs --source NAME.");
  const source = known(name);
  const { postings, dropped } = parse(source, whole(name, await readDocument()), target);
  const reasons = new Map(Object.entries(dropped));
  for (const raw of postings) {
    // As a crawl would store it today.
    const posting = normalise(raw, undefined, tomorrow());
    if (posting) await writeLine(posting);
    else reasons.set("no usable title or link", (reasons.get("no usable title or link") ?? 0) + 1);
  }
  if (reasons.size > 0) process.stderr.write(`${summary(reasons)}\n`);
}

function summary(reasons: ReadonlyMap<string, number>): string {
  const count = [...reasons.values()].reduce((sum, each) => sum + each, 0);
  const list = [...reasons].map(([reason, each]) => `${reason} ${each}`).join(", ");
  return `dropped ${count} ${count === 1 ? "row" : "rows"}: ${list}`;
}
