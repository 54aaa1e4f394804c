// Longer than real postings' addresses, short enough that ten of them keep the mail under 80 KB.
const maxUrlLength = 1000;

/**
 * The address if it is safe to link to: http(s), no credentials, not absurdly long. Otherwise null.
 * @param ours our own address: if it is https, http links become https too, so that mails lead nobody over an open line
 */
export function safeUrl(text: string, ours: string): string | null {
  const url = URL.parse(text.trim());
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) return null;
  if (url.username !== "" || url.password !== "") return null;
  if (ours.startsWith("https:")) url.protocol = "https:";
  // In the mail, & becomes &amp; and counts as such.
  return url.href.replaceAll("&", "&amp;").length <= maxUrlLength ? url.href : null;
}
