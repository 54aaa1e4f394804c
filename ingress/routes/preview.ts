import { z } from "zod";
import { readPreview } from "../../lib/preview/store.ts";
import { placesMeant } from "../forms/signup.ts";
import { listOf } from "../forms/values.ts";
import { localeOf } from "../locale.ts";
import { countFor, liveInWords } from "../preview.ts";
import { json, route } from "../route.ts";

/** As a form sends it: a repeated field, or separated by commas. */
const list = z.union([z.string().max(500), z.array(z.string().max(500)).max(20)]).optional();

/** From memory: Postgres is not asked. An invalid value counts as absent. */
export const preview = route({
  method: "GET",
  path: "/preview",
  summary: "How many live postings match a choice",
  caller: "all",
  limit: "typing",
  origins: "listed",
  query: z.object({
    ...{ cities: list, countries: list, careerPaths: list, levels: list, workModes: list },
    visa: z.string().optional(),
    lang: z.string().optional(),
  }),
  answers: {
    200: {
      description: "`count` and `asOf` are null while there are no figures; `text` says the count in a sentence",
      schema: z.object({ count: z.int().nullable(), asOf: z.iso.datetime().nullable(), text: z.string().nullable() }),
    },
  },
  async handle(x) {
    const known = await readPreview();
    const { visa, lang: _, ...lists } = x.query;
    const said = Object.entries(lists).map(([name, value]) => [name, listOf([value ?? []].flat(), true)] as const);
    const wishes = Object.fromEntries(said.filter(([, values]) => values.length > 0));
    const typed = { ...wishes, ...placesMeant(wishes), visa };
    const count = countFor(known, typed);
    const text = count === null ? null : liveInWords(count, typed, localeOf(x));
    return json(
      200,
      { count, asOf: count === null ? null : (known?.asOf ?? null), text },
      { "Cache-Control": "public, max-age=60", Vary: "Accept-Language, Origin" },
    );
  },
});
