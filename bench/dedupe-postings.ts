import { type Posting, postingSchema } from "../lib/postings/posting.ts";

/** A small linear generator (Park and Miller 1988), 0-1: the same postings in every run. */
export function generator(seed: number) {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

const syllables =
  "ba be bi bo ca co da de di do fa fe ga go ha ka ki la le li lo ma me mi mo na ne no pa pe ra re ri ro sa se si so ta te ti to va ve vi wa we".split(
    " ",
  );
const trades =
  "Analyst,Consultant,Engineer,Developer,Manager,Designer,Accountant,Nurse,Buyer,Controller,Recruiter,Planner".split(
    ",",
  );
const fields =
  "Data,Sales,Marketing,Finance,Supply Chain,Product,People,Risk,Quality,Service,Web,Research,Energy,Claims,Audit".split(
    ",",
  );
const ranks = ["", "", "", "Junior ", "Senior ", "Graduate "];
const towns = 400;

/**
 * Postings as boards have them: few employers have most, each adds the same words about itself to every text, and all
 * share the usual titles.
 */
export function synthetic(count: number, seed = 1): Posting[] {
  const random = generator(seed);
  const under = (limit: number) => Math.floor(random() * limit);
  /** Far more often one of the first items. */
  const frequent = (limit: number) => Math.floor(random() ** 3 * limit);
  const word = () => Array.from({ length: 2 + under(2) }, () => syllables[under(syllables.length)]).join("");
  const words = Array.from({ length: 4000 }, word);
  const sentence = () => Array.from({ length: 15 + under(10) }, () => words[frequent(words.length)]).join(" ");
  const sentences = Array.from({ length: 4000 }, sentence);
  const some = (from: number) => Array.from({ length: from }, () => sentences[under(sentences.length)]).join(". ");
  const companies = Array.from({ length: Math.ceil(count / 20) }, () => ({
    name: `${word()} ${word()} GmbH`,
    about: some(6),
  }));
  return Array.from({ length: count }, (_, at) => {
    const company = companies[frequent(companies.length)] ?? { name: "Havelwerk", about: "" };
    const pick = (of: readonly string[]) => of[frequent(of.length)] ?? "";
    const town = under(towns);
    const place = {
      city: `Town ${town}`,
      geonameId: 1_000_000 + town,
      country: "DE",
      lat: 47 + town / 60,
      lon: 6 + (town % 80) / 10,
      raw: `Town ${town}`,
    };
    return postingSchema.parse({
      id: `bench:${at}`,
      source: "bench",
      sourceId: `${seed}-${at}`,
      url: `https://jobs.example.com/${seed}/${at}`,
      ...{ title: `${pick(ranks)}${pick(fields)} ${pick(trades)}`, company: company.name, locations: [place] },
      remote: { mode: "unknown", worldwide: null, countries: [] },
      level: "unknown",
      programme: null,
      employment: null,
      ...{ careerPaths: [], occupation: "other", languages: [], experienceYears: null, degree: null, visa: "unknown" },
      salary: null,
      postedAt: null,
      validThrough: null,
      lang: "en",
      confidence: { place: 1, occupation: 0, level: 0 },
      description: `${some(12)}. ${company.about}`,
    });
  });
}

/** The same job in another source: one line more, another URL. */
export const copyOf = (posting: Posting): Posting => ({
  ...posting,
  url: `${posting.url}/copy`,
  sourceId: `${posting.sourceId}-copy`,
  description: `${posting.description} Apply with this site in one minute.`,
});
