import type { Occupation } from "../../lib/postings/posting.ts";
import { jsonLines } from "../eval/shared-data.ts";

/** A posting with its labelled occupation. */
export interface Labelled {
  /** From the labelled set. */
  id?: string;
  title: string;
  /** Plain. */
  text: string;
  /** Any of them is right. */
  labels: readonly string[];
  weight: number;
  company: string;
  source: string;
}

export const goldSet = "gold_classification/career_path.dev.jsonl.gz";
export interface GoldRow {
  id: string;
  source: string;
  title: string;
  company: string | null;
  description: string | null;
  career_path: string;
  label_raw: string;
}

/** Labels that fit several of our classes. */
export const wide: Readonly<Record<string, readonly Occupation[]>> = {
  it_software: ["software", "data", "it_infra"],
  marketing_or_sales: ["marketing", "sales"],
};

/** Adzuna's categories are made by a machine, but there are few other English and Dutch postings. */
const weights: Readonly<Record<string, number>> = { adzuna_uk: 0.3, pl_handcoded: 1 };

export function goldPostings(): Labelled[] {
  return jsonLines<GoldRow>(goldSet).map(({ id, title, company, description, career_path: path, source }) => ({
    ...{ id, title, source, company: company ?? "", text: description ?? "" },
    labels: wide[path] ?? [path],
    weight: weights[source] ?? 4,
  }));
}
