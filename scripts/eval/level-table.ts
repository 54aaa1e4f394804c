import { normalise } from "../../lib/postings/normalise.ts";
import type { Posting } from "../../lib/postings/posting.ts";
import { handTable } from "./hand-table.ts";

/** A line of lib/postings/tables/graduate.tsv, written by hand; the text is empty if the title is enough. */
interface Line {
  title: string;
  text: string;
  level: string;
  /** "-" = none. */
  programme: string;
}

export const tableOfLevels = () => handTable<Line>("graduate");

/** A posting with only a title and a text. */
export function titled(title: string, description: string): Posting | null {
  const said = { company: "", location: [], postedAt: null };
  return normalise({ source: "eval", sourceId: "1", url: "https://example.com/1", title, description, ...said });
}

/** What is wrong with a line, null if nothing. */
export function levelFaultOf({ title, text, ...wanted }: Line): string | null {
  const posting = titled(title, text);
  const told = `${wanted.level}/${wanted.programme}`;
  const read = `${posting?.level}/${posting?.programme ?? "-"}`;
  return told === read ? null : `"${title}" is ${told}, read as ${read}${text && `: ${text}`}`;
}
