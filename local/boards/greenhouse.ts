import type { Posting } from "./catalogue.ts";
import type { City } from "./cities.ts";
import type { Company } from "./companies.ts";
import { diceOf } from "./dice.ts";
import { escapeHtml, htmlOf } from "./markup.ts";
import { fields } from "./words/fields.ts";

const modeNames = { onsite: "On-Site", hybrid: "Hybrid", remote: "Remote" } as const;

/** A board's list of jobs in Greenhouse's shape. `content` says whether it carries texts, departments and offices. */
export function greenhouseJobs(
  postings: Posting[],
  { content, url, now }: { content: boolean; url: string; now: number },
) {
  const jobs = postings.map((posting) => ({ ...jobOf(posting, url, now), ...(content ? contentOf(posting) : {}) }));
  return { jobs, meta: { total: jobs.length } };
}

export function greenhouseJob(posting: Posting, { url, now }: { url: string; now: number }) {
  return { ...jobOf(posting, url, now), ...contentOf(posting) };
}

export function greenhouseBoard(company: Company) {
  return {
    name: company.name,
    content: escapeHtml(`<p>${escapeHtml(company.name)} ${escapeHtml(company.business)}.</p>`),
  };
}

function jobOf(posting: Posting, url: string, now: number) {
  const { id, title, company, language, openedAt, closesAt } = posting;
  const editedAt = openedAt + Math.round((closesAt - openedAt) * 0.4);
  return {
    absolute_url: `${url}/postings/${posting.slug}`,
    data_compliance: [
      {
        type: "gdpr",
        requires_consent: false,
        requires_processing_consent: false,
        requires_retention_consent: false,
        retention_period: null,
        demographic_data_consent_applies: false,
      },
    ],
    internal_job_id: id - 1_000_000_000,
    location: { name: locationOf(posting) },
    metadata: metadataOf(posting),
    id,
    updated_at: timestamp(editedAt <= now ? editedAt : openedAt),
    requisition_id: `R-${id % 100_000}`,
    title,
    company_name: company.name,
    first_published: timestamp(openedAt),
    language,
    application_deadline: null,
    ai_disclaimer: null,
    include_ai_disclaimer: null,
    ai_opt_out_request_url: null,
  };
}

/** HTML escaped once more, as this source sends it. */
function contentOf({ company, blocks, path, city, second }: Posting) {
  const [intro, ...rest] = blocks;
  const opening = intro
    ? `<div class="content-intro"><h2><strong>${escapeHtml(company.name)}</strong></h2>\n${htmlOf([intro], strong)}</div>`
    : "";
  const department = fields[path].department;
  return {
    content: escapeHtml(`${opening}${htmlOf(rest, strong)}\n<p>&nbsp;</p>`),
    departments: [{ id: 4_002_060_000 + numberOf(department), name: department, child_ids: [], parent_id: null }],
    offices: [city, ...(second ? [second] : [])].map((office) => ({
      id: 4_001_210_000 + numberOf(office.name),
      name: office.name,
      location: hasAddress(company, office) ? `${office.name}, ${office.region}, ${office.country.name}` : null,
      child_ids: [],
      parent_id: null,
    })),
  };
}

const strong = (text: string) => `<h2><strong>${text}</strong></h2>`;

/** Free text, as employers type it. */
function locationOf(posting: Posting): string {
  const { id, city, second, mode } = posting;
  const dice = diceOf("greenhouse location", id);
  if (second) return [city, second].map(full).join(dice.pick(["; ", " | ", " / "]));
  const country = city.country.name;
  if (mode === "remote")
    return dice.pick([
      `Remote - ${country}`,
      `Remote, ${country}`,
      `${city.name} or Remote (${country})`,
      `${city.name}, ${country} (Remote)`,
    ]);
  const places = [
    city.name,
    full(city),
    full(city),
    `${city.local}, ${country}`,
    `${city.name}, ${city.region}, ${country}`,
  ];
  if (mode === "hybrid" && dice.chance(0.3))
    return dice.pick([`${city.name} (Hybrid)`, `Hybrid - ${city.name}`, `${full(city)} - Hybrid`]);
  return dice.pick(places);
}

function full({ name, country }: City): string {
  return `${name}, ${country.code === "GB" ? "UK" : country.name}`;
}

/** Some boards have no custom fields and send null; on others, not every posting fills them in. */
function metadataOf({ id, company, mode }: Posting) {
  if (diceOf("metadata", company.name).chance(0.25)) return null;
  const value = diceOf("metadata", id).chance(0.15) ? null : modeNames[mode];
  return [{ id: 4_036_944_001, name: "Location Type", value, value_type: "single_select" }];
}

function hasAddress(company: Company, office: City): boolean {
  return diceOf("address", company.name, office.name).chance(0.8);
}

function numberOf(name: string): number {
  return diceOf("number", name).between(0, 9_999);
}

/** In the source's own time zone and format: 2026-07-14T18:35:00-04:00. */
function timestamp(ms: number): string {
  return Temporal.Instant.fromEpochMilliseconds(ms)
    .toZonedDateTimeISO("America/New_York")
    .toString({ timeZoneName: "never", smallestUnit: "second" });
}
