import { languageOf } from "../../lib/postings/language.ts";
import { classes, type Features, featuresOf } from "../../lib/postings/occupation-features.ts";
import { namedIn } from "../../lib/postings/occupation-named.ts";
import type { Occupation } from "../../lib/postings/posting.ts";
import { fold } from "../../lib/postings/text.ts";
import { titleWords } from "../../lib/postings/title.ts";
import { hasSet } from "../eval/shared-data.ts";
import { goldPostings, goldSet, type Labelled } from "./gold.ts";
import { weakPostings } from "./weak.ts";

/** A sample before its features are mapped to rows. */
export interface Sample extends Features {
  /** Indices into `classes`. */
  accept: readonly number[];
  weight: number;
  /** The company, or else the title: samples with the same key stay together in one fold. */
  group: string;
  source: string;
  /** With an employer's or expert's own label, on which figures are based; null = labelled by a rule. */
  posting: (Labelled & { labels: readonly Occupation[] }) | null;
}

const ofClass = new Map<string, number>(classes.map((name, at) => [name, at]));

function sampleOf(posting: Labelled, isGold: boolean): Sample {
  const { title, text, labels, weight, company, source } = posting;
  const words = titleWords(title);
  const lang = languageOf(text) ?? languageOf(title);
  const features = featuresOf({ words, text, named: namedIn(words)?.occupations ?? [], lang }, null);
  return {
    ...features,
    rows: features.rows.slice(0, features.text),
    accept: labels.flatMap((label) => ofClass.get(label) ?? []),
    ...{ weight, source },
    group: fold(company) || `title ${fold(title)}`,
    posting: isGold ? (posting as Labelled & { labels: readonly Occupation[] }) : null,
  };
}

/** All training samples; [] if the development sets are not available. */
export function samples(): Sample[] {
  if (!hasSet(goldSet)) return [];
  const gold = goldPostings().map((posting) => sampleOf(posting, true));
  const weak = weakPostings().map((posting) => sampleOf(posting, false));
  return [...gold, ...weak].filter(({ accept }) => accept.length > 0);
}
