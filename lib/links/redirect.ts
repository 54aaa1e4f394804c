/** What a redirect says about the link's posting. */
export type Redirect = "same" | "list" | "other-posting" | "login" | "elsewhere";

const listWords = new Set(
  (
    "jobs job careers career vacancies vacancy positions position openings opportunities search jobsearch job-search " +
    "search-results results all-jobs job-offers joblist join-us join work-with-us home index index.html index.php " +
    "karriere stellen stellenangebote stellenmarkt jobboerse offene-stellen offres offre emploi emplois carriere carrieres " +
    "recrutement offres-emploi offres-d-emploi empleo empleos trabajo ofertas ofertas-empleo ofertas-de-empleo vacantes " +
    "vacatures werkenbij werken-bij lavoro lavora-con-noi offerte offerte-di-lavoro posizioni-aperte oferty oferty-pracy " +
    "praca kariera vagas emprego empregos carreiras lediga-jobb lediga-tjanster jobb karriar ledige-stillinger ledige-job stillinger"
  ).split(" "),
);
const login = /^(log-?in|sign-?in|sso|auth|oauth2?|authwall|captcha|challenge|checkpoint|consent|cookie-consent)$/;
const goneWords = /^(404|not-?found|job-?not-?found|expired|job-?expired|closed|no-longer-available|unavailable)$/;
/** Greenhouse says `?error=true` on the board, Workable `?not_found=true`. */
const goneFlag = /^(error|not_?found|expired|job_?expired|job_?not_?found|closed)$/i;
const locale = /^[a-z]{2}([-_][a-z]{2})?$/;
const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;

/** Judges by the addresses alone; for `elsewhere`, the page must still name the posting. */
export function judgeRedirect(from: URL, to: URL): Redirect {
  const [was, is] = [segmentsOf(from), segmentsOf(to)];
  if (is.some((segment) => login.test(segment))) return "login";
  if (is.some((segment) => goneWords.test(segment)) || saysGone(to)) return "list";
  const [wasIds, isIds] = [idsOf(from), idsOf(to)];
  if (wasIds.intersection(isIds).size > 0) return "same";
  const home = siteOf(from) === siteOf(to);
  if (wasIds.size === 0 && home && was.at(-1) === is.at(-1)) return "same";
  if (isIds.size === 0 && isList(is)) return "list";
  if (home && is.length < was.length && is.every((segment, at) => segment === was[at]) && isIds.size === 0)
    return "list";
  if (home && wasIds.size > 0 && isIds.size > 0) return "other-posting";
  // Same path without the id: /careers?gh_jid=1 to /careers.
  if (home && wasIds.size > 0 && was.join("/") === is.join("/")) return "list";
  return "elsewhere";
}

/** Path segments without languages, in lower case. */
function segmentsOf(url: URL): string[] {
  return url.pathname
    .split("/")
    .map((segment) => plain(segment))
    .filter((segment) => segment !== "" && !locale.test(segment));
}

function plain(segment: string): string {
  try {
    return decodeURIComponent(segment).toLowerCase();
  } catch {
    return segment.toLowerCase();
  }
}

function saysGone({ searchParams }: URL): boolean {
  return [...searchParams].some(([name, value]) => goneFlag.test(name) && /^(true|1|yes)?$/i.test(value));
}

function isList(segments: readonly string[]): boolean {
  const last = segments.at(-1);
  return last === undefined || listWords.has(last);
}

/** What can identify a posting: uuids, long numbers, numbers as whole segments, codes such as `4A1B2C3D9E`. */
function idsOf(url: URL): Set<string> {
  const values = [...url.searchParams].filter(([name]) => !/^(utm_|ref|source|src|lang|page)/i.test(name));
  const pieces = [...segmentsOf(url), ...values.map(([, value]) => value.toLowerCase())];
  return new Set(
    pieces.flatMap((piece) => {
      const [id] = uuid.exec(piece) ?? [];
      if (id) return [id];
      if (/^\d+$/.test(piece) || /^(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]{8,}$/.test(piece)) return [piece];
      return piece.match(/\d{5,}/g) ?? [];
    }),
  );
}

/** `jobs.acme.co.uk` as `acme.co.uk`: precise enough to tell whether a redirect stays with the same owner. */
function siteOf({ hostname }: URL): string {
  const labels = hostname.split(".");
  const country = labels.length > 2 && (labels.at(-2)?.length ?? 0) <= 3 && (labels.at(-1)?.length ?? 0) === 2;
  return labels.slice(country ? -3 : -2).join(".");
}
