import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import type { RawPosting } from "../lib/postings/posting.ts";
import { generator } from "./dedupe-postings.ts";

interface Corpus {
  /** What the texts are, for the figures' reader. */
  texts: string;
  /** The posting with this number: another one each time, with the texts in turn. */
  posting(number: number): RawPosting;
}

/** Real texts of the team's shared folder, or invented ones of the same lengths. */
export function corpus(): Corpus {
  const folder = join(process.env.JOBPING_SHARED ?? fileURLToPath(new URL("../../shared", import.meta.url)), "data");
  const nhs = join(folder, "nhs_jobs/nhs_jobs.jsonl.gz");
  const dutch = join(folder, "jobzoeker_nl/jobs.dev.jsonl.gz");
  const real = existsSync(nhs) && existsSync(dutch);
  const postings = real ? [...linesOf(nhs).map(fromNhs), ...linesOf(dutch).map(fromDutch)] : invented();
  const posting = (number: number): RawPosting => {
    const one = postings[number % postings.length];
    if (!one) throw new Error("there are no texts");
    return {
      ...one,
      sourceId: `${one.sourceId}-${number}`,
      url: `${one.url}${one.url.includes("?") ? "&" : "?"}number=${number}`,
      title: `${one.title} ${number}`,
      company: number < postings.length ? one.company : `${one.company} ${Math.floor(number / postings.length)}`,
    };
  };
  return { texts: real ? "nhs_jobs, jobzoeker_nl" : "invented: there is no shared folder", posting };
}

type Row = Record<string, unknown>;

function linesOf(file: string): Row[] {
  const lines = gunzipSync(readFileSync(file)).toString().trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Row);
}

const text = (value: unknown) => (typeof value === "string" ? value : "");
const row = (value: unknown) => (typeof value === "object" && value !== null ? (value as Row) : {});

/** schema.org JobPosting; the text is escaped HTML. */
function fromNhs(job: Row): RawPosting {
  const town = text(row(row(job.jobLocation).address).addressLocality);
  return {
    source: "bench",
    sourceId: text(job.url),
    url: text(job.url),
    title: text(job.title) || "Nurse",
    company: text(row(job.hiringOrganization).name),
    location: town ? [`${town}, United Kingdom`] : ["United Kingdom"],
    description: text(job.description),
    postedAt: text(job.datePosted) || null,
    employmentHint: text(job.employmentType),
    tags: [text(job.industry)],
    homeCountry: "GB",
  };
}

/** Plain texts, English and Dutch. */
function fromDutch(job: Row): RawPosting {
  return {
    source: "bench",
    sourceId: text(job.id),
    url: text(job.job_url),
    title: text(job.title) || "Analyst",
    company: text(job.company),
    location: [text(job.location)],
    description: text(job.description),
    postedAt: text(job.date_posted) || null,
    employmentHint: text(job.job_type),
    tags: [text(job.job_function)],
    homeCountry: "NL",
  };
}

const words =
  "we are looking for an analyst who will work with our team in the office and learn from experienced people; you have a degree, two years of experience, good English and German, and we offer a salary, training and holidays".split(
    " ",
  );
const towns = ["Berlin, Germany", "London, United Kingdom", "Amsterdam, NH, Netherlands", "Paris, France", "Madrid"];

/** As long as the real ones: of three, two HTML of 2,900 characters and one text of 3,750. */
function invented(): RawPosting[] {
  const random = generator(1);
  const any = <T>(of: readonly T[]) => of[Math.floor(random() * of.length)] as T;
  return Array.from({ length: 3000 }, (_, at) => {
    const html = at % 3 > 0;
    const paragraph = () => Array.from({ length: 40 }, () => any(words)).join(" ");
    let description = "";
    while (description.length < (html ? 2900 : 3750))
      description += html ? `<p>${paragraph()}</p>\n` : `${paragraph()}.\n`;
    const url = `https://jobs.example.com/${at}`;
    const name = {
      source: "bench",
      sourceId: url,
      url,
      title: `Junior ${any(words)} Analyst`,
      company: `Company ${at}`,
    };
    return { ...name, location: [any(towns)], description, postedAt: "2026-11-01" };
  });
}
