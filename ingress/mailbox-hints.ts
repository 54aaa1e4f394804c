import { POPULAR_DOMAINS, run } from "@zootools/email-spell-checker";
import { disposableEmailBlocklistSet } from "disposable-email-domains-js";
import type { MailQuestion } from "./pages/signup-questions.tsx";

// Domains common in Europe that the package's list lacks: it would "correct" each of them to a similar one.
const domainsHere = [
  "gmx.de gmx.net gmx.at gmx.ch web.de t-online.de freenet.de posteo.de mailbox.org email.de mail.de proton.me",
  "protonmail.com icloud.com outlook.de hotmail.de yahoo.de bluewin.ch orange.fr free.fr laposte.net libero.it",
  "virgilio.it wp.pl o2.pl onet.pl interia.pl seznam.cz hotmail.co.uk yahoo.co.uk btinternet.com ziggo.nl",
  "kpnmail.nl telenet.be skynet.be googlemail.com gmail.com outlook.com hotmail.com yahoo.com live.com me.com",
  "mac.com mail.com gmx.com",
].flatMap((line) => line.split(" "));
const known = new Set([...domainsHere, ...POPULAR_DOMAINS]);
/** The domains we suggest. Short names differ by a letter or two, and lmu.de is no slip for gmx.de. */
export const popularDomains: readonly string[] = [...known].filter((domain) => domain.length >= 9);

let throwaway: ReadonlySet<string> | undefined;

/** Read at the first form, not at the start: 10,000 names that JSON callers never need. */
function throwawayDomains(): ReadonlySet<string> {
  throwaway ??= disposableEmailBlocklistSet();
  return throwaway;
}

/** What to ask about a mailbox before we write to it; undefined = nothing. */
export function mailQuestion(email: string): MailQuestion | undefined {
  const domain = email.slice(email.lastIndexOf("@") + 1);
  if (known.has(domain)) return undefined;
  // Before throwaway domains, as some of those are typing errors of popular ones.
  const lists = { domains: [...popularDomains], topLevelDomains: [], secondLevelDomains: [] };
  const meant = run({ email, ...lists })?.full;
  if (meant !== undefined && meant !== email) return { meant };
  return throwawayDomains().has(domain) ? { throwaway: domain } : undefined;
}
