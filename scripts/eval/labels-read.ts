import { hash } from "node:crypto";
import { handTable } from "./hand-table.ts";

/** A line of lib/postings/tables/labels-read.tsv: of a labelled posting what we read it as. */
interface Line {
  /** The labelled set: "career_path" or "seniority". */
  set: string;
  /** The beginning of the SHA-256 of its id: nothing of it is copied. */
  row: string;
  /** Any of them is right, "none" = no internship. */
  right: string;
  why: string;
}

/** What postings of a set are by our reading, by their id. */
export function readByHand(set: Line["set"]): (id: string) => readonly string[] | undefined {
  const lines = handTable<Line>("labels-read").filter((line) => line.set === set);
  const right = new Map(lines.map((line) => [line.row, line.right.split("|")]));
  return (id) => right.get(hash("sha256", id).slice(0, 12));
}
