/** The zone, or UTC for one that this Node does not know: it must hold up neither a page nor a batch of mails. */
export function usableZone(timeZone: string): string {
  try {
    return new Intl.DateTimeFormat("en-GB", { timeZone }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
}
