import { z } from "zod";
import { preferences } from "../../jobs/preferences.ts";
import { resolveCity } from "../../lib/postings/places.ts";
import { enqueue } from "../../lib/queue.ts";
import { seal } from "../../lib/seal.ts";
import {
  type PreferencesChange,
  preferencesChange,
  type SealedPreferences,
} from "../../lib/subscribers/preferences.ts";
import { namesPlace } from "../../lib/subscribers/wishes.ts";
import { day, second } from "../../lib/time.ts";
import { signToken } from "../../lib/tokens.ts";
import { usableZone } from "../../lib/zone.ts";
import { isCharged } from "../billing-view.ts";
import { preferencesFromForm } from "../forms/preferences.ts";
import { expired, openLink, pathWith, tokenBody, tokenOf, tokenQuery } from "../mail-links.ts";
import { preferencesPage, savingPage } from "../pages/preferences.tsx";
import { preferencesAgainPage } from "../pages/preferences-again.tsx";
import { renderPage } from "../pages/render.tsx";
import { type FieldError, Problem } from "../problem.ts";
import { type Exchange, formLedOn, json, route, seeOther } from "../route.ts";
import { citiesInQuestion } from "../signup-questions.ts";
import { askedNow, type SubscriberView, subscriberAnswer, subscriberView } from "../subscriber-view.ts";

/** If a change is not saved by then, the page stops waiting and says so. */
const savingTakesMs = 30 * second;

const shown = tokenQuery.extend({
  saved: z.string().optional().catch(undefined),
  /** When the change was asked for, ms since 1970. */
  asked: z.coerce.number().int().optional().catch(undefined),
  /** The changed fields, separated by dots: another request may have changed others since. */
  fields: z.string().max(400).optional().catch(undefined),
});

/** All of a subscriber's choices, to change, and what came of them so far. */
export const showPreferences = route({
  method: "GET",
  path: "/preferences",
  summary: "The preference centre behind a mail's link",
  caller: "mail link",
  limit: "mailLink",
  query: shown,
  answers: {
    200: { description: "All choices, the next digest and the last ten", schema: subscriberAnswer, type: "text/html" },
  },
  async handle(x) {
    const token = tokenOf(x);
    const link = await openLink("preferences", token);
    const view = await subscriberView(link);
    if (view === null) throw expired("preferences");
    if (!x.wantsPage) return json(200, view);
    const { saved, fields = "" } = x.query;
    // The page would wait for a time in the future.
    const asked = Math.min(x.query.asked ?? 0, Date.now());
    const isMissing = (field: string) => Date.parse(view.asked_at[field] ?? "1970-01-01") < asked;
    const missing = saved !== undefined && fields.split(".").some(isMissing);
    if (missing && Date.now() - asked < savingTakesMs) {
      // A header reloads also without scripts. It names the address, as a page with a fragment would not reload.
      const again = savedAt(token, asked, fields);
      return renderPage(200, savingPage({ locale: view.locale }), { Refresh: `1; url=${again}` });
    }
    const issued = { issuedAt: new Date(), expiresInMs: 1 * day };
    const [unsubscribe, matches, charged] = await Promise.all([
      signToken("unsubscribe", link, issued),
      signToken("matches", link, issued),
      (view.tier === "premium" || view.paused_until !== null) && isCharged(link),
    ]);
    const state = saved === undefined ? undefined : missing ? "late" : "saved";
    return renderPage(200, preferencesPage({ view, token, unsubscribe, matches, charged: charged === true, state }));
  },
});

