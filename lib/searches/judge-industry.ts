import type { Posting } from "../postings/posting.ts";
import { industries, saidByAll } from "./industries.ts";
import type { Verdict } from "./results.ts";

type Read = Pick<Posting, "company" | "description" | "occupation">;

/** Occupations that hardly exist outside their industry. */
const atHome: Readonly<Partial<Record<Posting["occupation"], string>>> = {
  healthcare: "healthcare",
  education: "education",
  hospitality: "hospitality",
};

/**
 * Whether an employer is of an industry, as far as its name and the text suggest it. A name tells more than a word in a
 * text; where nothing tells, or another industry is as likely, it stays unknown.
 */
export function industryVerdict(industry: string, posting: Read, fold: (text: string) => string): Verdict {
  const asked = fold(industry);
  const company = ` ${fold(posting.company)} `;
  const text = ` ${fold(posting.description).replace(saidByAll, " ")} `;
  const known = industries.find(
    ({ names }) => names.includes(asked) || names.includes(asked.replace(/ industry$/, "")),
  );
  // As it was typed, also for industries that are in no list, such as toys.
  const literally = company.includes(` ${asked} `) || text.includes(` ${asked} `);
  if (!known) return literally && asked !== "" ? "met" : "unknown";
  const evidence = industries.map(({ names, signs }) => {
    const inName = [...names, ...signs].some((word) => company.includes(` ${word} `)) ? 2 : 0;
    const inText = signs.filter((word) => text.includes(` ${word} `)).length;
    const named = names.some((word) => text.includes(` ${word} industry `) || text.includes(` ${word} sector `))
      ? 2
      : 0;
    return inName + inText + named + (names[0] === atHome[posting.occupation] ? 1 : 0);
  });
  const own = evidence[industries.indexOf(known)] ?? 0;
  const most = Math.max(...evidence);
  if (own >= 2 || (own > 0 && own === most)) return "met";
  return most >= 2 && own < most ? "not-met" : "unknown";
}
