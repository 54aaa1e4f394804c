import { z } from "zod";
import type { RawPosting } from "../../lib/postings/posting.ts";

/** A row of a shared set as a source would send it. */
export type SourceRow = RawPosting;

export interface DutchRow {
  id: string;
  site: string;
  title: string | null;
  company: string | null;
  location: string | null;
  date_posted: string | null;
  description: string | null;
}

export const dutchRow = (row: DutchRow): SourceRow => ({
  source: row.site,
  sourceId: row.id,
  url: row.id,
  title: row.title ?? "",
  company: row.company ?? "",
  location: [row.location ?? ""],
  description: row.description ?? "",
  postedAt: row.date_posted,
});

const text = z.string().catch("");

const nhsJob = z.object({
  url: text,
  title: text,
  description: text,
  datePosted: text,
  hiringOrganization: z.object({ name: text }).catch({ name: "" }),
  jobLocation: z.object({ address: z.object({ addressLocality: text }) }).catch({ address: { addressLocality: "" } }),
});

export function nhsRow(row: object): SourceRow {
  const job = nhsJob.parse(row);
  const town = job.jobLocation.address.addressLocality;
  return {
    source: "nhs",
    sourceId: job.url,
    url: job.url,
    title: job.title,
    company: job.hiringOrganization.name,
    location: [town ? `${town}, United Kingdom` : "United Kingdom"],
    description: job.description,
    postedAt: job.datePosted || null,
    homeCountry: "GB",
  };
}

const greenhouseJob = z.object({ id: z.coerce.string(), url: text, title: text, company: text, location: text });

export function greenhouseRow(row: object): SourceRow {
  const { id, location, ...job } = greenhouseJob.parse(row);
  return { ...job, source: "greenhouse", sourceId: id, location: [location], description: "", postedAt: null };
}