/** @see CONTRACT.md; JSON changes the fields it names, the page's form all of them. */
export const changePreferences = route({
  method: "POST",
  path: "/preferences",
  summary: "Change preferences",
  caller: "mail link",
  limit: "mailLink",
  query: tokenQuery,
  body: {
    capBytes: 32 * 1024,
    schema: preferencesChange.extend(tokenBody.shape),
    fromForm: preferencesFromForm,
  },
  answers: {
    202: { description: "Accepted; it counts in a moment", schema: z.object({ status: z.literal("accepted") }) },
    303: { description: "Accepted, for a form: Location is the preference centre" },
    409: { description: "Unsubscribed: they have to sign up again first" },
  },
  async handle(x) {
    const token = tokenOf(x);
    const { subscriberId, keyHash } = await openLink("preferences", token);
    const view = await subscriberView({ subscriberId, keyHash });
    if (view === null) throw expired("preferences");
    if (view.status !== "active") {
      throw new Problem("conflict", "You are not subscribed: sign up again, and your choices count.");
    }
    const { token: _, ...named } = x.body;
    if (Object.keys(named).length === 0) {
      throw new Problem("not-valid", "Name at least one thing to change.", {
        errors: [{ pointer: "", message: "names nothing to change" }],
      });
    }
    const change = checked(named, view);
    const question = x.wantsPage && cityQuestion(x, named, view);
    if (question) return renderPage(422, question);
    const askedAt = askedNow(view);
    const sealed = seal({ keyHash, change } satisfies SealedPreferences, "preferences");
    const payload = { subscriberId, sealed, askedAt: askedAt.toISOString() };
    const jobId = await enqueue(preferences, payload);
    if (formLedOn(x) === null) return { ...json(202, { status: "accepted" }), jobId };
    return { ...seeOther(savedAt(token, askedAt.getTime(), Object.keys(change).join("."))), jobId };
  },
  problemPage: (x, problem) => preferencesAgainPage(x, { problem }),
});

const savedAt = (token: string, asked: number, fields: string) =>
  `${pathWith(token, "/preferences")}&saved=1&asked=${asked}&fields=${encodeURIComponent(fields)}`;

/** If a name may mean several cities, the form is asked back once. */
function cityQuestion(x: Exchange, { cities = [], countries }: PreferencesChange, { wishes, locale }: SubscriberView) {
  if (x.sent.kind !== "form" || x.sent.fields.has("asked")) return undefined;
  const unclear = citiesInQuestion({ cities, countries: countries ?? wishes.countries }, locale);
  return unclear.length > 0 ? preferencesAgainPage(x, { cities: unclear }) : undefined;
}

/** The change with its cities resolved, checked together with the wishes that stay. @throws {Problem} 422 */
function checked(change: PreferencesChange, { wishes, time_zone }: SubscriberView): PreferencesChange {
  const errors: FieldError[] = [];
  const { cities: named = wishes.cities, countries = wishes.countries, workModes = wishes.workModes } = change;
  if (!namesPlace({ cities: named, countries, workModes })) {
    const message = "name at least one city or country, or ask for remote work only";
    errors.push({ pointer: "/cities", message });
  }
  const zone = change.timeZone ?? time_zone;
  if (change.pausedUntil && !liesAhead(Temporal.PlainDate.from(change.pausedUntil), zone)) {
    errors.push({ pointer: "/pausedUntil", message: "must be a day from tomorrow on, within a year" });
  }
  const cities = change.cities?.map((city, at) => {
    const id = resolveCity(city, countries)?.geonameId;
    if (id !== undefined) return id;
    const message = `“${city}” is no city we know. Check the spelling, or name the nearest larger city.`;
    errors.push({ pointer: `/cities/${at}`, message });
    return city;
  });
  if (errors.length > 0) throw new Problem("not-valid", "Some of it does not fit. Nothing was changed.", { errors });
  return cities === undefined ? change : { ...change, cities: [...new Set(cities)] };
}

function liesAhead(date: Temporal.PlainDate, timeZone: string): boolean {
  const today = Temporal.Now.plainDateISO(usableZone(timeZone));
  return Temporal.PlainDate.compare(date, today) > 0 && Temporal.PlainDate.compare(date, today.add({ years: 1 })) <= 0;
}
