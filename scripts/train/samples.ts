import { languageOf } from "../../lib/postings/language.ts";
import { classes, type Features, featuresOf } from "../../lib/postings/occupation-features.ts";
import { namedIn } from "../../lib/postings/occupation-named.ts";
import type { Occupation } from "../../lib/postings/posting.ts";
import { fold } from "../../lib/postings/text.ts";
import { titleWords } from "../../lib/postings/title.ts";
import { hasSet } from "../eval/shared-data.ts";
import { goldPostings, goldSet, type Labelled } from "./gold.ts";
import { weakPostings } from "./weak.ts";

/** As the model sees it, before rows are given away. */
export interface Sample extends Features {
  /** Indices into `classes`. */
  accept: readonly number[];
  weight: number;
  /** Of one company, or else of one title: they stay together when folds are made. */
  group: string;
  source: string;
  /** An employer's or an expert's own label, which figures are made of. */
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

/** All that the model learns from; [] where the development sets are not at hand. */
export function samples(): Sample[] {
  if (!hasSet(goldSet)) return [];
  const gold = goldPostings().map((posting) => sampleOf(posting, true));
  const weak = weakPostings().map((posting) => sampleOf(posting, false));
  return [...gold, ...weak].filter(({ accept }) => accept.length > 0);
}
