import { usableZone } from "../../lib/zone.ts";
import type { SubscriberView } from "../subscriber-view.ts";

/**
 * What we knew of them when the form was shown: it comes back with the form, which may have to be shown again without
 * the database. It changes nothing.
 */
export const knownFields = ["known.tier", "known.charged"] as const;

/**
 * What is kept, as the form's fields hold it: the same form shows it and shows what was typed.
 * @param charged Polar charges them.
 */
export function preferencesFields(view: SubscriberView, charged: boolean): URLSearchParams {
  const { wishes } = view;
  const fields = new URLSearchParams({
    name: view.name ?? "",
    visa: wishes.visa,
    cadence: view.cadence,
    timeZone: view.time_zone,
    locale: view.locale,
    pausedUntil: pauseOf(view),
    minScore: String(view.min_score ?? ""),
    excludedCompanies: view.excluded_companies.join("\n"),
    "known.tier": view.tier,
  });
  if (charged) fields.set("known.charged", "yes");
  const lists = { ...wishes, cities: wishes.cities.map(({ geonameId }) => String(geonameId)) };
  for (const name of ["cities", "countries", "careerPaths", "levels", "workModes", "languages", "keywords"] as const) {
    for (const value of lists[name]) fields.append(name, value);
  }
  for (const [part, value] of Object.entries(wishes.salaryMin ?? {})) fields.append(`salaryMin.${part}`, String(value));
  if (view.still_looking) fields.append("stillLooking", "on");
  return fields;
}

/** The day as its field takes it; a pause that is over is none. */
function pauseOf({ paused_until, time_zone }: SubscriberView): string {
  if (paused_until === null || Date.parse(paused_until) <= Date.now()) return "";
  return Temporal.Instant.from(paused_until).toZonedDateTimeISO(usableZone(time_zone)).toPlainDate().toString();
}
