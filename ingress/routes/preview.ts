import { z } from "zod";
import { readPreview } from "../../lib/preview/store.ts";
import { wordsOf } from "../../lib/words/index.ts";
import { localeOf } from "../locale.ts";
import { countFor } from "../preview.ts";
import { json, route } from "../route.ts";
import { cityOrId, listOf } from "./form-values.ts";

/** As a form sends it: repeated, or with commas between. */
const list = z.union([z.string().max(500), z.array(z.string().max(500)).max(20)]).optional();

/** Figures of all, from memory; nothing is asked of Postgres. What does not fit a field counts as not said. */
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
    const typed = {
      ...Object.fromEntries(said),
      cities: listOf([lists.cities ?? []].flat(), true).map(cityOrId),
      visa,
    };
    const count = countFor(known, typed);
    const text = count === null ? null : wordsOf(localeOf(x)).pages.signup.live(count);
    return json(
      200,
      { count, asOf: count === null ? null : (known?.asOf ?? null), text },
      { "Cache-Control": "public, max-age=60", Vary: "Accept-Language, Origin" },
    );
  },
});
