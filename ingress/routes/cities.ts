import { z } from "zod";
import { suggestedCities } from "../cities.ts";
import { localeOf } from "../locale.ts";
import { json, route } from "../route.ts";

const mostCities = 7;

const city = z.object({
  geonameId: z.int(),
  name: z.string(),
  country: z.string(),
  admin: z.string().optional(),
  label: z.string(),
});

/** Suggestions while typing: the same for everybody, so that browsers and caches can keep them. */
export const cities = route({
  method: "GET",
  path: "/cities",
  summary: "Cities whose name begins like this in any usual language, the most likely first",
  caller: "all",
  limit: "typing",
  origins: "listed",
  query: z.object({ q: z.string().max(80).default(""), lang: z.string().optional() }),
  answers: { 200: { description: "At most seven; `label` tells namesakes apart", schema: z.array(city) } },
  handle: (x) =>
    json(200, suggestedCities(x.query.q.trim(), localeOf(x), mostCities), {
      "Cache-Control": "public, max-age=86400",
      Vary: "Accept-Language, Origin",
    }),
});
