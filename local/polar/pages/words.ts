import type { Subscription } from "../books.ts";
import { productById } from "../catalogue.ts";

const formats = new Map<string, Intl.NumberFormat>();

/** Formats cents. */
export function money(cents: number, currency = "eur"): string {
  const format = formats.get(currency) ?? new Intl.NumberFormat("en-IE", { style: "currency", currency });
  formats.set(currency, format);
  return format.format(cents / 100);
}

const dayFormat = new Intl.DateTimeFormat("en-GB", { dateStyle: "long" });
export const dayOf = (iso: string | null | undefined): string => (iso ? dayFormat.format(new Date(iso)) : "");

/** "a month", "every 3 months". */
export function rhythm(productId: string): string {
  const months = productById(productId).recurring_interval_count ?? 1;
  return months === 1 ? "a month" : `every ${months} months`;
}

/** The status in one word, and what comes next in a sentence. */
export function standing(one: Subscription): { word: string; tone: "good" | "warn" | "bad"; sentence: string } {
  if (one.ended_at) return { word: "Ended", tone: "bad", sentence: `It ended on ${dayOf(one.ended_at)}.` };
  if (one.status === "past_due")
    return {
      ...{ word: "Payment failed", tone: "bad" },
      sentence: `The payment of ${dayOf(one.past_due_at)} failed. Another card pays it.`,
    };
  if (one.cancel_at_period_end)
    return { word: "Cancelled", tone: "warn", sentence: `It stays on until ${dayOf(one.ends_at)} and is not renewed.` };
  return { word: "Active", tone: "good", sentence: `It renews on ${dayOf(one.current_period_end)}.` };
}
