import type { RawPosting } from "../postings/posting.ts";

/** What the first line of a comment says, by the convention `Company | Role | Place | REMOTE | link`. */
export interface Header extends Pick<RawPosting, "title" | "company" | "location" | "remoteHint" | "employmentHint"> {}

const roleWord =
  /\b(?:engineers?|engineering|developers?|devs?|devops|programmers?|swe|sre|sde|designers?|managers?|scientists?|analysts?|architects?|researchers?|leads?|head of|cto|ceo|vp|director|founders?|founding|interns?|internships?|trainees?|graduates?|juniors?|administrators?|sysadmins?|consultants?|specialists?|marketers?|marketing|recruiters?|writers?|editors?|associates?|assistants?|executives?|representatives?|advocates?|testers?|qa|technicians?|operators?|full[- ]?stack|front[- ]?end|back[- ]?end|roles?|positions?|openings?|teams?|staff|entwickler\w*|ingenieur\w*|werkstudent\w*|praktik\w+)\b/i;
const urlWord =
  /https?:\/\/|^www\.|^[\w-]+(?:\.[\w-]+)*\.(?:com|io|co|ai|org|net|dev|app|de|eu|uk|so|xyz|tech)(?:\/\S*)?$/i;
const employmentWord =
  /\b(?:full[- ]?time|part[- ]?time|contract(?:or|ing)?|freelance|internships?|interns?|permanent|temporary|ft|pt)\b/i;
const remoteWord = /\bremote(?:ly)?\b|\bwfh\b|\bwork from home\b|\banywhere\b|\bdistributed\b/i;
const onsiteWord = /\bon-? ?site\b|\bin-? ?office\b|\bin[- ]person\b/i;
const hybridWord = /\bhybrid\b/i;
const noRemote = /\b(?:no|not|non)[- ]remote\b/i;
const moneyWord = /[$€£¥]\s?\d|\d\s?[$€£]|\b\d{2,3}\s?k\b|\b(?:usd|eur|gbp|chf|equity|salary|competitive|comp)\b/i;
/** "Remote, PT/ET hours preferred": time zones are not countries. */
const hoursWord = /\b(?:hours?|time ?zones?|tz|overlap|utc|gmt|cet|est|pst)\b/i;
const otherWord =
  /\b(?:visa|sponsor\w*|required|preferred|only in|yc|series|seed|funded|stage|stack|typescript|javascript|python|rails|ruby|rust|golang|react|node(?:\.js)?|java|kotlin|swift|elixir|scala|php|c\+\+|aws|kubernetes|ai|ml|saas|fintech|startup|open[- ]source|apply|careers?|jobs?)\b/i;

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " ", amp: "&" };

