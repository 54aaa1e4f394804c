import { guess, isOffMenu } from "./occupation-model.ts";
import { type Named, namedIn } from "./occupation-named.ts";
import { pathsOf } from "./occupation-paths.ts";
import type { CareerPath, Occupation, Posting } from "./posting.ts";
import { titleWords } from "./title.ts";

export interface Work {
  occupation: Occupation;
  careerPaths: CareerPath[];
  /** 0-1: how likely it is right. */
  confidence: number;
  /** null = nothing. */
  by: NonNullable<Posting["confidence"]["occupationBy"]> | null;
}

export interface Told {
  title: string;
  /** Plain; "" = none. */
  text: string;
  lang: string | null;
  /** The source's own departments or categories. */
  tags?: readonly string[] | undefined;
}

/** Shorter texts say little about the work; the model was trained on whole ones. */
const telling = 100;
/** The languages that the model was trained on most. */
const wellRead = new Set(["en", "nl", "pl"]);
/** Below this, title words that are certain decide instead, then the source's tags. */
const unsure = 0.35;
/** And below this, a phrase that names the job. */
const outspoken = { named: 0.9, unsure: 0.5, unsureOffMenu: 0.2 };

/** Joining one is not a recruiter's job. */
const talentPool =
  /\btalent[ -]?(?:communit(?:y|ies)|pools?|networks?|pipelines?|bench)\b(?! (?:manager|specialist|lead|partner|coordinator|recruiter|sourcer))/giu;

/**
 * The occupation and the career paths that it leads to: by the model of title and text where it is trained well enough,
 * else by the title's words, else by the source's tags.
 * @param ask another model, for measuring one
 */
export function workOf({ title, text, lang, tags = [] }: Told, ask = guess): Work {
  const all = titleWords(title.replace(talentPool, " "));
  // "Addetto ai pagamenti"
  const words = lang === "it" ? all.filter((word) => word !== "ai") : all;
  const named = namedIn(words);
  const { occupation, confidence } = ask({ words, text, named: named?.occupations ?? [], lang });
  const byModel = {
    occupation,
    careerPaths: pathsOf(occupation, words),
    confidence: round(confidence),
    by: "model",
  } as const;
  const isRead = text.length >= telling && (lang === null || wellRead.has(lang));
  const isOutspoken = (named?.confidence ?? 0) >= outspoken.named;
  // Off the menu a guess is enough, but not against words like "Chartering Assistant".
  const least = isOffMenu(occupation)
    ? isOutspoken
      ? outspoken.unsureOffMenu
      : 0
    : isOutspoken
      ? outspoken.unsure
      : unsure;
  if (isRead && confidence >= least) return byModel;
  if (named) return byTitle(named, words);
  const nobody: Work = { occupation: "other", careerPaths: [], confidence: 0, by: null };
  // A guess: good enough to show, too weak to hide the posting from anybody.
  return byTags(tags, words) ?? (isRead ? { ...byModel, careerPaths: [] } : nobody);
}

function byTitle({ occupations, confidence }: Named, words: readonly string[]): Work {
  const [occupation = "other"] = occupations;
  return { occupation, careerPaths: pathsOf(occupation, words), confidence, by: "lexicon" };
}

/** A department is a hint: it may add a path, but is too weak to exclude one. */
function byTags(tags: readonly string[], words: readonly string[]): Work | null {
  for (const tag of tags.slice(0, 10)) {
    const [occupation] = namedIn(titleWords(tag))?.occupations ?? [];
    const careerPaths = occupation ? pathsOf(occupation, words) : [];
    if (occupation && careerPaths.length > 0) return { occupation, careerPaths, confidence: 0.4, by: "tags" };
  }
  return null;
}

const round = (share: number) => Math.round(share * 100) / 100;
