import { second } from "../time.ts";
import { saysClosed } from "./closed-phrases.ts";
import { get, type Reply } from "./get.ts";
import { type Guard, publicOnly, RefusedLinkError } from "./guard.ts";
import { isPastItsEnd, names, visibleText } from "./page.ts";
import { judgeRedirect } from "./redirect.ts";

export type LinkStatus = "live" | "gone" | "uncertain";

export interface LinkVerdict {
  status: LinkStatus;
  /** In a few words of our own, with nothing from the page. */
  reason: string;
}

export interface LinkOptions {
  /** The title of the posting that the link should lead to. */
  title: string;
  company: string;
  signal: AbortSignal;
  /** Default: the public internet, at the web's usual ports. */
  guard?: Guard;
  /** Waits before each hop until its host may be asked. */
  turn?: (host: string, signal: AbortSignal) => Promise<void>;
  /** For one request, up to the last byte read. */
  hopMs?: number;
  now?: Date;
}

const maxRedirects = 5;

const gone = (reason: string): LinkVerdict => ({ status: "gone", reason });
const uncertain = (reason: string): LinkVerdict => ({ status: "uncertain", reason });

/**
 * Checks whether a posting's link still leads to it. `live` and `gone` are proven; anything else is `uncertain`: a
 * refusal, an outage, a page that does not name the posting. Throws only the signal's reason.
 */
export async function checkLink(link: string, options: LinkOptions): Promise<LinkVerdict> {
  const first = URL.parse(link);
  if (!first) return uncertain("not an address");
  try {
    return await follow(first, options);
  } catch (error) {
    options.signal.throwIfAborted();
    if (error instanceof RefusedLinkError) return uncertain(error.message);
    const { name, code } = error as { name?: string; code?: unknown };
    if (name === "TimeoutError") return uncertain("timed out");
    return uncertain(typeof code === "string" ? `not reachable: ${code}` : "not reachable");
  }
}

async function follow(first: URL, options: LinkOptions): Promise<LinkVerdict> {
  const { signal, guard = publicOnly, turn, hopMs = 10 * second } = options;
  let url = first;
  for (let hops = 0; hops <= maxRedirects; hops++) {
    await turn?.(url.host, signal);
    const reply = await get(url, guard, AbortSignal.any([signal, AbortSignal.timeout(hopMs)]));
    if (reply.status < 300 || reply.status > 399 || reply.location === null) return judge(first, url, reply, options);
    const next = URL.parse(reply.location, url);
    if (!next) return uncertain("redirects nowhere");
    // The fragment is never sent to a server, so it makes no difference.
    next.hash = "";
    url = next;
  }
  return uncertain("too many redirects");
}

function judge(first: URL, last: URL, reply: Reply, { title, company, now = new Date() }: LinkOptions): LinkVerdict {
  if (reply.status === 404 || reply.status === 410) return gone(String(reply.status));
  if (reply.status !== 200) return uncertain(String(reply.status));
  const redirect = first.href === last.href ? "same" : judgeRedirect(first, last);
  if (redirect === "list") return gone("redirects to a list");
  if (redirect === "other-posting") return gone("redirects to another posting");
  if (redirect === "login") return uncertain("redirects to a login");
  if (reply.text.trim() === "") return uncertain("nothing to read");
  const text = visibleText(reply.text);
  if (saysClosed(text)) return gone("says that it is closed");
  if (isPastItsEnd(reply.text, now)) return gone("past its own end");
  return names(`${reply.text}\n${text}`, { title, company })
    ? { status: "live", reason: "names the posting" }
    : uncertain("does not name the posting");
}