function unescaped(text: string): string {
  return text.replace(
    /&(?:(lt|gt|quot|apos|nbsp|amp)|#(\d{1,6})|#x([0-9a-f]{1,5}));/gi,
    (entity, name, decimal, hex) => {
      if (name) return entities[name.toLowerCase()] ?? entity;
      const code = decimal ? Number.parseInt(decimal, 10) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : entity;
    },
  );
}

/** The non-empty lines, as text. The first is the header. */
function linesOf(html: string): string[] {
  const lines = html.slice(0, 8000).split(/<p>|<br\s*\/?>|\n|<\/p>|<li>/i);
  return lines.flatMap((line) => {
    const text = unescaped(line.replace(/<[^<>]*>/g, " "));
    return text.replace(/\s+/g, " ").trim().slice(0, 600) || [];
  });
}

/** Splits at `|`, the convention, else at dashes or dots between spaces if there are enough to be deliberate. */
function partsOf(line: string): string[] {
  const split = (separator: RegExp) => line.split(separator).flatMap((part) => part.trim() || []);
  const agreed = split(/\s*[|｜¦]+\s*/);
  if (agreed.length > 1) return agreed;
  const others = split(/\s+(?:[-–—•·*]|\/\/)\s+/);
  return others.length > 2 && !/[.!?]$/.test(line) ? others : [];
}

/** "Engineer, Designer and Analyst": the first is the title; the text names the others. */
function firstRole(part: string): string {
  const pieces = part.split(/,\s+|;\s*|\s+(?:and|&amp;|\+|or)\s+(?=[A-Z])/);
  const [first = ""] = pieces;
  const rest = pieces.slice(1).some((piece) => roleWord.test(piece));
  // "Engineer, Platform" and "Head of R&D and Quality" stay whole.
  return (rest && roleWord.test(first) ? first : part).trim();
}

/** If the header names no role, the first one in a list below it. */
function listedRole(lines: readonly string[]): string {
  const item = lines.find((line) => /^[-–•*]\s*\p{L}/u.test(line) && line.length <= 100 && roleWord.test(line));
  return item?.replace(/^[-–•*]\s*/, "").replace(/\s*(?:\||https?:).*$/, "") ?? "";
}

function modeOf(parts: readonly string[]): RawPosting["remoteHint"] {
  const said = parts.join(" | ");
  if (noRemote.test(said)) return "onsite";
  if (hybridWord.test(said)) return "hybrid";
  const remote = remoteWord.test(said);
  // "Onsite or remote" is either.
  if (remote === onsiteWord.test(said)) return undefined;
  return remote ? "remote" : "onsite";
}

const isMode = (part: string) => remoteWord.test(part) || onsiteWord.test(part) || hybridWord.test(part);
const isOther = (part: string) => /\d/.test(part) || moneyWord.test(part) || otherWord.test(part);

/** The place that a part names: "Berlin (visa support)" is Berlin, "REMOTE" is not a place. */
function placeOf(part: string): string[] {
  const place = part
    .replace(/\([^()]*\)/g, (inside) => (isOther(inside) || hoursWord.test(inside) ? " " : inside))
    .trim();
  const beyondMode = place.replace(
    /\b(?:no|not|fully|remote(?:ly)?|hybrid|on-? ?site|in-? ?office|in-person|or|and|only|first|ok)\b/gi,
    " ",
  );
  const isPlace = place.length <= 80 && !isOther(place) && !hoursWord.test(place) && /\p{L}{2}/u.test(beyondMode);
  return isPlace ? [place] : [];
}

/** The name, without the link or YC batch that often stands beside it. */
const companyOf = (part: string) =>
  part
    .replace(/\s*\((?:[^()]*(?:https?:|www\.|\.\w{2,4}\b|\byc\b)[^()]*)\)/gi, "")
    .replace(/\s+https?:\/\/\S+/g, "")
    .trim() || part;

/** Some comments begin with a link, some with "REMOTE". The company Remote is recognised by the role after its name. */
function companyAt([first = "", second = ""]: readonly string[]): number {
  if (/^https?:/.test(first)) return 1;
  const isOnlyMode = isMode(first) && placeOf(first).length === 0;
  const isCompany = second !== "" && ![roleWord, employmentWord, urlWord].some((word) => word.test(second));
  return isOnlyMode && isCompany && !isMode(second) ? 1 : 0;
}

export function headerOf(html: string): Header {
  const [header = "", ...lines] = linesOf(html);
  const parts = partsOf(header);
  const at = companyAt(parts);
  const first = parts[at] ?? "";
  const others = parts.filter((part, index) => index !== at && !urlWord.test(part));
  const roles = others.filter((part) => roleWord.test(part) && part.length <= 200);
  const role = roles.find((part) => !isMode(part)) ?? roles[0];
  const left = others.filter((part) => !roles.includes(part));
  const places = left.filter((part) => isMode(part) || !employmentWord.test(part));
  const employmentHint = others.find((part) => employmentWord.test(part) && (part !== role || part.length <= 40));
  const remoteHint = modeOf(others);
  return {
    company: companyOf(first),
    title: role ? firstRole(role) : listedRole(lines),
    location: places.flatMap(placeOf),
    ...(remoteHint && { remoteHint }),
    ...(employmentHint && { employmentHint }),
  };
}
